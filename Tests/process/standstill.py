"""How long the machine stood still.

A machine that others share withholds its processors now and then, for seconds at times: then nobody runs, whatever
the gateway does. `native/heartbeat.c` notes each such gap, at a priority that no load of the tests reaches, and an
upper bound on a time is a bound on what is left of it: see `undisturbed`. Where no bound is meant, a wait has
`PATIENCE`.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import pathlib
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator

import native

# Seconds.
PATIENCE = 30

_KEPT = 4096
_HEAD = struct.Struct("QQ")
_GAP = struct.Struct("QQ")
_SIZE = _HEAD.size + _KEPT * _GAP.size


class Heartbeat:
    """The gaps of every processor, as the running program writes them down."""

    def __init__(self, pid: int, pulses: mmap.mmap) -> None:
        self.pid = pid
        self._pulses = pulses

    def withheld(self, seconds: float) -> float:
        """For how many of the last `seconds` at least one processor was withheld."""
        end = time.monotonic_ns()
        total, seen = 0, end - int(seconds * 1e9)
        for due, came in sorted(self._gaps(end)):
            if came > seen and due < end:
                total += min(came, end) - max(due, seen)
                seen = came
        return total / 1e9

    def _gaps(self, end: int) -> Iterator[tuple[int, int]]:
        """Each from the beat that was due to the beat that came; complete once every processor has beaten again."""
        deadline = time.monotonic() + PATIENCE
        for base in range(0, len(self._pulses), _SIZE):
            while (head := _HEAD.unpack_from(self._pulses, base))[0] < end:
                assert time.monotonic() < deadline, "the heartbeat has ceased"
                time.sleep(0.001)
            for index in range(min(head[1], _KEPT)):
                yield _GAP.unpack_from(self._pulses, base + _HEAD.size + index * _GAP.size)


@contextlib.contextmanager
def heartbeat() -> Iterator[Heartbeat]:
    """One that beats in the scope."""
    size = len(os.sched_getaffinity(0)) * _SIZE
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "pulses"
        process = subprocess.Popen([native.program("heartbeat"), file])
        try:
            deadline = time.monotonic() + PATIENCE
            while not file.exists() or file.stat().st_size < size:
                assert process.poll() is None and time.monotonic() < deadline, "the heartbeat does not start"
                time.sleep(0.01)
            with open(file, "rb") as opened:
                yield Heartbeat(process.pid, mmap.mmap(opened.fileno(), size, access=mmap.ACCESS_READ))
        finally:
            process.kill()
            process.wait()


_of_this_run: Heartbeat | None = None


@contextlib.contextmanager
def noted() -> Iterator[None]:
    """`withheld` knows what happens in the scope; without a C compiler it knows of nothing."""
    global _of_this_run
    if not native.has_compiler():
        yield
        return
    with heartbeat() as _of_this_run:
        yield
    _of_this_run = None


def withheld(seconds: float) -> float:
    """For how many of the last `seconds` the machine stood still, in one processor at least."""
    return _of_this_run.withheld(seconds) if _of_this_run else 0


def undisturbed(seconds: float) -> float:
    """What is left of a time that has just ended, without what the machine withheld."""
    return seconds - withheld(seconds)


class Deadline:
    """So many undisturbed seconds from now."""

    def __init__(self, within: float) -> None:
        self.within = within
        self._start = time.monotonic()

    def left(self) -> float:
        """Seconds, at least; none once it has passed."""
        taken = time.monotonic() - self._start
        return self.within - (taken if taken < self.within else undisturbed(taken))
