// Measures how long events take to reach subscribers.
//
//   listen --events tcp://… --requests tcp://… [--subscribers 10] [--rate 2000] [--count 10000]
//   listen --events tcp://…                    [--subscribers 10] [--count 10000]
//
// The first form opens tickets at that rate and waits for their events at each subscriber; the
// second waits for the events of `limits publish`, which say when they were sent. One line of JSON,
// in milliseconds: p50 and p99 from the moment of sending; with requests also afterReplyP50 and
// afterReplyP99 from the arrival of the reply, which leaves right after the commit; below 0 where
// the event came first. `missing`: deliveries that did not come.
#include <bench.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

static const char *const topics[] = {"tickets.ticket.opened", "tickets.heartbeat"};

static struct {
  const char *events;
  int subscribers;
  long count;
  /// By serial number: when the request left, and when its reply arrived.
  _Atomic int64_t *sent, *replied;
  /// By serial number and subscriber.
  int64_t *arrived;
  atomic_long deliveries;
  atomic_int ready;
} hall;

static void take(int subscriber, const struct frame *frames, int64_t at) {
  long serial = serial_in(&frames[1]);
  if (serial < 0 || serial >= hall.count) return;
  int64_t published = integer_in(&frames[1], "sentAt");
  if (published > 0) atomic_store(&hall.sent[serial], published);
  hall.arrived[serial * hall.subscribers + subscriber] = at;
  atomic_fetch_add(&hall.deliveries, 1);
}

/// All subscribers on one thread: more threads than cores would measure the scheduler.
static void *listen_all(void *unused) {
  zmq_pollitem_t items[hall.subscribers];
  bool ready[hall.subscribers];
  for (int i = 0; i < hall.subscribers; i++) {
    items[i] = (zmq_pollitem_t){
        .socket = socket_at(ZMQ_SUB, hall.events, false), .events = ZMQ_POLLIN};
    ready[i] = false;
    for (int t = 0; t < 2; t++) {
      zmq_setsockopt(items[i].socket, ZMQ_SUBSCRIBE, topics[t], strlen(topics[t]));
    }
  }
  for (;;) {
    if (zmq_poll(items, hall.subscribers, -1) < 0) fail("poll: %s", zmq_strerror(zmq_errno()));
    for (int i = 0; i < hall.subscribers; i++) {
      struct frame frames[2];
      while (receive_frames(items[i].socket, frames, 2, 0)) {
        int64_t at = now();
        bool heartbeat = frames[0].count == strlen(topics[1]);
        if (!heartbeat) {
          take(i, frames, at);
        } else if (!ready[i]) {
          ready[i] = true;
          atomic_fetch_add(&hall.ready, 1);
        }
      }
    }
  }
  return unused;
}

static void wait_for(atomic_long *value, long wanted) {
  struct timespec moment = {.tv_nsec = 1000000};
  int64_t progress = now();
  for (long last = 0; atomic_load(value) < wanted && now() - progress < 5000000000;) {
    nanosleep(&moment, NULL);
    if (atomic_load(value) != last) (last = atomic_load(value), progress = now());
  }
}

/// The heartbeat of each second tells that a subscription has arrived at the other end.
static void wait_until_ready(void) {
  struct timespec moment = {.tv_nsec = 1000000};
  int64_t start = now();
  while (atomic_load(&hall.ready) < hall.subscribers) {
    if (now() - start > 10000000000) fail("no heartbeat for 10 seconds");
    nanosleep(&moment, NULL);
  }
}

static void open_tickets(const char *endpoint, long rate) {
  void *socket = socket_at(ZMQ_DEALER, endpoint, false);
  long run = (long)time(NULL) * 100000 + getpid() % 100000, answered = 0, sent = 0;
  for (int64_t start = now(); answered < hall.count;) {
    long due = (long)((double)(now() - start) / 1e9 * (double)rate) + 1;
    for (; sent < due && sent < hall.count; sent++) {
      char request[1024];
      int count = write_open(request, sizeof request, run, sent, false);
      atomic_store(&hall.sent[sent], now());
      send_frame(socket, request, (size_t)count, false);
    }
    struct frame frames[2];
    for (long wait = 1; receive_frames(socket, frames, 2, wait); wait = 0) {
      int64_t at = now();
      check_answer(&frames[0]);
      atomic_store(&hall.replied[serial_in(&frames[0])], at);
      answered++;
    }
    if (now() - start > 60000000000) fail("no end after 60 seconds");
  }
}

static struct latencies since(_Atomic int64_t *moments) {
  struct latencies latencies = latencies_of((size_t)(hall.count * hall.subscribers));
  for (long serial = 0; serial < hall.count; serial++) {
    for (int i = 0; i < hall.subscribers; i++) {
      int64_t at = hall.arrived[serial * hall.subscribers + i];
      if (at) latencies_add(&latencies, at - atomic_load(&moments[serial]));
    }
  }
  return latencies;
}

static void print(const char *name, struct latencies latencies) {
  double p50 = latencies_quantile(&latencies, 0.5), p99 = latencies_quantile(&latencies, 0.99);
  printf("\"%s50\":%.4f,\"%s99\":%.4f,", name, p50, name, p99);
}

int main(int argc, char **argv) {
  const char *requests = option(argc, argv, "requests", "");
  hall.events = option(argc, argv, "events", NULL);
  hall.subscribers = (int)number(argc, argv, "subscribers", 10);
  hall.count = number(argc, argv, "count", 10000);
  hall.sent = calloc((size_t)hall.count, sizeof *hall.sent);
  hall.replied = calloc((size_t)hall.count, sizeof *hall.replied);
  hall.arrived = calloc((size_t)(hall.count * hall.subscribers), sizeof *hall.arrived);
  long wanted = hall.count * hall.subscribers;
  pthread_t thread;
  if (pthread_create(&thread, NULL, listen_all, NULL)) fail("no thread");
  wait_until_ready();
  if (*requests) open_tickets(requests, number(argc, argv, "rate", 2000));
  wait_for(&hall.deliveries, wanted);
  printf("{");
  print("p", since(hall.sent));
  if (*requests) print("afterReplyP", since(hall.replied));
  printf("\"missing\":%ld}\n", wanted - atomic_load(&hall.deliveries));
  fflush(stdout);
  _exit(0);
}
