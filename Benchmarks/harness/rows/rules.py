"""P5: what the number of rules costs.

Every file answers the line `x` with `ack:x` by its last rule, `0000<rest:rest>`. The rules before it begin with
other texts, which share their first bytes with every line, so that the first byte alone decides nothing.
"""

from .. import load, peers, turns
from .row import Row, at_most

COUNTS = (1, 10, 100, 1000, 10000)
DEPTHS = {"one at a time": 1, "32 at once": 32}


def route_file(count):
    """A route with so many rules, of which the last one answers every line of the load generator."""
    others = [f'      - {{ match: "{0x10000 + i:08x}<rest:rest>", reply: "no" }}' for i in range(count - 1)]
    last = '      - { match: "0000<rest:rest>", reply: "ack:<line>" }'
    return "\n".join(["routes:", "  rules:", "    listen: 127.0.0.1:0", "    rules:", *others, last, ""])


def measure(run):
    def one(subject):
        count, depth = subject
        with peers.gateway_with(route_file(count)) as server:
            return load.run(server, depth=depth)

    subjects = {f"gateway, {count} rules, {how}": (count, depth) for how, depth in DEPTHS.items() for count in COUNTS}
    return turns.in_turn(subjects, run.rounds, one)


def goals(figures):
    for how in DEPTHS:
        many, one = (f"gateway, {count} rules, {how}" for count in (COUNTS[-1], COUNTS[0]))
        yield at_most(f"{COUNTS[-1]:,} rules, the last one matching; 50 connections, {how}", figures, 1.30, many, one,
                      "the CPU with one rule")


ROW = Row(measure, goals)
