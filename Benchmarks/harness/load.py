"""The load generator: `load/` in C, on the core that the server is not on. Every reply is checked byte by byte."""

import contextlib
import json
import subprocess

from . import places
from .process import LOAD_CORE

SECONDS, WARMUP = 1.0, 0.2  # of each measurement


def command(server, cores=LOAD_CORE, **options):
    """`options` are those of the load generator, with `_` for `-`."""
    arguments = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    return ["taskset", "-c", cores, str(places.LOAD), f"--port={server.port}", f"--pid={server.pid}", *arguments]


def run(server, cores=LOAD_CORE, **options):
    """Figures of one run: requests, seconds, rate, cpu_ns, p50_us, p99_us, max_us."""
    if "requests" not in options:
        options = {"seconds": SECONDS, "warmup": WARMUP} | options
    result = subprocess.run(command(server, cores, **options), stdout=subprocess.PIPE, timeout=600)
    if result.returncode:
        raise RuntimeError(f"the load on {server.command[0]} failed")
    return json.loads(result.stdout)


@contextlib.contextmanager
def holding(server, connections, **options):
    """So many connections that said one line each, for the length of the block."""
    arguments = command(server, connections=connections, **options) + ["--hold"]
    process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        if not process.stdout.readline():
            raise RuntimeError(f"{server.command[0]} does not hold {connections} connections")
        yield
    finally:
        process.communicate()
