#ifndef RAPPORT_CZEROMQ_SHIM_H
#define RAPPORT_CZEROMQ_SHIM_H

#include <sys/eventfd.h>
#include <zmq.h>

// Glibc's module leaves <sys/eventfd.h> out, and its flags are an anonymous enum: one call hides both.
static inline int czeromq_eventfd(void) {
  return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

#endif
