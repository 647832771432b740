// Notes when the machine stood still: one thread on each processor beats every 5 ms, and a beat that comes late is
// time that the machine withheld from whoever wanted that processor.
//
//   heartbeat FILE
//
// FILE is grown to one `struct pulse` for each processor this process may run on, and stays mapped: readers look at
// it while it is written. With CAP_SYS_NICE the threads run under SCHED_FIFO, so that load of the tests themselves
// is no standstill; without it such load may count. The program ends with whoever started it.

#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { PERIOD = 5000000, LATE = 2000000, KEPT = 4096 };

// All times are nanoseconds of CLOCK_MONOTONIC. Gap N is in gaps[N % KEPT], and complete once `count` exceeds N.
struct pulse {
  _Atomic uint64_t beat;
  _Atomic uint64_t count;
  struct {
    _Atomic uint64_t due, came;
  } gaps[KEPT];
};

struct beater {
  int processor;
  struct pulse *pulse;
};

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void *beat(void *argument) {
  struct beater *beater = argument;
  struct pulse *pulse = beater->pulse;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(beater->processor, &set);
  sched_setaffinity(0, sizeof set, &set);
  sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 1});
  for (uint64_t due = now();; due = now()) {
    due += PERIOD;
    struct timespec until = {.tv_sec = (time_t)(due / 1000000000u), .tv_nsec = (long)(due % 1000000000u)};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
    uint64_t came = now();
    if (came - due > LATE) {
      uint64_t count = atomic_load(&pulse->count);
      atomic_store(&pulse->gaps[count % KEPT].due, due);
      atomic_store(&pulse->gaps[count % KEPT].came, came);
      atomic_store(&pulse->count, count + 1);
    }
    atomic_store(&pulse->beat, came);
  }
  return NULL;
}

int main(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "usage: heartbeat FILE\n");
    return 2;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  cpu_set_t allowed;
  sched_getaffinity(0, sizeof allowed, &allowed);
  size_t size = (size_t)CPU_COUNT(&allowed) * sizeof(struct pulse);
  int file = open(arguments[1], O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0 || ftruncate(file, (off_t)size) < 0) {
    perror(arguments[1]);
    return 1;
  }
  struct pulse *pulses = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (pulses == MAP_FAILED) {
    perror("mmap");
    return 1;
  }
  for (int processor = 0; processor < CPU_SETSIZE; processor++) {
    if (!CPU_ISSET(processor, &allowed)) continue;
    struct beater *beater = malloc(sizeof *beater);
    pthread_t thread;
    if (beater == NULL) return 1;
    *beater = (struct beater){.processor = processor, .pulse = pulses++};
    if (pthread_create(&thread, NULL, beat, beater) != 0) return 1;
  }
  for (;;) pause();
}
