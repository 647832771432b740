#!/usr/bin/env python3
"""Compares the CPU that two line servers spend on a reply.

    compare.py [--depth 32] [--rounds 5] [--requests N] [--subject COMMAND] [--reference COMMAND]

Both servers answer the line `x` with `ack:x`. They run in turn (A B A B ...), each alone, pinned to
core 0; the load runs on core 1 and checks every byte. The figure is the on-CPU time of all threads of
the server, from /proc/PID/task/*/schedstat, between the first request and the last reply, divided by
the replies. Absolute figures drift on shared machines; what counts is the ratio of the medians. Rate
and p99 (of a whole batch, with --depth above 1) stand beside it.

A command may hold {port}; without it, the port is read from the server's `listening on` line.
"""

import argparse
import json
import pathlib
import re
import shlex
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
GATEWAY = f"{HERE.parent}/.build/release/gateway serve --loops 1 {HERE}/ack.yaml"
REFERENCE = f"{HERE}/.build/reference 127.0.0.1 0"


class Server:
    """A server process, pinned to core 0, for the length of a `with` block."""

    def __init__(self, command):
        self.command = command

    def __enter__(self):
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", *shlex.split(self.command)], stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if found := re.search(r"listening on \S+?:(\d+)", line):
                self.port = int(found[1])
                return self
        raise SystemExit(f"{self.command}: ended without listening")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate()

    def cpu_nanoseconds(self):
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks)


def load(port, requests, options):
    command = ["taskset", "-c", "1", f"{HERE}/.build/load", "--port", str(port), "--requests", str(requests)]
    for name in ("connections", "depth", "size"):
        command += [f"--{name}", str(getattr(options, name))]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def measure(command, options):
    """One round: a fresh server, a tenth of the requests to warm up, then the requests that count."""
    with Server(command) as server:
        load(server.port, max(options.requests // 10, options.connections), options)
        before = server.cpu_nanoseconds()
        result = load(server.port, options.requests, options)
        result["cpu_ns"] = (server.cpu_nanoseconds() - before) / options.requests
        return result


def median(rounds, key):
    return statistics.median(r[key] for r in rounds)


def row(name, rounds):
    spread = f"{min(r['cpu_ns'] for r in rounds):.0f}-{max(r['cpu_ns'] for r in rounds):.0f}"
    return (f"{name:<10} {median(rounds, 'cpu_ns'):>12.0f} {spread:>16} "
            f"{median(rounds, 'rate'):>10.0f} {median(rounds, 'p99_us'):>9.1f}")


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subject", default=GATEWAY)
    parser.add_argument("--reference", default=REFERENCE)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--depth", type=int, default=1, help="lines sent at once by a connection")
    parser.add_argument("--size", type=int, default=32, help="bytes of a line without its newline")
    parser.add_argument("--requests", type=int, help="lines in a round; default 200 000, or 2 000 000 pipelined")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--at-most", type=float, help="exit 1 when the ratio is above this")
    options = parser.parse_args()
    options.requests = options.requests or (200_000 if options.depth == 1 else 2_000_000)
    return options


def main():
    options = parse()
    rounds = {"subject": [], "reference": []}
    for _ in range(options.rounds):
        for name in rounds:
            rounds[name].append(measure(getattr(options, name), options))
    ratio = median(rounds["subject"], "cpu_ns") / median(rounds["reference"], "cpu_ns")
    print(f"{options.connections} connections, {options.depth} x {options.size}-byte lines at once, "
          f"{options.requests} requests a round, {options.rounds} rounds in turn")
    print(f"{'':<10} {'CPU ns/reply':>12} {'lowest-highest':>16} {'replies/s':>10} {'p99 us':>9}")
    for name in rounds:
        print(row(name, rounds[name]))
    print(f"ratio of the medians of CPU per reply: {ratio:.2f}")
    if options.at_most and ratio > options.at_most:
        sys.exit(f"above {options.at_most}")


if __name__ == "__main__":
    main()
