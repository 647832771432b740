#!/usr/bin/env python3
"""Counts the user-space instructions that a reply costs, and says where they go.

    instructions.py [NAME ...] [--gateway PATH] [--functions N] [--table] [--keep]

callgrind counts them, so they are the same whatever else the machine does. Each figure is the difference
between a short run of a server and a longer one of the same server, divided by the replies: start, warm-up and
stop do not count. Beside each stands its last value, from guards/instructions.json; more than 5 % above it is
reported. --keep writes that file anew, --table prints the table of docs/performance.md, --functions the N
functions that cost most.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
KEPT = HERE / "guards/instructions.json"
EXAMPLES = ROOT / "examples/protocols"
SHORT, LONG = 500, 2_500  # batches
TOLERANCE = 1.05

ACK = (HERE / "ack.yaml").read_text()
RULE = 'routes:\n  rules:\n    listen: 127.0.0.1:0\n    rules:\n      - { match: "key <name>", reply: "ack:<name>" }\n'
LINE = b"0123456789abcdef0123456789abcdef\n"
ENVELOPE = [b"MAIL FROM:<ann@example.org>\r\n", b"RCPT TO:<bob@example.org>\r\n", b"DATA\r\n"]
MESSAGE = b"Subject: test\r\n\r\n" + b"X" * 74 + b"\r\n.\r\n"


class Workload:
    """A route file, and what is sent again and again, each text waiting for so many bytes of reply."""

    def __init__(self, file, *turns, replies, hello=()):
        self.file, self.turns, self.replies, self.hello = file, turns, replies, hello

    def route_file(self):
        """The file with a free port in the place of its own."""
        text = self.file if isinstance(self.file, str) else self.file.read_text()
        return re.sub(r"^(\s+listen:) .*$", r"\1 127.0.0.1:0", text, flags=re.MULTILINE)


REDIS, HTTP, SMTP = EXAMPLES / "redis.yaml", EXAMPLES / "http.yaml", EXAMPLES / "smtp.yaml"
PING_ARRAY = b"*1\r\n$4\r\nPING\r\n"
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: wrk\r\n\r\n"
WORKLOADS = {
    "a line, one at a time": Workload(ACK, (LINE, 37), replies=1),
    "a line, 32 at once": Workload(ACK, (LINE * 32, 37 * 32), replies=32),
    "a line that a pattern takes, one at a time": Workload(RULE, (b"key " + LINE, 37), replies=1),
    "a line that a pattern takes, 32 at once": Workload(RULE, ((b"key " + LINE) * 32, 37 * 32), replies=32),
    "redis.yaml: PING, one at a time": Workload(REDIS, (b"PING\r\n", 7), replies=1),
    "redis.yaml: PING, 16 at once": Workload(REDIS, (b"PING\r\n" * 16, 7 * 16), replies=16),
    "redis.yaml: PING as an array, 16 at once": Workload(REDIS, (PING_ARRAY * 16, 7 * 16), replies=16),
    "http.yaml: GET /, one at a time": Workload(HTTP, (GET, 80), replies=1),
    "smtp.yaml: a mail, reply by reply": Workload(
        SMTP, *((line, None) for line in [*ENVELOPE, MESSAGE]), replies=4,
        hello=((b"", None), (b"EHLO client.example\r\n", None))),
}


def listening_port(process):
    for line in process.stderr:
        if found := re.search(r"listening on \S+?:(\d+)", line):
            return int(found[1])
    raise SystemExit("instructions: the server did not come up")


def converse(connection, turns):
    for text, count in turns:
        connection.sendall(text)
        got = 0
        while got < (count or 1):
            answer = connection.recv(1 << 20)
            if not answer:
                raise SystemExit("instructions: the server ended the connection")
            got += len(answer)
            if count is None and answer.endswith(b"\n"):
                break


def run(gateway, workload, batches, directory):
    """Instructions of each function in a run with so many batches."""
    file, out = directory / "route.yaml", directory / "callgrind.out"
    file.write_text(workload.route_file())
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", gateway, "serve", "--loops", "1", file]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=os.environ | {"SWIFT_DETERMINISTIC_HASHING": "1"})
    try:
        with socket.create_connection(("127.0.0.1", listening_port(process))) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            converse(connection, workload.hello)
            for _ in range(batches):
                converse(connection, workload.turns)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    return function_costs(out)


def function_costs(out):
    """The instructions of each function itself, by its symbol. See callgrind-format in valgrind's manual."""
    names, costs, function, called = {}, collections.Counter(), None, False
    for line in out.read_text().splitlines():
        if found := re.match(r"(c?fn)=\((\d+)\)(?: (.*))?", line):
            if found[3]:
                names[found[2]] = found[3]
            if found[1] == "fn":
                function = names[found[2]]
        elif line.startswith("calls="):
            called = True  # the next line is the cost of the callee
        elif re.match(r"[\d+*-]", line):
            if not called:
                costs[function] += int(line.split()[1])
            called = False
    return costs


