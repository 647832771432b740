"""P6: redis-benchmark, a load generator of somebody else, against examples/protocols/redis.yaml and Redis."""

import csv
import subprocess

from .. import peers, places, turns
from ..process import LOAD_CORE
from .row import Goal, Row, with_spread

REQUESTS = {1: 200_000, 16: 1_500_000}  # by commands sent at once
GOALS = {1: 1.0, 16: 1.5}


def benchmark(server, depth):
    command = ["taskset", "-c", LOAD_CORE, places.program("redis-benchmark"), "-p", str(server.port),
               "-t", "ping_inline", "-c", "50", "-n", str(REQUESTS[depth]), "-P", str(depth), "--csv"]
    before = server.cpu_seconds()
    result = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=300)
    cpu = (server.cpu_seconds() - before) / REQUESTS[depth]
    rows = {row[0]: row for row in csv.reader(result.stdout.splitlines())}
    return {"rate": float(rows["PING_INLINE"][1]), "cpu_ns": 1e9 * cpu}


def measure(run):
    redis = next((peer for peer in run.peers if peer.name == "Redis"), None)
    if not redis or not places.program("redis-benchmark"):
        return {}
    serving = {"gateway": lambda: peers.gateway_with_example("protocols/redis.yaml"), "Redis": redis.serving}

    def one(subject):
        name, depth = subject
        with serving[name]() as server:
            return benchmark(server, depth)

    subjects = {f"{name}, P={depth}": (name, depth) for depth in REQUESTS for name in serving}
    return turns.in_turn(subjects, run.rounds, one)


def goals(figures):
    for depth, least in GOALS.items():
        ours, theirs = f"gateway, P={depth}", f"Redis, P={depth}"
        workload, goal = f"`redis-benchmark -t ping_inline -P {depth}`", f"rate ≥ {least:.1f} × Redis"
        if not figures.get(ours) or not figures.get(theirs):
            yield Goal(workload, goal, "no redis-server or redis-benchmark here", None)
            continue
        met = turns.ratio(figures[ours], figures[theirs], "rate") >= least
        cpu = turns.ratio(figures[ours], figures[theirs])
        yield Goal(workload, goal, f"{with_spread(figures, ours, theirs, 'rate')}; CPU {cpu:.2f} ×", met)


ROW = Row(measure, goals)
