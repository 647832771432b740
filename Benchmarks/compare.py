#!/usr/bin/env python3
"""Compares the CPU that two line servers spend on a reply: one workload of bench.py, for any two commands.

    compare.py [--depth 32] [--churn client|server] [--rounds 5] [--requests N]
               [--subject COMMAND] [--reference COMMAND]

Both servers answer the line `x` with `ack:x`, and say where they are `listening on`. They run in turn
(A B A B ...), each alone, pinned to core 0; the load runs on core 1 and checks every byte. The figure is the
on-CPU time of all threads of the server between the first request and the last reply, divided by the replies.
What counts is the ratio of the medians. Rate and p99 (of a whole batch, with --depth above 1) stand beside it.
"""

import argparse
import shlex
import sys

from harness import load, peers, places, turns
from harness.process import Server

GATEWAY = shlex.join(str(part) for part in peers.gateway(places.BENCHMARKS / "ack.yaml"))
REFERENCE = f"{places.REFERENCE} 127.0.0.1 0"


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subject", default=GATEWAY)
    parser.add_argument("--reference", default=REFERENCE)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--depth", type=int, default=1, help="lines sent at once by a connection")
    parser.add_argument("--size", type=int, default=32, help="bytes of a line without its newline")
    parser.add_argument("--churn", choices=["client", "server"], help="a connection for each line; who ends it")
    parser.add_argument("--requests", type=int, help="lines in a round; default: for a second")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--at-most", type=float, help="exit 1 when the ratio is above this")
    return parser.parse_args()


def load_options(options):
    chosen = {name: getattr(options, name) for name in ("connections", "depth", "size")}
    if options.churn:
        chosen["churn"] = options.churn
    if options.requests:
        chosen |= {"requests": options.requests, "warmup_requests": max(options.requests // 10, options.connections)}
    return chosen


def row(name, rounds):
    spread = f"{min(r['cpu_ns'] for r in rounds):.0f}-{max(r['cpu_ns'] for r in rounds):.0f}"
    return (f"{name:<10} {turns.median(rounds):>12.0f} {spread:>16} "
            f"{turns.median(rounds, 'rate'):>10.0f} {turns.median(rounds, 'p99_us'):>9.1f}")


def main():
    options = parse()

    def measure(command):
        with Server(shlex.split(command)) as server:
            return load.run(server, **load_options(options))

    subjects = {"gateway": options.subject, "C reference": options.reference}
    rounds = turns.in_turn(subjects, options.rounds, measure)
    print(f"{'':<10} {'CPU ns/reply':>12} {'lowest-highest':>16} {'replies/s':>10} {'p99 us':>9}")
    for name, title in (("gateway", "subject"), ("C reference", "reference")):
        print(row(title, rounds[name]))
    ratio = turns.ratio(rounds["gateway"], rounds["C reference"])
    print(f"ratio of the medians of CPU per reply: {ratio:.2f}")
    if options.at_most and ratio > options.at_most:
        sys.exit(f"above {options.at_most}")


if __name__ == "__main__":
    main()
