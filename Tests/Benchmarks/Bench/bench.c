#include "bench.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  exit(1);
}

// --- options

const char *option(int argc, char **argv, const char *name, const char *otherwise) {
  for (int i = 1; i + 1 < argc; i++) {
    if (!strncmp(argv[i], "--", 2) && !strcmp(argv[i] + 2, name)) return argv[i + 1];
  }
  if (!otherwise) fail("%s: --%s is missing", argv[0], name);
  return otherwise;
}

long number(int argc, char **argv, const char *name, long otherwise) {
  const char *text = option(argc, argv, name, "");
  return *text ? atol(text) : otherwise;
}

bool flag(int argc, char **argv, const char *name) {
  for (int i = 1; i < argc; i++) {
    if (!strncmp(argv[i], "--", 2) && !strcmp(argv[i] + 2, name)) return true;
  }
  return false;
}

// --- time

int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

struct latencies latencies_of(size_t most) {
  return (struct latencies){.values = calloc(most ? most : 1, sizeof(int64_t)), .count = 0};
}

void latencies_add(struct latencies *latencies, int64_t value) {
  latencies->values[latencies->count++] = value;
}

static int ascending(const void *left, const void *right) {
  int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
  return (a > b) - (a < b);
}

double latencies_quantile(struct latencies *latencies, double quantile) {
  if (!latencies->count) return 0;
  qsort(latencies->values, latencies->count, sizeof(int64_t), ascending);
  size_t place = (size_t)(quantile * (double)(latencies->count - 1) + 0.5);
  return (double)latencies->values[place] / 1e6;
}

// --- sockets

void *socket_at(int kind, const char *endpoint, bool bind) {
  static void *context;
  if (!context) context = zmq_ctx_new();
  void *socket = zmq_socket(context, kind);
  int none = 0, soon = 1, all = 1;
  zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof none);
  zmq_setsockopt(socket, ZMQ_RECONNECT_IVL, &soon, sizeof soon);
  zmq_setsockopt(socket, ZMQ_SNDHWM, &none, sizeof none);
  zmq_setsockopt(socket, ZMQ_RCVHWM, &none, sizeof none);
  // Otherwise ten subscribers of the same topic are one.
  if (kind == ZMQ_XPUB) zmq_setsockopt(socket, ZMQ_XPUB_VERBOSE, &all, sizeof all);
  if (bind ? zmq_bind(socket, endpoint) : zmq_connect(socket, endpoint)) {
    fail("%s: %s", endpoint, zmq_strerror(zmq_errno()));
  }
  return socket;
}

void send_frame(void *socket, const char *bytes, size_t count, bool more) {
  if (zmq_send(socket, bytes, count, more ? ZMQ_SNDMORE : 0) < 0) {
    fail("cannot send: %s", zmq_strerror(zmq_errno()));
  }
}

int receive_frames(void *socket, struct frame *frames, int most, long milliseconds) {
  static __thread zmq_msg_t messages[16];
  static __thread int held;
  while (held) zmq_msg_close(&messages[--held]);
  zmq_pollitem_t item = {.socket = socket, .events = ZMQ_POLLIN};
  bool more = true;
  for (int count = 0; more; more = zmq_msg_more(&messages[count - 1])) {
    if (count == most || count == 16) fail("a message of more than %d frames", most);
    zmq_msg_init(&messages[count]);
    while (zmq_msg_recv(&messages[count], socket, ZMQ_DONTWAIT) < 0) {
      if (!milliseconds || zmq_poll(&item, 1, milliseconds) <= 0) return 0;
    }
    frames[count].bytes = zmq_msg_data(&messages[count]);
    frames[count].count = zmq_msg_size(&messages[count]);
    held = ++count;
  }
  return held;
}

// --- reading without a parser

static const char *after(const struct frame *frame, const char *text) {
  const char *found = memmem(frame->bytes, frame->count, text, strlen(text));
  return found ? found + strlen(text) : NULL;
}

static int64_t digits(const struct frame *frame, const char *place) {
  const char *end = frame->bytes + frame->count;
  if (!place || place == end || *place < '0' || *place > '9') return -1;
  int64_t value = 0;
  for (; place < end && *place >= '0' && *place <= '9'; place++) value = value * 10 + *place - '0';
  return value;
}

long serial_in(const struct frame *frame) { return digits(frame, after(frame, "load-")); }

int64_t integer_in(const struct frame *frame, const char *member) {
  char name[64];
  snprintf(name, sizeof name, "\"%s\":", member);
  return digits(frame, after(frame, name));
}

void check_answer(const struct frame *frame) {
  struct frame head = {.bytes = frame->bytes, .count = frame->count < 120 ? frame->count : 120};
  if (after(&head, "\"error\":")) {
    fail("the service answered %.*s", (int)(frame->count < 600 ? frame->count : 600), frame->bytes);
  }
}

// --- requests

int write_open(char *into, size_t room, long run, long serial, bool acknowledge) {
  return snprintf(
      into, room,
      "{\"jsonrpc\":\"2.0\",\"id\":\"load-%012ld\",\"method\":\"tickets.open\",\"params\":{"
      "\"subject\":\"Parcel load-%012ld has not arrived\","
      "\"body\":\"Hello, I ordered two weeks ago and my parcel has still not arrived. The page "
      "says that it was sent. Where is it?\","
      "\"requester\":{\"email\":\"customer%05ld@example.com\",\"name\":\"Customer %05ld\"},"
      "\"acknowledge\":%s},\"meta\":{\"idempotencyKey\":\"bench-%ld-%012ld\"}}",
      serial, serial, serial % 100000, serial % 100000, acknowledge ? "true" : "false", run,
      serial);
}

int write_get(char *into, size_t room, long serial, long ticket) {
  return snprintf(
      into, room,
      "{\"jsonrpc\":\"2.0\",\"id\":\"load-%012ld\",\"method\":\"tickets.get\",\"params\":{"
      "\"number\":%ld}}",
      serial, ticket);
}
