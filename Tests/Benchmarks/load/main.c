// Keeps a number of requests in flight over one DEALER socket.
//
//   load --endpoint tcp://… [--method open|get] [--window 64] [--requests 20000] [--seconds 10]
//        [--tickets 1000] [--acknowledge]
//
// Stops at whichever comes first, and prints one line of JSON: requests, perSecond, p50 and p99 in
// milliseconds, and the mean bytes of a request and a reply. The first tenth of the requests, or of
// the time, warms up and does not count.
#include <bench.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

struct run {
  void *socket;
  bool opens, acknowledges;
  long id, tickets, sent, answered;
  int64_t *sentAt;
  int64_t bytesSent, bytesAnswered;
};

static void send_next(struct run *run) {
  char request[1024];
  long serial = run->sent++;
  int count = run->opens
      ? write_open(request, sizeof request, run->id, serial, run->acknowledges)
      : write_get(request, sizeof request, serial, serial % run->tickets + 1);
  run->bytesSent += count;
  run->sentAt[serial] = now();
  send_frame(run->socket, request, (size_t)count, false);
}

static long receive_next(struct run *run) {
  struct frame frames[2];
  if (!receive_frames(run->socket, frames, 2, 10000)) fail("no answer for 10 seconds");
  check_answer(&frames[0]);
  run->bytesAnswered += (int64_t)frames[0].count;
  run->answered++;
  return serial_in(&frames[0]);
}

int main(int argc, char **argv) {
  long most = number(argc, argv, "requests", 20000), window = number(argc, argv, "window", 64);
  long warmUp = most / 10, total = most + warmUp;
  struct run run = {
      .socket = socket_at(ZMQ_DEALER, option(argc, argv, "endpoint", NULL), false),
      .opens = !strcmp(option(argc, argv, "method", "open"), "open"),
      .acknowledges = flag(argc, argv, "acknowledge"),
      .id = (long)time(NULL) * 100000 + getpid() % 100000,
      .tickets = number(argc, argv, "tickets", 1000),
      .sentAt = calloc((size_t)total, sizeof(int64_t)),
  };
  struct latencies latencies = latencies_of((size_t)total);
  int64_t budget = number(argc, argv, "seconds", 10) * 1000000000;
  int64_t begun = now(), start = warmUp ? 0 : begun;
  while (run.sent < window && run.sent < total) send_next(&run);
  while (run.answered < run.sent) {
    long serial = receive_next(&run);
    if (serial < 0 || serial >= run.sent) fail("an answer to nothing that was asked");
    int64_t at = now();
    if (start) latencies_add(&latencies, at - run.sentAt[serial]);
    if (!start && (run.answered == warmUp || at > begun + budget / 10)) start = at;
    if (run.sent < total && at < begun + budget) send_next(&run);
  }
  double seconds = (double)(now() - start) / 1e9;
  double p50 = latencies_quantile(&latencies, 0.5), p99 = latencies_quantile(&latencies, 0.99);
  printf(
      "{\"requests\":%zu,\"perSecond\":%.1f,\"p50\":%.4f,\"p99\":%.4f,\"requestBytes\":%lld,"
      "\"replyBytes\":%lld}\n",
      latencies.count, (double)latencies.count / seconds, p50, p99,
      (long long)(run.bytesSent / run.sent), (long long)(run.bytesAnswered / run.answered));
}
