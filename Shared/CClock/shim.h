// What the kernel knows of its own clock (adjtimex(2)).
#pragma once

#include <sys/timex.h>

/// 1 when a time service keeps this machine's clock, 0 when none does, -1 when that is not told.
static inline int rapport_clock_is_kept(void) {
  struct timex clock = {0};
  int state = adjtimex(&clock);
  if (state < 0) return -1;
  return state != TIME_ERROR && !(clock.status & STA_UNSYNC);
}
