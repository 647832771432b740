"""System calls that fail, return early or do half of it: rows S21, S22 and W05, made by strace."""

from __future__ import annotations

import re

import pytest

from clients import ask, burst, half_close, read_to_end, send_in_pieces
from harness import Gateway, running_gateway
from routes import ack_route
from tracing import READS, WRITES, Trace, injecting

_WRITTEN = re.compile(r"(?:write|writev|sendto|sendmsg)\(\d+<TCP:.* = (-?\d+)( \(INJECTED\))?")


def _converse(gateway: Gateway) -> None:
    """Connections that come, talk, half-close and go, one after the other and at once."""
    with gateway.connect() as client:
        for index in range(100):
            ask(client, b"line %d\n" % index, b"ack:line %d\n" % index)
    assert burst(gateway.connect, b"hello\n", count=60, at_once=20) == [b"ack:hello\n"] * 60


def test_S21_a_wake_up_without_data_is_no_end_of_stream() -> None:
    with running_gateway(ack_route()) as gateway:
        with injecting(gateway.pid, READS, "error=EAGAIN", "2+2") as trace:
            _converse(gateway)
        assert trace.injected >= 50
        gateway.expect_count(61, "connections_closed", reason="client_fin")


@pytest.mark.parametrize("calls", [READS, WRITES, "accept,accept4", "epoll_wait,epoll_pwait"])
def test_S22_an_interrupted_call_is_made_again(calls: str) -> None:
    with running_gateway(ack_route(), tolerate_noise=calls == WRITES) as gateway:
        with injecting(gateway.pid, calls, "error=EINTR", "2+2") as trace:
            _converse(gateway)
        assert trace.injected >= 10
        gateway.expect_count(160, "replies_sent")


def _left_over(trace: Trace, reply: bytes) -> bytes:
    """What of the reply reaches the peer when every injected write took bytes that went nowhere."""
    parts, offset = [], 0
    for line in trace.lines:
        if (call := _WRITTEN.match(line)) and int(call[1]) > 0:
            taken = int(call[1])
            parts.append(b"" if call[2] else reply[offset : offset + taken])
            offset += taken
    assert offset == len(reply)
    return b"".join(parts)


@pytest.mark.parametrize("taken", [1, 3])
def test_W05_a_partial_write_loses_nothing_but_what_the_injection_swallowed(taken: int) -> None:
    lines = b"".join(b"%d\n" % index for index in range(2000))
    replies = b"".join(b"ack:%d\n" % index for index in range(2000))
    with running_gateway(ack_route(), "--loops", "1", tolerate_noise=True) as gateway, gateway.connect() as client:
        with injecting(gateway.pid, WRITES, f"retval={taken}", "1+2") as trace:
            send_in_pieces(client, [lines[at : at + 100] for at in range(0, len(lines), 100)], pause=0.003)
            half_close(client)
            received = read_to_end(client)
        assert trace.injected >= 5
        assert received == _left_over(trace, replies)


def test_W05_real_partial_writes_lose_nothing() -> None:
    """A peer with a small window takes a large reply in many pieces."""
    line = bytes(range(32, 127)) * 600
    with running_gateway(ack_route("limits: { reply: 16MiB }", reply='"' + "<line>" * 100 + '"')) as gateway:
        with gateway.connect(receive_buffer=4096) as client:
            client.sendall(line + b"\n")
            half_close(client)
            assert read_to_end(client) == line * 100 + b"\n"
