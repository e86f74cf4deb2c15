// libsodium for Swift: the hash of passwords.
#pragma once

#include <sodium.h>

// Macros of macros do not come over into Swift.
enum { rapport_sodium_password_bytes = crypto_pwhash_STRBYTES };

static inline int rapport_sodium_hash(char *text, const char *password, unsigned long long length) {
  return crypto_pwhash_str_alg(
      text, password, length, crypto_pwhash_OPSLIMIT_INTERACTIVE,
      crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
}
