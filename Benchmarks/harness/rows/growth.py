"""What grows, and what must not: CPU with connections and with the length of lines, memory with time."""

import statistics

from .. import load, peers, turns
from . import replies
from .row import Goal, Row

COUNTS = (10, 50, 200, 1000, 5000)
SHOWN = ("Redis", "HAProxy", "Go", "SwiftNIO", "uvloop", "asyncio")  # the peers of the plot
LENGTHS = (16, 64, 256, 1024)
FLAT = 0.15
CHURNED, CHURNED_LONG, SAMPLES = 200_000, 1_000_000, 5
MOST_CHANGE = 2 * 1024 * 1024


def flatness(values):
    """By how much the values differ from the middle of the least and the greatest, as a share of it."""
    return (max(values) - min(values)) / (max(values) + min(values))


def connections(run):
    everybody = [peers.GATEWAY, peers.REFERENCE, *(peer for peer in run.peers if peer.name in SHOWN)]
    return {str(count): replies.measure(run, everybody, connections=count) for count in COUNTS}


def connection_goals(figures):
    ours, theirs = (
        flatness([turns.median(figures[str(count)][name]) for count in COUNTS]) for name in ("gateway", "C reference"))
    yield Goal(f"CPU per reply from {COUNTS[0]} to {COUNTS[-1]:,} connections", "flat, ± 15 %",
               f"± {100 * ours:.0f} % (the C reference ± {100 * theirs:.0f} %)", ours <= FLAT)


def lengths(run):
    pair = [peers.GATEWAY, peers.REFERENCE]
    return {str(size): replies.measure(run, pair, size=size, depth=replies.DEPTH) for size in LENGTHS}


def length_goals(figures):
    ratios = [turns.ratio(figures[str(size)]["gateway"], figures[str(size)]["C reference"]) for size in LENGTHS]
    shown = ", ".join(f"{size}: {ratio:.2f}" for size, ratio in zip(LENGTHS, ratios))
    workload = f"CPU per byte beside the C reference's, lines of {LENGTHS[0]} to {LENGTHS[-1]:,} bytes"
    measured = f"± {100 * flatness(ratios):.0f} % ({shown})"
    yield Goal(f"{workload}, {replies.DEPTH} at once", "flat, ± 15 %", measured, flatness(ratios) <= FLAT)


def memory(run):
    """Own memory of the process while connections come and go; the first sample once it has warmed up."""
    requests = (CHURNED_LONG if run.is_long else CHURNED) // SAMPLES
    with peers.GATEWAY.serving() as server:
        load.run(server, churn="client", requests=20_000)
        samples = [server.memory("RssAnon")]
        for _ in range(SAMPLES):
            load.run(server, churn="client", requests=requests)
            samples.append(server.memory("RssAnon"))
    return {"connections": requests * SAMPLES, "bytes": samples}


def memory_goals(figures):
    samples = figures["bytes"]
    change = max(abs(sample - samples[0]) for sample in samples)
    yield Goal(f"memory of the process over {figures['connections']:,} connections", "± 2 MiB",
               f"± {change / 2**20:.2f} MiB of {statistics.median(samples) / 2**20:.1f}", change <= MOST_CHANGE)


CONNECTIONS = Row(connections, connection_goals)
SIZES = Row(lengths, length_goals)
MEMORY = Row(memory, memory_goals)
