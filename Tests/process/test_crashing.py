"""A crash of the process: it ends at once and says so, and the next start finds no obstacle (L26)."""

from __future__ import annotations

import contextlib
import ctypes
import pathlib
import platform
import re
import shutil
import signal
import time

import pytest

from clients import ask, timed
from figures import Figure
from harness import Gateway, at_most, running_gateway
from routes import ack_route, free_port
from standstill import undisturbed

FATAL = [signal.SIGILL, signal.SIGTRAP, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGSEGV]


def backtraces() -> dict[str, str]:
    """Lets the Swift runtime write a backtrace, by the program that comes with the toolchain."""
    compiler = shutil.which("swiftc")
    found = list(pathlib.Path(compiler).resolve().parents[1].glob("libexec/swift/**/swift-backtrace")) if compiler else []
    if not found:
        pytest.skip("no swift-backtrace here")
    return {"SWIFT_BACKTRACE": f"enable=yes,interactive=no,color=no,symbolicate=fast,swift-backtrace={found[0]}"}


def ending(gateway: Gateway, number: signal.Signals) -> float:
    """Seconds until the process has ended by this signal."""
    start = time.monotonic()
    assert gateway.wait() == -number
    return undisturbed(time.monotonic() - start)


def trap(gateway: Gateway) -> None:
    """Puts the instruction of a Swift trap where the next accept4(2) begins, and lets a loop come there."""
    place = ctypes.cast(ctypes.CDLL(None).accept4, ctypes.c_void_p).value - _c_library("self")
    with open(f"/proc/{gateway.pid}/mem", "r+b", buffering=0) as memory:
        memory.seek(_c_library(gateway.pid) + place)
        memory.write(b"\x0f\x0b" if platform.machine() == "x86_64" else b"\x00\x00\x20\xd4")
    # The process may be gone before the handshake's end has been seen here.
    with contextlib.suppress(ConnectionError):
        gateway.connect()


def _c_library(pid: int | str) -> int:
    """Where a process has the C library in memory."""
    mapped = re.search(r"^([0-9a-f]+)-\S+ \S+ 0+ .*/libc\.so\.6$", _maps(pid), re.MULTILINE)
    if not mapped:
        pytest.skip("no C library to set a trap in")
    return int(mapped[1], 16)


def _maps(pid: int | str) -> str:
    return pathlib.Path(f"/proc/{pid}/maps").read_text()


@pytest.mark.parametrize("number", FATAL)
def test_L26_a_crash_ends_the_process_at_once_and_the_next_one_serves(
    number: signal.Signals, tmp_path: pathlib.Path
) -> None:
    path = tmp_path / "s"
    route = ack_route(listen=f"[127.0.0.1:{free_port()}, 'unix:{path}']")
    with running_gateway(route) as gateway:
        with gateway.connect() as tcp, gateway.connect(str(path)) as unix:
            ask(tcp, b"x\n", b"ack:x\n")
            ask(unix, b"x\n", b"ack:x\n")
            gateway.signal(number)
            assert ending(gateway, number) <= 0.5
        assert path.exists(), "nobody was left to remove it"

    def restart() -> None:
        with running_gateway(route) as gateway:
            gateway.ask(b"x\n", b"ack:x\n")
            with gateway.connect(str(path)) as unix:
                ask(unix, b"x\n", b"ack:x\n")

    assert undisturbed(timed(restart)) <= 2
    assert not path.exists()


TRAP = signal.SIGILL if platform.machine() == "x86_64" else signal.SIGTRAP


def test_L26_a_trap_ends_the_process_at_once() -> None:
    with running_gateway(ack_route()) as gateway:
        gateway.ask(b"x\n", b"ack:x\n")
        trap(gateway)
        assert ending(gateway, TRAP) <= 0.5


def crash_with_backtrace() -> float:
    with running_gateway(ack_route(), env=backtraces(), tolerate_noise=True) as gateway:
        gateway.ask(b"x\n", b"ack:x\n")
        trap(gateway)
        taken = ending(gateway, TRAP)
        assert any("crashed" in line for line in gateway.logs.noise), gateway.logs.noise[:5]
        assert any("accept4" in line for line in gateway.logs.noise), gateway.logs.noise[:50]
        return taken


def test_L26_with_a_backtrace_it_ends_within_two_seconds_and_shows_where(figure: Figure) -> None:
    # The first one may have to wait for the disk: it reads the program that writes backtraces, and symbols.
    taken = min(crash_with_backtrace() for _ in range(2))
    assert taken <= at_most(2)
    figure("L26", f"{taken * 1000:.0f} ms with a backtrace")
