"""P9: how long a start takes."""

import pathlib
import statistics
import subprocess
import tempfile
import time

from .. import peers, places
from ..process import LISTENING
from . import rules
from .row import Goal, Row

RULES = 10000
REPEATS = 3  # for each round: these are quick


def validating(path):
    """Milliseconds of the whole process."""
    began = time.perf_counter()
    subprocess.run([places.GATEWAY, "validate", path], check=True, stdout=subprocess.DEVNULL)
    return 1000 * (time.perf_counter() - began)


def listening():
    """Milliseconds from starting the process to its line that says where it listens."""
    began = time.perf_counter()
    process = subprocess.Popen(peers.gateway(places.BENCHMARKS / "ack.yaml"), stderr=subprocess.PIPE, text=True)
    next(line for line in process.stderr if LISTENING.search(line))
    elapsed = 1000 * (time.perf_counter() - began)
    process.terminate()
    process.communicate()
    return elapsed


def measure(run):
    with tempfile.TemporaryDirectory() as work:
        path = pathlib.Path(work) / "rules.yaml"
        path.write_text(rules.route_file(RULES))
        repeats = range(run.rounds * REPEATS)
        return {"validate_ms": [validating(path) for _ in repeats], "listening_ms": [listening() for _ in repeats]}


def goals(figures):
    for workload, key, most in [
        (f"`validate` of {RULES:,} rules", "validate_ms", 150),
        ("start to listening, the four-line file", "listening_ms", 20),
    ]:
        value = statistics.median(figures[key])
        spread = f"{min(figures[key]):.0f} to {max(figures[key]):.0f}"
        yield Goal(workload, f"≤ {most} ms", f"{value:.1f} ms ({spread})", value <= most)


ROW = Row(measure, goals)
