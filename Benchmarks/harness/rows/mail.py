"""P10: a protocol with states: Postfix's smtp-source against examples/protocols/smtp.yaml and Postfix's smtp-sink."""

import os
import subprocess
import time

from .. import peers, places, turns
from ..process import LOAD_CORE, Server, free_port
from .row import Goal, Row, times, with_spread

SESSIONS, MAILS = 20, 20_000
LIBRARIES = {"LD_LIBRARY_PATH": str(places.UNPACKED / "usr/lib/postfix")}


def sink():
    port = free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []  # it refuses to run as root
    command = [places.program("smtp-sink"), *user, f"127.0.0.1:{port}", "4096"]
    return Server(command, port=port, environment=LIBRARIES)


def send(server):
    command = ["taskset", "-c", LOAD_CORE, places.program("smtp-source"), "-s", str(SESSIONS), "-m", str(MAILS),
               f"inet:127.0.0.1:{server.port}"]
    before, began = server.cpu_seconds(), time.perf_counter()
    subprocess.run(command, check=True, env=os.environ | LIBRARIES, timeout=300)
    elapsed = time.perf_counter() - began
    return {"seconds": elapsed, "cpu_ns": 1e9 * (server.cpu_seconds() - before) / MAILS}


def measure(run):
    if not places.program("smtp-source") or not places.program("smtp-sink"):
        return {}
    subjects = {"gateway": lambda: peers.gateway_with_example("protocols/smtp.yaml"), "smtp-sink": sink}

    def one(serving):
        with serving() as server:
            return send(server)

    return turns.in_turn(subjects, run.rounds, one)


def goals(figures):
    workload, goal = f"`smtp-source -s {SESSIONS} -m {MAILS}`", "less time than Postfix's smtp-sink"
    if not figures.get("smtp-sink"):
        yield Goal(workload, goal, "no smtp-source or smtp-sink here", None)
        return
    met = turns.ratio(figures["gateway"], figures["smtp-sink"], "seconds") < 1
    cpu = times(turns.ratio(figures["gateway"], figures["smtp-sink"]))
    yield Goal(workload, goal, f"{with_spread(figures, 'gateway', 'smtp-sink', 'seconds')}; CPU {cpu} ×", met)


ROW = Row(measure, goals)
