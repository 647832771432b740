#!/usr/bin/env python3
"""Shows what the number of rules costs: CPU per reply, and the time to load the file.

    rules.py [--counts 1,10,100,1000,10000] [--depth 32] [--rounds 5] [--requests N] [--write COUNT]

Every file answers the line `x` with `ack:x` by its last rule, `0000<rest:rest>`. The rules before it begin with
other texts, which share their first bytes with every line, so that the first byte alone decides nothing. The
servers run in turn (A B C A B C ...), as in compare.py; what counts is the ratio of the medians to the first
count. `validate` is the time of the whole process. With --write, prints the file and ends.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import compare

GATEWAY = compare.HERE.parent / ".build/release/gateway"


def route_file(count):
    """A route with so many rules, of which the last one answers every line of the load generator."""
    others = [f'      - {{ match: "{0x10000 + i:08x}<rest:rest>", reply: "no" }}' for i in range(count - 1)]
    last = '      - { match: "0000<rest:rest>", reply: "ack:<line>" }'
    return "\n".join(["routes:", "  rules:", "    listen: 127.0.0.1:0", "    rules:", *others, last, ""])


def loading_seconds(path):
    began = time.perf_counter()
    subprocess.run([GATEWAY, "validate", path], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", default="1,10,100,1000,10000")
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--depth", type=int, default=32, help="lines sent at once by a connection")
    parser.add_argument("--size", type=int, default=32, help="bytes of a line without its newline")
    parser.add_argument("--requests", type=int, default=1_000_000, help="lines in a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--at-most", type=float, help="exit 1 when the last ratio is above this")
    parser.add_argument("--write", type=int, metavar="COUNT")
    options = parser.parse_args()
    options.counts = [int(count) for count in options.counts.split(",")]
    return options


def measure(options, directory):
    """Rounds and loading times of every count."""
    rounds, loading = {}, {}
    for count in options.counts:
        (directory / f"{count}.yaml").write_text(route_file(count))
    for _ in range(options.rounds):
        for count in options.counts:
            path = directory / f"{count}.yaml"
            loading.setdefault(count, []).append(loading_seconds(path))
            command = f"{GATEWAY} serve --loops 1 {path}"
            rounds.setdefault(count, []).append(compare.measure(command, options))
    return rounds, loading


def main():
    options = parse()
    if options.write:
        print(route_file(options.write), end="")
        return
    with tempfile.TemporaryDirectory() as directory:
        rounds, loading = measure(options, pathlib.Path(directory))
    first = compare.median(rounds[options.counts[0]], "cpu_ns")
    print(f"{options.connections} connections, {options.depth} x {options.size}-byte lines at once, "
          f"{options.requests} requests a round, {options.rounds} rounds in turn")
    print(f"{'rules':<10} {'CPU ns/reply':>12} {'lowest-highest':>16} {'replies/s':>10} {'p99 us':>9} "
          f"{'ratio':>6} {'validate ms':>12}")
    for count in options.counts:
        ratio = compare.median(rounds[count], "cpu_ns") / first
        print(f"{compare.row(str(count), rounds[count])} {ratio:>6.2f} {1000 * statistics.median(loading[count]):>12.1f}")
    if options.at_most and ratio > options.at_most:
        sys.exit(f"above {options.at_most}")


if __name__ == "__main__":
    main()
