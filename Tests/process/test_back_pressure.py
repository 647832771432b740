"""A peer that does not read is not read from, costs next to nothing, and loses nothing: S11, S12, S13."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from clients import (
    ask,
    burst,
    digest_of,
    half_close,
    read_digest,
    read_exactly,
    read_to_end,
    send_bytewise,
    send_until_blocked,
)
from harness import Gateway, release_only, running_gateway
from logs import message
from procfs import MIB, cpu_seconds, resident
from routes import ack_route

HIGH_WATER = 64 * 1024
LONG = pytest.mark.long
# Seconds for all of many megabytes, on a machine that does other things too.
PATIENCE = 120


def warm_up(gateway: Gateway) -> int:
    """Lets the loops allocate what they keep, so that later growth belongs to the connection under test.

    The frames it took are the result.
    """
    for _ in range(8):
        with gateway.connect() as client:
            ask(client, b"warm up\n" * 20_000, b"ack:warm up\n" * 20_000)
    return 8 * 20_000


@pytest.mark.parametrize("count", [500_000, pytest.param(10_000_000, marks=LONG)])
def test_S11_every_empty_line_is_a_frame_and_is_answered(count: int) -> None:
    with running_gateway(ack_route()) as gateway, gateway.connect(timeout=PATIENCE) as client:
        sender = threading.Thread(target=client.sendall, args=(b"\n" * count,))
        sender.start()
        wanted = digest_of([b"ack:\n" * count])
        assert read_digest(client, 5 * count) == (5 * count, wanted)
        sender.join()
        gateway.expect_count(count, "frames_received")
        assert len(gateway.logs.matching(lambda event: "counters" not in event)) < 50


@pytest.mark.parametrize("count", [3_000_000, pytest.param(20_000_000, marks=LONG)])
def test_S12_S13_pipelined_lines_wait_for_a_peer_that_does_not_read(count: int) -> None:
    """No memory is spent while it sleeps, and nothing is missing once it wakes."""
    lines = b"".join(b"%d\n" % index for index in range(count))
    replies = b"".join(b"ack:%d\n" % index for index in range(count))
    with running_gateway(ack_route()) as gateway, gateway.connect(timeout=PATIENCE) as client:
        warming = warm_up(gateway)
        before = resident(gateway.pid)
        sent = send_until_blocked(client, lines)
        assert sent < len(lines), "the gateway read from a peer that does not read"
        assert resident(gateway.pid) - before <= MIB + HIGH_WATER
        gateway.logs.wait_for(message("reads paused"))
        assert gateway.counters().total("read_pauses") >= 1

        sender = threading.Thread(target=client.sendall, args=(memoryview(lines)[sent:],))
        sender.start()
        assert read_digest(client, len(replies)) == (len(replies), digest_of([replies]))
        sender.join()
        gateway.logs.wait_for(message("reads resumed"))
        counters = gateway.counters()
        assert counters.total("read_pauses") == counters.total("read_resumes")
        gateway.expect_count(warming + count, "frames_received", route="ack")


def _owed(count: int, padding: bytes) -> Iterator[bytes]:
    return (b"%06d" % index + padding + b"\n" for index in range(count))


def _spent_in_a_second(gateway: Gateway) -> float:
    before = cpu_seconds(gateway.pid)
    time.sleep(1)
    return cpu_seconds(gateway.pid) - before


def test_S12_a_peer_that_is_owed_200_MB_costs_no_memory_and_gets_every_byte() -> None:
    """More than any kernel buffer holds, asked for by requests that all fit into one."""
    count, padding = 50_000, b"." * 3993
    route = ack_route("timeouts: { write: 20s }", reply=f'"<line>{padding.decode()}"')
    with running_gateway(route) as gateway, gateway.connect(timeout=20) as client:
        for _ in range(8):
            gateway.ask(b"".join(b"%06d\n" % index for index in range(500)), b"".join(_owed(500, padding)))
        before = resident(gateway.pid)
        client.sendall(b"".join(b"%06d\n" % index for index in range(count)))
        time.sleep(3)
        assert resident(gateway.pid) - before <= MIB + HIGH_WATER
        assert min(_spent_in_a_second(gateway) for _ in range(3)) < 0.02, "waiting costs no time"
        assert read_digest(client, 4000 * count) == (4000 * count, digest_of(_owed(count, padding)))
        half_close(client)
        assert read_to_end(client) == b""


def test_S12_other_connections_are_served_while_one_does_not_read() -> None:
    lines = b"x" * 1000 + b"\n"
    with running_gateway(ack_route()) as gateway, gateway.connect() as sleeper:
        assert send_until_blocked(sleeper, lines * 30_000) < len(lines) * 30_000
        for _ in range(200):
            gateway.ask(b"hello\n", b"ack:hello\n")


def test_S13_a_peer_that_reads_in_fits_and_starts_gets_everything() -> None:
    count = 100_000
    lines = b"".join(b"%d\n" % index for index in range(count)) * 4
    replies = b"".join(b"ack:%d\n" % index for index in range(count)) * 4
    with running_gateway(ack_route()) as gateway, gateway.connect(receive_buffer=4096) as client:
        sender = threading.Thread(target=client.sendall, args=(lines,))
        sender.start()
        received = b""
        while len(received) < len(replies):
            received += read_exactly(client, min(700_000, len(replies) - len(received)))
            time.sleep(0.1)
        assert received == replies
        sender.join()


@pytest.mark.parametrize("send", [lambda c, d: c.sendall(d), send_bytewise], ids=["at once", "one byte at a time"])
def test_S13_a_hundred_thousand_pipelined_lines_come_back_exact(send: object) -> None:
    lines = b"".join(b"%d\n" % index for index in range(100_000))
    replies = b"".join(b"ack:%d\n" % index for index in range(100_000))
    with running_gateway(ack_route()) as gateway, gateway.connect() as client:
        sender = threading.Thread(target=lambda: (send(client, lines), half_close(client)))
        sender.start()
        assert read_to_end(client) == replies
        sender.join()


def test_S04_a_thousand_of_a_thousand_half_closing_clients_get_their_reply() -> None:
    with running_gateway(ack_route()) as gateway:
        outcomes = burst(gateway.connect, b"hello\n", count=1000, at_once=1000)
        assert outcomes == [b"ack:hello\n"] * 1000


def test_S23_a_frame_fed_byte_by_byte_is_not_searched_again_and_again() -> None:
    """A decoder that starts anew with every byte looks at two thousand million bytes here."""
    release_only()
    size = 64 * 1024 - 1
    with running_gateway(ack_route()) as gateway, gateway.connect() as client:
        costs = []
        for _ in range(3):
            before = cpu_seconds(gateway.pid)
            send_bytewise(client, b"x" * size + b"\n")
            assert len(read_exactly(client, size + 5)) == size + 5
            costs.append(cpu_seconds(gateway.pid) - before)
        assert min(costs) < 0.3, costs
