"""P4: what 8,000 connections cost that say nothing any more."""

import time

from .. import load, peers, turns
from .row import Goal, Row

CONNECTIONS = 8000
ROUNDS = 2  # bytes vary little
SETTLING, WATCHING = 1.0, 2.0  # seconds


def idle(peer):
    """Bytes for each connection after one exchange, and the share of a core that all of them take."""
    with peer.serving() as server:
        load.run(server, answer=peer.answer, connections=1, requests=1)
        before = {key: server.memory(key) for key in ("RssAnon", "VmRSS")}
        with load.holding(server, CONNECTIONS, answer=peer.answer):
            time.sleep(SETTLING)
            own, resident = ((server.memory(key) - before[key]) / CONNECTIONS for key in ("RssAnon", "VmRSS"))
            cpu, began = server.cpu_seconds(), time.perf_counter()
            time.sleep(WATCHING)
            share = (server.cpu_seconds() - cpu) / (time.perf_counter() - began)
    return {"own": own, "resident": resident, "cpu": share}


def measure(run):
    everybody = [peers.GATEWAY, peers.REFERENCE, *run.peers]
    return turns.in_turn({peer.name: peer for peer in everybody}, min(run.rounds, ROUNDS), idle)


def goals(figures):
    workload = f"{CONNECTIONS:,} idle connections, after one exchange each"
    own, resident = (turns.median(figures["gateway"], key) for key in ("own", "resident"))
    measured = f"{own:,.0f} ({resident:,.0f} with shared pages)"
    yield Goal(workload, "≤ 2,048 bytes of own memory each", measured, own <= 2048)
    cpu = turns.median(figures["gateway"], "cpu")
    yield Goal(workload, "≤ 0.5 % of a core", f"{100 * cpu:.2f} %", cpu <= 0.005)


ROW = Row(measure, goals)
