"""Clocks that jump: the wall clock, and the one that goes on while the machine sleeps (L18, L19)."""

from __future__ import annotations

import contextlib
import datetime
import mmap
import pathlib
import signal
import struct
import time
from collections.abc import Iterator

import pytest

from clients import ask, read_to_end
from harness import Gateway, at_most, running_gateway
from logs import closed, message
from native import library
from routes import ack_route
from standstill import PATIENCE, undisturbed

HOUR, YEAR = 3600.0, 365.25 * 86400
JUMPS = [HOUR, -HOUR, 10 * YEAR, -10 * YEAR]
REALTIME, MONOTONIC = 0, 1
# The same clock, read less exactly: for how long a turn of a loop takes.
MONOTONIC_COARSE = 6  # see clock_gettime(2); Python has no name for it


class Clocks:
    """What the preloaded library adds to a process's clocks, and which of them the process has read."""

    def __init__(self, path: pathlib.Path) -> None:
        path.write_bytes(bytes(24))
        self.environment = {"LD_PRELOAD": str(library("clocks")), "CLOCKS": str(path)}
        with path.open("r+b") as file:
            self._board = mmap.mmap(file.fileno(), 24)

    def jump(self, realtime: float = 0, boottime: float = 0) -> None:
        """Seconds that the clocks are ahead from now on."""
        self._board[:16] = struct.pack("qq", int(realtime * 1e9), int(boottime * 1e9))

    @property
    def read(self) -> set[int]:
        (bits,) = struct.unpack("Q", self._board[16:])
        return {clock for clock in range(64) if bits >> clock & 1}


@pytest.fixture
def clocks(tmp_path: pathlib.Path) -> Clocks:
    return Clocks(tmp_path / "clocks")


@contextlib.contextmanager
def gateway_with(clocks: Clocks, *keys: str) -> Iterator[Gateway]:
    with running_gateway(ack_route(*keys), env=clocks.environment) as gateway:
        assert clocks.read >= {REALTIME, MONOTONIC}, "the gateway does not read the clocks that the test sets"
        yield gateway


@pytest.mark.parametrize("seconds", JUMPS)
def test_L18_a_jump_of_the_wall_clock_makes_no_timeout_early_or_late(clocks: Clocks, seconds: float) -> None:
    with gateway_with(clocks, "timeouts: { idle: 1s }") as gateway:
        clients, asked = [gateway.connect() for _ in range(10)], []
        for client in clients:
            asked.append(time.monotonic())
            ask(client, b"x\n", b"ack:x\n")
        start = time.monotonic()
        clocks.jump(seconds)
        for client, earliest in zip(clients, asked, strict=True):
            assert read_to_end(client) == b""
            assert time.monotonic() - earliest >= 0.95
            assert undisturbed(time.monotonic() - start) <= at_most(2)
            client.close()
        gateway.expect_count(10, "connections_closed", reason="idle_timeout")


@pytest.mark.parametrize("seconds", JUMPS)
def test_L18_the_log_follows_the_wall_clock(clocks: Clocks, seconds: float) -> None:
    with gateway_with(clocks) as gateway:
        clocks.jump(seconds)
        gateway.ask(b"x\n", b"ack:x\n")
        event = gateway.logs.wait_for(message("connection closed"))
        logged = datetime.datetime.fromisoformat(event["ts"]).timestamp()
        assert abs(logged - seconds - time.time()) < PATIENCE
        assert 0 <= event["seconds"] < PATIENCE, "the age of a connection is no difference of wall clocks"


@pytest.mark.parametrize("seconds", [HOUR, -HOUR])
def test_L18_a_jump_during_the_end_does_not_put_it_off(clocks: Clocks, seconds: float) -> None:
    """The end waits a second for the log's reader, who here never reads."""
    with gateway_with(clocks) as gateway:
        gateway.logs.pause()
        for _ in range(500):
            gateway.signal(signal.SIGUSR1)
            time.sleep(0.001)
        clocks.jump(seconds)
        start = time.monotonic()
        gateway.signal(signal.SIGTERM)
        assert gateway.process.wait(PATIENCE) == 0
        assert undisturbed(time.monotonic() - start) <= at_most(3)
        assert gateway.wait() == 0


def test_L19_time_that_the_machine_slept_is_no_time_that_a_peer_was_silent(clocks: Clocks) -> None:
    """Asleep, CLOCK_MONOTONIC stands still while the other two go on: nobody is late when the machine wakes."""
    asleep = 600
    with gateway_with(clocks, "timeouts: { idle: 5s }") as gateway:
        clients = [gateway.connect() for _ in range(200)]
        for client in clients:
            ask(client, b"x\n", b"ack:x\n")
        clocks.jump(asleep, asleep)
        time.sleep(1)
        for client in clients:
            ask(client, b"y\n", b"ack:y\n")
        assert not gateway.logs.matching(closed("idle_timeout"))
        assert clocks.read <= {REALTIME, MONOTONIC, MONOTONIC_COARSE}, "a timeout by a clock that goes on asleep"
        for client in clients:
            assert read_to_end(client) == b""
            client.close()
        gateway.expect_count(200, "connections_closed", reason="idle_timeout")
