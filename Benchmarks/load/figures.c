// How long batches took, and the line of JSON at the end.
#include <stdio.h>
#include <stdlib.h>

#include "load.h"

static uint64_t *latencies, began, cpu_before;
static size_t samples, room;

void begin_figures(void) {
  samples = 0;
  cpu_before = cpu_time(options.pid);
  began = now();
}

void note_latency(uint64_t nanoseconds) {
  if (samples == room) {
    room = room ? 2 * room : 1 << 16;
    latencies = realloc(latencies, room * sizeof *latencies);
    if (!latencies) fail("realloc");
  }
  latencies[samples++] = nanoseconds;
}

static int by_size(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static double percentile(double fraction) {
  return (double)latencies[(size_t)((double)(samples - 1) * fraction)] / 1000.0;
}

void report(long requests) {
  double seconds = (double)(now() - began) / 1e9;
  double cpu = (double)(cpu_time(options.pid) - cpu_before) / (double)requests;
  qsort(latencies, samples, sizeof *latencies, by_size);
  printf("{\"requests\": %ld, \"seconds\": %.4f, \"rate\": %.0f, ", requests, seconds, (double)requests / seconds);
  if (options.pid) printf("\"cpu_ns\": %.1f, ", cpu);
  printf("\"p50_us\": %.1f, \"p99_us\": %.1f, \"max_us\": %.1f}\n", percentile(0.5), percentile(0.99), percentile(1.0));
}
