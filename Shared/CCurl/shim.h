// libcurl for Swift. Its setters and getters are variadic, which Swift cannot call: each kind of
// value gets a function of its own here.
#pragma once

#include <curl/curl.h>

typedef size_t (*rapport_curl_reader)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode rapport_curl_set_number(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode rapport_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode rapport_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode rapport_curl_set_reader(
    CURL *handle, CURLoption option, rapport_curl_reader value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode rapport_curl_number(CURL *handle, CURLINFO info, long *number) {
  return curl_easy_getinfo(handle, info, number);
}

static inline CURLcode rapport_curl_socket(CURL *handle, curl_socket_t *socket) {
  return curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, socket);
}
