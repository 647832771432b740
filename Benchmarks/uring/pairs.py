#!/usr/bin/env python3
"""Compares the ring's ways to serve with the C reference, in many short turns.

    pairs.py [--modes inline,write] [--subject COMMAND] [--depth 32] [--churn client] [--bursts 40] [--requests N]

All servers run at once, pinned to core 0, and idle but for one: bursts of load go to them in turn, in another
order each time, so that every burst has a burst to every other server within the same moment. Clocks that move,
and other programs, then touch all of them alike. The figure is CPU per reply as in compare.py; the ratio is the
median of the ratios of neighbouring bursts. `again` is a second process of the reference: what it is away from 1
says what a ratio is worth. --churn client: a connection per line, which the client ends.
"""

import argparse
import contextlib
import pathlib
import random
import shlex
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import load, places  # noqa: E402
from harness.process import Server  # noqa: E402

REFERENCE = [places.REFERENCE, "127.0.0.1", "0"]
MODES = "inline,direct,send,write,poll"


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modes", default=MODES)
    parser.add_argument("--subject", action="append", default=[], help="another server's command")
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--depth", type=int, default=1, help="lines sent at once by a connection")
    parser.add_argument("--size", type=int, default=32, help="bytes of a line without its newline")
    parser.add_argument("--requests", type=int, help="lines in a burst; default 10 000, or 200 000 pipelined")
    parser.add_argument("--churn", choices=["client"])
    parser.add_argument("--bursts", type=int, default=40)
    options = parser.parse_args()
    options.requests = options.requests or (200_000 if options.depth > 1 else 3_000 if options.churn else 10_000)
    return options


def burst(server, options):
    """CPU nanoseconds for a reply, connecting left out unless it is what counts."""
    chosen = {name: getattr(options, name) for name in ("requests", "connections", "depth", "size", "churn")}
    return load.run(server, **{name: value for name, value in chosen.items() if value is not None})["cpu_ns"]


def main():
    options = parse()
    commands = {"epoll": REFERENCE, "again": REFERENCE}
    for mode in filter(None, options.modes.split(",")):
        commands[mode] = [places.BUILT / "uring", "127.0.0.1", "0", mode]
    for number, command in enumerate(options.subject):
        commands[f"subject{number + 1}"] = shlex.split(command)
    with contextlib.ExitStack() as stack:
        servers = {name: stack.enter_context(Server(command)) for name, command in commands.items()}
        figures = {name: [] for name in servers}
        for server in servers.values():
            burst(server, options)
        for _ in range(options.bursts):
            for name in random.sample(list(servers), len(servers)):
                figures[name].append(burst(servers[name], options))
    what = "a connection per line" if options.churn else f"{options.depth} x {options.size}-byte lines at once"
    print(f"{options.connections} connections, {what}, {options.bursts} bursts of {options.requests} requests in turn")
    print(f"{'':<10} {'CPU ns/reply':>12} {'lowest':>8} {'ratio to epoll':>15} {'middle half':>13}")
    for name, values in figures.items():
        ratios = [value / epoll for value, epoll in zip(values, figures["epoll"])]
        low, middle, high = statistics.quantiles(ratios, n=4)
        print(f"{name:<10} {statistics.median(values):>12.0f} {min(values):>8.0f} {middle:>15.3f} "
              f"{low:>6.2f}-{high:.2f}")


if __name__ == "__main__":
    main()
