#!/usr/bin/env python3
"""Counts what a reply costs, and fails when it costs more than it may.

    guards.py [--subject COMMAND]

Counts, unlike times, are the same on every machine. Each is the difference between a short run and a
longer one of the same server, so that start, warm-up and stop do not count. Instructions (instructions.py) depend
on the compiler and its libraries, so they are reported beside their last values, and fail nothing.
"""

import argparse
import contextlib
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import tempfile

import instructions

HERE = pathlib.Path(__file__).resolve().parent
GATEWAY = f"{HERE.parent}/.build/release/gateway serve --loops 1 {HERE}/ack.yaml"
SHORT, LONG = 2_000, 12_000  # requests


def load(port, requests, depth=1):
    subprocess.run(
        [f"{HERE}/.build/load", "--port", str(port), "--connections", "1",
         "--depth", str(depth), "--requests", str(requests)],
        check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def server(command, tracer=(), **options):
    """A running server; yields its port, and stops it in order."""
    process = subprocess.Popen([*tracer, *command], stderr=subprocess.PIPE, text=True, **options)
    try:
        yield next(int(found[1]) for line in process.stderr if (found := re.search(r"listening on \S+?:(\d+)", line)))
    finally:
        # Under strace the server is a child, and strace ends with it.
        children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        os.kill(int(children[0]) if tracer else process.pid, signal.SIGTERM)
        process.communicate(timeout=30)


def system_calls(command, requests, depth):
    """All system calls of a run that answers so many requests."""
    with tempfile.NamedTemporaryFile("r") as summary:
        strace = ["strace", "-f", "-c", "-U", "calls,name", "-o", summary.name]
        with server(command, tracer=strace) as port:
            load(port, requests, depth)
        total = re.search(r"^\s*(\d+)\s+total$", summary.read(), re.MULTILINE)
        return int(total[1])


def read_count(file):
    return struct.unpack("<Q", os.pread(file.fileno(), 8, 0))[0]


def allocations(command, depth):
    """Allocations for LONG - SHORT more requests, within one process."""
    with tempfile.NamedTemporaryFile("w+b", buffering=0) as counter:
        counter.write(bytes(8))
        preload = {"LD_PRELOAD": f"{HERE}/.build/count_allocations.so", "COUNT_ALLOCATIONS_FILE": counter.name}
        with server(command, env=os.environ | preload) as port:
            counts = []
            for requests in (LONG, SHORT, LONG):  # the first one warms up
                before = read_count(counter)
                load(port, requests, depth)
                counts.append(read_count(counter) - before)
    if sum(counts) == 0:
        raise SystemExit("guards: the allocation counter saw nothing; is the executable linked statically?")
    return counts[2] - counts[1]


def guards(command):
    """Name, measured value, greatest value allowed."""
    more = LONG - SHORT
    calls = system_calls(command, LONG, 1) - system_calls(command, SHORT, 1)
    yield "system calls per reply, one at a time", calls / more, 3.05
    calls = system_calls(command, 32 * LONG, 32) - system_calls(command, 32 * SHORT, 32)
    yield "system calls per batch of 32", calls / more, 3.05
    yield f"allocations per {more} replies, one at a time", allocations(command, 1), 10
    yield f"allocations per {more} replies, 32 at once", allocations(command, 32), 10


def report_instructions(gateway):
    """User-space instructions of replies of several kinds, beside their last values."""
    if not shutil.which("valgrind"):
        print("instructions: not counted, there is no valgrind here")
        return
    kept = json.loads(instructions.KEPT.read_text())
    grown = [name for name, costs in instructions.measure(gateway) if instructions.report(name, costs, kept)]
    if grown:
        print(f"instructions: {len(grown)} grew by more than 5 %; see Benchmarks/instructions.py --functions 30")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subject", default=GATEWAY)
    command = shlex.split(parser.parse_args().subject)
    failed = 0
    for name, value, most in guards(command):
        verdict = "ok" if value <= most else "TOO MANY"
        failed += value > most
        print(f"{name:<48} {value:>9.2f}   at most {most:>5}   {verdict}", flush=True)
    report_instructions(pathlib.Path(command[0]))
    print(f"guards: {failed} failed" if failed else "guards: all hold")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
