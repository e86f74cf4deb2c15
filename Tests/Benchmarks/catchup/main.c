// Reads a service's whole event log by request and reply, as a follower that starts late does.
//
//   catchup --endpoint tcp://… [--limit 1000] [--seconds 10]
//
// Prints one line of JSON: events, perSecond, and the mean bytes of an event.
#include <bench.h>
#include <stdio.h>
#include <zmq.h>

int main(int argc, char **argv) {
  void *socket = socket_at(ZMQ_DEALER, option(argc, argv, "endpoint", NULL), false);
  long limit = number(argc, argv, "limit", 1000);
  int64_t start = now(), deadline = start + number(argc, argv, "seconds", 10) * 1000000000;
  int64_t through = 0, head = 1, bytes = 0;
  while (through < head && now() < deadline) {
    char request[256];
    int count = snprintf(
        request, sizeof request,
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"events.read\",\"params\":{\"after\":%lld,"
        "\"limit\":%ld}}",
        (long long)through, limit);
    send_frame(socket, request, (size_t)count, false);
    struct frame frames[2];
    if (!receive_frames(socket, frames, 2, 10000)) fail("no answer for 10 seconds");
    check_answer(&frames[0]);
    int64_t before = through;
    through = integer_in(&frames[0], "through");
    head = integer_in(&frames[0], "head");
    if (through <= before) fail("events.read stands still at %lld", (long long)through);
    bytes += (int64_t)frames[0].count;
  }
  double seconds = (double)(now() - start) / 1e9;
  printf(
      "{\"events\":%lld,\"perSecond\":%.1f,\"eventBytes\":%lld}\n", (long long)through,
      (double)through / seconds, (long long)(bytes / through));
}
