// The limits that Rapport's figures stand beside: nothing is between C and the libraries.
//
//   limits echo    --endpoint tcp://… [--reply 600]
//   limits publish --endpoint tcp://… [--rate 2000] [--count 10000] [--size 900]
//                  [--subscribers 10]
//   limits store   --source FILE --path FILE [--batch 64] [--rows 20000] [--seconds 5]
#include "limits.h"

#include <bench.h>
#include <string.h>

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  if (!strcmp(what, "echo")) return echo(argc, argv);
  if (!strcmp(what, "publish")) return publish(argc, argv);
  if (!strcmp(what, "store")) return store(argc, argv);
  fail("usage: limits echo|publish|store …");
}
