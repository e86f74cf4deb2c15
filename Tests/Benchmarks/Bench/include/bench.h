// What the drivers share: options, the clock, latencies, ZeroMQ sockets and the tickets they open.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Ends the process with one sentence.
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/// The value after `--name`; `otherwise` if it is not given, and the end if that is NULL.
const char *option(int argc, char **argv, const char *name, const char *otherwise);
long number(int argc, char **argv, const char *name, long otherwise);
bool flag(int argc, char **argv, const char *name);

/// Nanoseconds of a clock that all processes of the machine share and nobody sets.
int64_t now(void);

/// Durations in nanoseconds, kept one by one: quantiles are exact.
struct latencies {
  int64_t *values;
  size_t count;
};
struct latencies latencies_of(size_t most);
void latencies_add(struct latencies *latencies, int64_t value);
/// In milliseconds; sorts the values.
double latencies_quantile(struct latencies *latencies, double quantile);

/// A frame as it was received; freed by the next receive.
struct frame {
  char *bytes;
  size_t count;
};

/// A socket of the process' one context, bound or connected. The end if that fails.
void *socket_at(int kind, const char *endpoint, bool bind);
void send_frame(void *socket, const char *bytes, size_t count, bool more);
/// The next message's frames, at most `most`; 0 if there is none within `milliseconds`.
int receive_frames(void *socket, struct frame *frames, int most, long milliseconds);

/// The serial number after `load-` in a frame, -1 if there is none. It is in each request's id and
/// subject, so that replies and events can be told apart without parsing JSON.
long serial_in(const struct frame *frame);
/// The whole number after a JSON member's name, -1 if there is none.
int64_t integer_in(const struct frame *frame, const char *member);
/// The end, with what was answered, if the frame is a JSON-RPC error.
void check_answer(const struct frame *frame);

/// Writes a request that opens the ticket of that serial number; returns its length.
/// Ids and keys of one `run` differ from those of another.
int write_open(char *into, size_t room, long run, long serial, bool acknowledge);
/// Writes a request for the ticket of that number.
int write_get(char *into, size_t room, long serial, long ticket);
