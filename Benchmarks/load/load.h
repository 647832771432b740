// What the parts of the load generator share.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum ending { client_ends = 1, server_ends };

struct options {
  const char *host;
  long port, connections, depth, size, requests, warmup_requests;
  double seconds, warmup;  // of the load; 0: `requests` decides
  enum ending churn;       // 0: connections stay
  int hold;
  pid_t pid;  // the server, whose CPU time is read; 0: nobody's
};

extern struct options options;

// Ends the program with status 1; says what errno means where it is set.
_Noreturn void fail(const char *what);
void *must_allocate(size_t count);

// clock.c: CLOCK_MONOTONIC, and the on-CPU time of all threads of a process, in nanoseconds.
uint64_t now(void);
uint64_t cpu_time(pid_t pid);

// lines.c: what is sent and what must come back.
int choose_answer(const char *name);
void prepare_lines(void);
extern size_t reply_size;  // bytes of one reply, its end included
// Writes so many lines of connection `which`, the first with number `first`; returns their size in bytes.
size_t make_lines(char *at, long which, long first, long lines);
void make_replies(char *at, long which, long first, long lines);

// crc.c: the CRC-32 of lines that differ in their first 16 bytes and in which of 26 tails follows.
void prepare_crc(const char *tails, size_t tail_size);
uint32_t crc_of_line(const char *head, long tail);

// figures.c: how long batches took, and the line of JSON at the end.
void begin_figures(void);
void note_latency(uint64_t nanoseconds);
void report(long requests);

// connect.c: a connected socket; in turn: from one of several addresses of the loopback.
int connect_socket(void);
int connect_in_turn(long number);

// The three kinds of load.
void run_steady(void);
void run_churn(void);
void run_hold(void);
