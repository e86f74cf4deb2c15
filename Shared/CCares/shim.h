// c-ares for Swift: DNS questions that do not go through the C library's own resolver.
#pragma once

#include <ares.h>
#include <arpa/nameser.h>
#include <poll.h>

// Macros with arithmetic do not come over into Swift.
static inline int rapport_ares_readable(int mask, int index) {
  return ARES_GETSOCK_READABLE(mask, index) != 0;
}

static inline int rapport_ares_writable(int mask, int index) {
  return ARES_GETSOCK_WRITABLE(mask, index) != 0;
}
