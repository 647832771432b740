"""P7: a long line that arrives a byte at a time, in instructions, which are the same on every machine.

Counted by callgrind, with the same run of a line of one byte taken off. Beside the whole process, what the
decoder's own functions and memchr take by themselves: there a decoder that searches again would show first.
"""

import pathlib
import subprocess
import tempfile

from .. import peers, places
from ..process import SERVER_CORE, Server
from .row import Goal, Row

ROUTE = """routes:
  long:
    listen: [127.0.0.1:0, "unix:{work}/socket"]
    framing: {{ line: lf, max: 1MiB }}
    timeouts: {{ frame: none }}
    reply: "<line|len>"
"""
KIB = 1024
BASE = 1  # byte; its run is taken off
SIZES = (16 * KIB, 32 * KIB, 64 * KIB)
DECODER = ("$s7Framing", "memchr")
MOST = 2.4


def instructions(binary, size):
    """User-space instructions of a run that answers one line of so many bytes: in all, and in the decoder."""
    with tempfile.TemporaryDirectory() as work:
        (pathlib.Path(work) / "routes.yaml").write_text(ROUTE.format(work=work))
        callgrind = ["valgrind", "--tool=callgrind", "--compress-strings=no", "--compress-pos=no",
                     f"--callgrind-out-file={work}/out"]
        with Server([*callgrind, binary, *peers.gateway(f"{work}/routes.yaml")[1:]]):
            # On the server's core, and only while it sleeps: so the server has always seen a byte before the next one.
            client = ["taskset", "-c", SERVER_CORE, "chrt", "--idle", "0", places.BUILT / "byte-by-byte"]
            subprocess.run([*client, f"{work}/socket", str(size)], check=True, timeout=300)
        return costs(pathlib.Path(work) / "out")


def costs(path):
    """The sums of what functions cost by themselves, from the format of callgrind's manual, chapter "format"."""
    total, decoder = 0, 0
    is_decoder = skip = False
    for line in path.read_text().splitlines():
        if line.startswith("fn="):
            is_decoder = any(name in line for name in DECODER)
        elif line.startswith("calls="):
            skip = True  # the line behind it is what the callee cost
        elif line[:1].isdigit():
            if not skip:
                cost = int((line.split() + ["0"])[1])  # a cost of nothing may be left out
                total += cost
                decoder += cost if is_decoder else 0
            skip = False
    return {"whole": total, "decoder": decoder}


def measure(run):
    if not places.program("valgrind"):
        return {}
    with tempfile.TemporaryDirectory() as work:
        binary = pathlib.Path(work) / "gateway"
        # valgrind does not read the toolchain's debug information.
        subprocess.run(["strip", "--strip-debug", "-o", binary, places.GATEWAY], check=True)
        return {str(size): instructions(binary, size) for size in (BASE, *SIZES)}


def growth(figures, part, size):
    """Instructions for a line of this size, as a ratio to those for half of it."""
    whole, half = (figures[str(one)][part] - figures[str(BASE)][part] for one in (size, size // 2))
    return whole / half


def goals(figures):
    for size in SIZES[1:]:
        workload = f"a {size // KIB} KiB line, a byte at a time, against a {size // KIB // 2} KiB one"
        goal = f"≤ {MOST} × the instructions"
        if not figures:
            yield Goal(workload, goal, "no valgrind here", None)
            continue
        whole, decoder = (growth(figures, part, size) for part in ("whole", "decoder"))
        yield Goal(workload, goal, f"{whole:.2f}; the decoder alone {decoder:.2f}", max(whole, decoder) <= MOST)


ROW = Row(measure, goals)