def per_reply(gateway, workload, directory):
    short, long = (run(gateway, workload, batches, directory) for batches in (SHORT, LONG))
    replies = (LONG - SHORT) * workload.replies
    return {name: (count - short[name]) / replies for name, count in long.items() if count != short[name]}


MODULES = ["Framing", "Routing", "GatewayRuntime", "POSIXStream"]
AREAS = [*MODULES, "reference counts", "tasks", "memory", "libraries"]


def area(function):
    """Whose work a function is, by its symbol."""
    if found := re.match(r"\$s\d+(" + "|".join(MODULES) + r")", function):
        return found[1]
    if re.search(r"retain|release|RefCount|isUniquelyReferenced|bridgeObject", function, re.IGNORECASE):
        return "reference counts"
    if re.search(r"swift_(task|job)|AsyncTask|Executor|TaskAllocator|runJob|StatusRecord", function):
        return "tasks"
    if re.match(r"malloc|free|calloc|realloc|_int_|swift_(slowA|slowD|alloc|dealloc)", function):
        return "memory"
    return "libraries"


def by_area(costs):
    sums = collections.Counter()
    for function, cost in costs.items():
        sums[area(function)] += cost
    return sums


def show_functions(costs, most):
    top = sorted(costs.items(), key=lambda item: -item[1])[:most]
    names = subprocess.run(
        ["swift", "demangle", "--simplified"], input="\n".join(symbol for symbol, _ in top), text=True,
        capture_output=True, check=True).stdout.splitlines()
    for (symbol, cost), name in zip(top, names):
        print(f"    {cost:9.1f}  {area(symbol):<18} {name[:150]}")


def table(figures):
    """The table of docs/performance.md."""
    print("| instructions per reply | all |", " | ".join(f"`{a}`" if a in MODULES else a for a in AREAS), "|")
    print("|---|" + "--:|" * (len(AREAS) + 1))
    for name, costs in figures.items():
        sums = by_area(costs)
        print(f"| {name} | {sum(costs.values()):.0f} |", " | ".join(str(abs(round(sums[area]))) for area in AREAS), "|")


def report(name, costs, kept):
    """A line with the figure and its last value; whether it has grown."""
    now, before = sum(costs.values()), kept.get(name)
    grown = before is not None and now > before * TOLERANCE
    beside = "no last value" if before is None else f"last {before:>6}   " + ("GREW" if grown else "ok")
    print(f"{name:<48} {now:>9.0f}   {beside}", flush=True)
    return grown


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="workloads whose name contains one of these")
    parser.add_argument("--gateway", default=ROOT / ".build/release/gateway", type=pathlib.Path)
    parser.add_argument("--functions", type=int, default=0, metavar="N")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--keep", action="store_true")
    return parser.parse_args()


def measure(gateway, names=()):
    """Name and costs of each workload, one after the other."""
    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        # callgrind cannot read the debug information; symbols are enough for it.
        subprocess.run(["strip", "--strip-debug", "-o", directory / "gateway", gateway], check=True)
        for name, workload in WORKLOADS.items():
            if not names or any(part in name for part in names):
                yield name, per_reply(directory / "gateway", workload, directory)


def main():
    options = parse()
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    figures = {}
    for name, costs in measure(options.gateway, options.names):
        figures[name] = costs
        report(name, costs, kept)
        if options.functions:
            show_functions(costs, options.functions)
    if options.table:
        table(figures)
    if options.keep:
        kept |= {name: round(sum(costs.values())) for name, costs in figures.items()}
        KEPT.write_text(json.dumps(kept, indent=2) + "\n")


if __name__ == "__main__":
    main()
