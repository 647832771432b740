// Makes a machine stand still now and then, as one does that others share: on each processor a thread that nobody
// preempts spins for 5 to 125 ms, one time in twelve for 200 to 600, one time in seventy for 1 to 2.5 s, with pauses
// of 20 to 200 ms.
//
//   standstill SEED
//
// Needs CAP_SYS_NICE, and real-time threads that may take all of a processor (see scripts/stand-still); ends with
// whoever started it.

#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

struct spinner {
  int processor;
  unsigned seed;
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double between(struct spinner *spinner, double low, double high) {
  return low + (high - low) * rand_r(&spinner->seed) / RAND_MAX;
}

static double length(struct spinner *spinner) {
  double chance = between(spinner, 0, 1);
  if (chance < 0.9) return between(spinner, 0.005, 0.125);
  if (chance < 0.985) return between(spinner, 0.2, 0.6);
  return between(spinner, 1, 2.5);
}

static void *spin(void *argument) {
  struct spinner *spinner = argument;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(spinner->processor, &set);
  sched_setaffinity(0, sizeof set, &set);
  if (sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 50}) != 0) {
    perror("sched_setscheduler");
    exit(1);
  }
  for (;;) {
    usleep((useconds_t)(between(spinner, 0.02, 0.2) * 1e6));
    double end = now() + length(spinner);
    while (now() < end) {}
  }
  return NULL;
}

int main(int count, char **arguments) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  unsigned seed = count > 1 ? (unsigned)atoi(arguments[1]) : 0;
  cpu_set_t allowed;
  sched_getaffinity(0, sizeof allowed, &allowed);
  for (int processor = 0; processor < CPU_SETSIZE; processor++) {
    if (!CPU_ISSET(processor, &allowed)) continue;
    struct spinner *spinner = malloc(sizeof *spinner);
    pthread_t thread;
    if (spinner == NULL) return 1;
    *spinner = (struct spinner){.processor = processor, .seed = seed * 1000 + (unsigned)processor + 1};
    int error = pthread_create(&thread, NULL, spin, spinner);
    if (error != 0) {
      fprintf(stderr, "pthread_create: %s\n", strerror(error));
      return 1;
    }
  }
  for (;;) pause();
}
