"""Logging never stands in the way of a connection: a full disk, a dead reader, a reader that sleeps (L20 to L22)."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest

from clients import ask, burst
from harness import ENVIRONMENT, Gateway, binary, route_file, running_gateway
from logs import message
from procfs import MIB, eventually, resident
from routes import ack_route
from standstill import PATIENCE, undisturbed


def _serve_noisily(gateway: Gateway, address: str, connections: int = 300) -> None:
    """Connections that each give several log lines."""
    outcomes = burst(lambda: gateway.connect(address), b"hello\n", count=connections, at_once=50)
    assert outcomes == [b"ack:hello\n"] * connections


TALKATIVE = """
log: { level: debug }
routes:
  ack:
    listen: 127.0.0.1:0
    rules:
      - { match: "say <text>", log: "<text>", reply: said }
      - reply: "ack:<line>"
"""


def _chatter(gateway: Gateway) -> None:
    """More lines than the queue holds, however slow the process is: what a rule says is not limited in rate."""
    with gateway.connect() as client:
        for _ in range(40):
            ask(client, (b"say " + b"x" * 400 + b"\n") * 100, b"said\n" * 100)


@pytest.fixture
def path(tmp_path: pathlib.Path) -> str:
    return str(tmp_path / "s")


def _await(path: str) -> None:
    assert eventually(lambda: os.path.exists(path)), "it does not listen"
    time.sleep(0.1)


def test_L20_a_full_device_does_not_stop_the_service(path: str) -> None:
    with open("/dev/full", "wb") as full, running_gateway(ack_route(listen=f"unix:{path}"), stderr=full) as gateway:
        _await(path)
        _serve_noisily(gateway, path)
        assert gateway.stop() == 0


@pytest.fixture
def small_disk(tmp_path: pathlib.Path) -> Iterator[pathlib.Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "gateway-test", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("no right to mount a small disk")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_L20_lines_lost_on_a_full_disk_are_counted_and_logging_comes_back(path: str, small_disk: pathlib.Path) -> None:
    filler, log = small_disk / "filler", small_disk / "log"
    with log.open("ab") as file, running_gateway(ack_route(listen=f"unix:{path}"), stderr=file) as gateway:
        _await(path)
        with filler.open("wb") as rest, contextlib.suppress(OSError):
            while True:
                os.write(rest.fileno(), b"x" * 4096)
        _serve_noisily(gateway, path)
        filler.unlink()
        time.sleep(0.5)
        for _ in range(3):
            gateway.signal(signal.SIGUSR1)
            time.sleep(0.1)
        assert gateway.stop() == 0
        *torn, last = _events(log)
        lost = last["counters"]["gateway_log_dropped_total"]
        notes = [event["dropped"] for event in torn if event and event["msg"] == "log lines were dropped"]
        assert lost > 0 and notes == [lost], "one line says how many were dropped"
        assert torn.count(None) <= 1, "only the line at which the disk became full may be cut"


def _events(log: pathlib.Path) -> list[dict | None]:
    """Each line of a log; nothing for one that is cut."""
    events: list[dict | None] = []
    for line in log.read_text().splitlines():
        try:
            events.append(json.loads(line))
        except ValueError:
            events.append(None)
    return events


def test_L21_a_log_reader_that_has_gone_does_not_stop_the_service(path: str) -> None:
    reader, writer = os.pipe()
    with running_gateway(ack_route(listen=f"unix:{path}"), stderr=writer) as gateway:
        os.close(writer)
        _await(path)
        os.close(reader)
        _serve_noisily(gateway, path)
        assert gateway.stop() == 0


def test_L21_a_closed_standard_output_does_not_stop_the_service(path: str) -> None:
    with route_file(ack_route(listen=f"unix:{path}")) as file:
        reader, writer = os.pipe()
        process = subprocess.Popen(
            [str(binary()), "serve", str(file)], env=ENVIRONMENT, stdout=writer, stderr=writer
        )
        os.close(writer)
        os.close(reader)
        try:
            _await(path)
            process.send_signal(signal.SIGUSR1)
            time.sleep(0.3)
            process.terminate()
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()
            process.wait(PATIENCE)


def test_L22_a_full_log_pipe_blocks_no_connection_and_what_is_lost_is_counted() -> None:
    with running_gateway(TALKATIVE) as gateway:
        address = gateway.addresses()[0]
        gateway.ask(b"x\n", b"ack:x\n")
        gateway.logs.pause()
        before = resident(gateway.pid)
        start = time.monotonic()
        for _ in range(5):
            _chatter(gateway)
            _serve_noisily(gateway, address, connections=1000)
        assert undisturbed(time.monotonic() - start) < 30
        assert resident(gateway.pid) - before < 4 * MIB, "the queue of lines has a bound"
        gateway.logs.resume()
        assert eventually(lambda: gateway.counters().total("log_dropped") > 0)
        gateway.ask(b"y\n", b"ack:y\n")
        gateway.expect_count(5007, "connections_closed")


def test_L22_a_full_log_pipe_does_not_delay_the_end() -> None:
    with running_gateway(TALKATIVE, tolerate_noise=True) as gateway:
        address = gateway.addresses()[0]
        gateway.logs.pause()
        _chatter(gateway)
        _serve_noisily(gateway, address, connections=1000)
        gateway.signal(signal.SIGTERM)
        assert gateway.process.wait(PATIENCE) == 0
        assert gateway.wait() == 0
        assert gateway.logs.matching(message("listening on"))
