"""P1 and P2: 50 connections with lines of 32 bytes, one at a time and 32 at once."""

from .. import load, peers, turns
from .row import Goal, Row, against, at_most

CONNECTIONS, SIZE, DEPTH = 50, 32, 32


def measure(run, subjects=None, **options):
    """Figures of every server in turn, each a fresh process."""

    def one(peer):
        with peer.serving() as server:
            return load.run(server, answer=peer.answer, **options)

    everybody = subjects or [peers.GATEWAY, peers.REFERENCE, *run.peers]
    return turns.in_turn({peer.name: peer for peer in everybody}, run.rounds, one)


def one_at_a_time(run):
    return measure(run, connections=CONNECTIONS, size=SIZE, depth=1)


def pipelined(run):
    return measure(run, connections=CONNECTIONS, size=SIZE, depth=DEPTH)


def goals_one_at_a_time(figures):
    workload = f"{CONNECTIONS} connections, one {SIZE}-byte line at a time"
    yield at_most(workload, figures, 1.10)
    others = ["Redis", "HAProxy", "Go", "SwiftNIO", "SwiftNIO async", "uvloop", "asyncio", "asyncio streams"]
    yield against(workload, "less CPU than each of (theirs ÷ ours > 1)", figures, others, "cpu_ns", 1.0)


def goals_pipelined(figures):
    workload = f"the same, {DEPTH} lines at once"
    yield at_most(workload, figures, 1.50)
    yield against(workload, "rate ≥ 2 × each of", figures, ["Redis", "HAProxy"], "rate", 2)
    streams = against(workload, "rate ≥ 30 × asyncio's streams", figures, ["asyncio streams"], "rate", 30)
    beside = against("", "", figures, ["asyncio", "uvloop"], "rate", 1)
    measured = f"{streams.measured} (Protocols that join replies: {beside.measured})"
    yield Goal(streams.workload, streams.goal, measured, streams.met)


ONE_AT_A_TIME = Row(one_at_a_time, goals_one_at_a_time)
PIPELINED = Row(pipelined, goals_pipelined)
