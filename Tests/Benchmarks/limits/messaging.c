#include "limits.h"

#include <bench.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

/// Fills a frame of that size with JSON of a sort, so that it is as long as the real one.
static char *padded(long size) {
  char *bytes = malloc((size_t)size + 1);
  memset(bytes, '.', (size_t)size);
  bytes[size] = 0;
  return bytes;
}

/// Answers each request with as many bytes as the service would, and the request's serial number.
int echo(int argc, char **argv) {
  long size = number(argc, argv, "reply", 600);
  void *socket = socket_at(ZMQ_ROUTER, option(argc, argv, "endpoint", NULL), true);
  if (size < 64) size = 64;
  char *reply = padded(size), head[64];
  for (;;) {
    struct frame frames[8];
    int count = receive_frames(socket, frames, 8, -1);
    if (!count) continue;
    int length = snprintf(
        head, sizeof head, "{\"jsonrpc\":\"2.0\",\"id\":\"load-%012ld\",\"result\":\"",
        serial_in(&frames[count - 1]));
    memcpy(reply, head, (size_t)length);
    for (int i = 0; i < count - 1; i++) send_frame(socket, frames[i].bytes, frames[i].count, true);
    send_frame(socket, reply, (size_t)size, false);
  }
}

static void await_subscribers(void *socket, long wanted) {
  static const char topic[] = "\1tickets.heartbeat";
  while (wanted > 0) {
    struct frame frame;
    if (!receive_frames(socket, &frame, 1, 10000)) fail("no subscriber for 10 seconds");
    wanted -= frame.count == strlen(topic) && !memcmp(frame.bytes, topic, frame.count);
  }
}

/// Publishes events of the real size at a steady rate, each with the moment it was sent.
int publish(int argc, char **argv) {
  void *socket = socket_at(ZMQ_XPUB, option(argc, argv, "endpoint", NULL), true);
  long rate = number(argc, argv, "rate", 2000), count = number(argc, argv, "count", 10000);
  long size = number(argc, argv, "size", 900), sent = 0;
  if (size < 96) size = 96;
  char *event = padded(size), head[96];
  await_subscribers(socket, number(argc, argv, "subscribers", 10));
  send_frame(socket, "tickets.heartbeat", 17, true);
  send_frame(socket, "{}", 2, false);
  struct timespec moment = {.tv_nsec = 1000000};
  for (int64_t start = now(); sent < count; nanosleep(&moment, NULL)) {
    long due = (long)((double)(now() - start) / 1e9 * (double)rate) + 1;
    for (; sent < due && sent < count; sent++) {
      int length = snprintf(
          head, sizeof head, "{\"subject\":\"load-%012ld\",\"sentAt\":%lld,\"data\":\"", sent,
          (long long)now());
      memcpy(event, head, (size_t)length);
      send_frame(socket, "tickets.ticket.opened", 21, true);
      send_frame(socket, event, (size_t)size, false);
    }
  }
  // Stays until it is ended, so that what is on its way arrives.
  for (;;) nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
}
