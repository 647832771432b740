"""Faults of system calls, made by strace on a process that is already running."""

from __future__ import annotations

import contextlib
import pathlib
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator

import pytest

from procfs import LOOP_NAME, eventually, is_traced, thread_names

READS = "read,readv,recvfrom,recvmsg"
WRITES = "write,writev,sendto,sendmsg"


class Trace:
    """The lines that strace wrote, thread by thread; whole once the tracing scope has ended."""

    def __init__(self) -> None:
        self.threads: list[list[str]] = []
        self.loops: list[list[str]] = []

    @property
    def lines(self) -> list[str]:
        return [line for thread in self.threads for line in thread]

    def read(self, directory: str, names: dict[str, str]) -> None:
        """`names` are the threads' by their ids; those of event loops are kept once more by themselves."""
        for file in sorted(pathlib.Path(directory).iterdir()):
            self.threads.append(file.read_text(errors="replace").splitlines())
            if names.get(file.suffix[1:], "").startswith(LOOP_NAME):
                self.loops.append(self.threads[-1])

    def calls(self, *names: str) -> list[str]:
        return [line for line in self.lines if line.startswith(tuple(f"{name}(" for name in names))]

    @property
    def injected(self) -> int:
        return sum("(INJECTED)" in line for line in self.lines)


def require_strace() -> str:
    path = shutil.which("strace")
    if path is None:
        pytest.skip("strace is missing: apt-get install strace")
    return path


@contextlib.contextmanager
def traced(pid: int, *options: str) -> Iterator[Trace]:
    """Traces every thread of `pid` for the scope; `options` are strace's own, such as `-e inject=…`."""
    trace = Trace()
    with tempfile.TemporaryDirectory(prefix="gateway-trace-") as directory:
        command = [*_strace(directory), *options, "-p", str(pid)]
        tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            attached = eventually(lambda: tracer.poll() is not None or is_traced(pid))
            assert attached and tracer.poll() is None, f"strace did not attach: {_complaint(tracer)}"
            yield trace
        finally:
            names = thread_names(pid)
            _detach(tracer)
            trace.read(directory, names)


def injecting(pid: int, calls: str, fault: str, when: str) -> contextlib.AbstractContextManager[Trace]:
    """`calls` fail or lie as strace's `inject` says, for instance `error=EINTR`."""
    return traced(pid, "-e", f"trace={calls}", "-e", f"inject={calls}:{fault}:when={when}")


def run_traced(command: list[str], calls: str, **options: object) -> tuple[subprocess.CompletedProcess, Trace]:
    """Runs a command under strace from its first instruction."""
    trace = Trace()
    with tempfile.TemporaryDirectory(prefix="gateway-trace-") as directory:
        traced_command = [*_strace(directory), "-e", f"trace={calls}", *command]
        result = subprocess.run(traced_command, capture_output=True, timeout=60, **options)
        trace.read(directory, names={})
    return result, trace


def _strace(directory: str) -> list[str]:
    """A file for each thread, so that no call is cut in two by another thread's."""
    return [require_strace(), "-ff", "-yy", "-s", "256", "-o", str(pathlib.Path(directory, "thread"))]


def _detach(tracer: subprocess.Popen) -> None:
    """Interrupted, strace lets go of its process, which runs on."""
    if tracer.poll() is None:
        tracer.send_signal(signal.SIGINT)
    tracer.wait(30)
    if tracer.stderr:
        tracer.stderr.close()


def _complaint(tracer: subprocess.Popen) -> str:
    tracer.kill()
    return tracer.communicate()[1].decode(errors="replace")
