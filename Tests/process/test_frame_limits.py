"""Frames at, below and beyond the limit of their route: rows S08, S09 and S10."""

from __future__ import annotations

import itertools

import pytest

from clients import ask, half_close, in_parallel, read_exactly, read_to_end, send_in_pieces
from harness import Gateway, running_gateway
from logs import mentions, warned
from procfs import MIB, forget_peak, peak_resident
from routes import ack_route

LIMIT = 65536
ERROR_LINE = b"ERR line too long, the limit is 65536\n"
OVERSIZE = 'events: { oversize: { reply: "ERR line too long, the limit is 65536" } }'
GO_ON = 'events: { oversize: { reply: "ERR", continue: true } }'


def _send_too_much(gateway: Gateway, data: bytes) -> bytes:
    """Sends all of it before reading anything, and keeps the sending direction open."""
    with gateway.connect() as client:
        client.sendall(data)
        return read_to_end(client)


@pytest.mark.parametrize(
    "data",
    [b"x" * (LIMIT + 1) + b"\n", b"x" * (LIMIT + 1) + b"\n" + b"y" * 300_000, b"x" * 400_000],
    ids=["one byte too many", "300 000 bytes behind it", "no newline at all"],
)
def test_S08_oversize_senders_read_the_whole_error_line_and_a_clean_end(data: bytes) -> None:
    """Closing with unread input would answer with RST, which destroys the reply at the peer."""
    with running_gateway(ack_route(OVERSIZE)) as gateway:
        outcomes = in_parallel(lambda _: _send_too_much(gateway, data), count=300, threads=30)
        assert outcomes == [ERROR_LINE] * 300
        event = gateway.logs.wait_for(lambda event: warned(event) and mentions("frame_too_long")(event))
        assert event["limit"] == LIMIT
        assert "framing.max" in event["key"]
        gateway.expect_count(300, "connections_closed", reason="frame_too_long")
        gateway.expect_count(300, "frame_errors", reason="too_long")


def test_S08_a_frame_without_end_costs_no_more_than_the_limit_and_one_read() -> None:
    with running_gateway(ack_route(OVERSIZE, "timeouts: { linger_total: 5s }")) as gateway:
        gateway.ask(b"x" * LIMIT + b"\n", b"ack:" + b"x" * LIMIT + b"\n")
        forget_peak(gateway.pid)
        before = peak_resident(gateway.pid)
        assert _send_too_much(gateway, b"x" * 50_000_000) == ERROR_LINE
        assert peak_resident(gateway.pid) - before < MIB


def test_S09_with_continue_an_oversize_frame_costs_only_itself() -> None:
    with running_gateway(ack_route(GO_ON)) as gateway:
        for extra in (1, 2, 100_000, 1_000_000):
            with gateway.connect() as client:
                client.sendall(b"a\n" + b"x" * (LIMIT + extra) + b"\nb\r\nc\n")
                half_close(client)
                assert read_to_end(client) == b"ack:a\nERR\nack:b\nack:c\n"
        gateway.expect_count(4, "frame_errors", reason="too_long")


def test_S09_the_warning_comes_once_for_each_connection() -> None:
    with running_gateway(ack_route(GO_ON)) as gateway, gateway.connect() as client:
        for _ in range(50):
            ask(client, b"x" * (LIMIT + 1) + b"\nok\n", b"ERR\nack:ok\n")
        gateway.expect_count(50, "frame_errors", reason="too_long")
        assert len(gateway.logs.matching(lambda event: warned(event) and mentions("too_long")(event))) == 1


def test_S09_the_boundary_is_found_however_the_bytes_arrive() -> None:
    """A limit that is reached exactly on the newline is where decoders lose their place."""
    data = b"a" * 8 + b"\n" + b"b" * 9 + b"\n" + b"c\n" + b"d" * 17 + b"\r\n" + b"e\n"
    wanted = b"ack:" + b"a" * 8 + b"\nERR\nack:c\nERR\nack:e\n"
    with running_gateway(ack_route(GO_ON, "framing: { line: true, max: 8B }")) as gateway, gateway.connect() as client:
        for split in range(1, len(data)):
            send_in_pieces(client, [data[:split], data[split:]], pause=0.003)
            assert read_exactly(client, len(wanted)) == wanted, f"split at {split}"


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("size", [LIMIT - 1, LIMIT])
def test_S10_a_frame_up_to_the_limit_is_answered(size: int, end: bytes) -> None:
    frame = b"x" * size
    with running_gateway(ack_route(OVERSIZE)) as gateway, gateway.connect() as client:
        ask(client, frame + end, b"ack:" + frame + b"\n")
        for cut in range(size - 1, size + len(end)):
            whole = frame + end
            send_in_pieces(client, [whole[:cut], whole[cut:]])
            assert read_exactly(client, size + 5) == b"ack:" + frame + b"\n", f"split at {cut}"


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("pause", [0, 0.05], ids=["at once", "in two reads"])
def test_S10_a_frame_beyond_the_limit_is_refused(end: bytes, pause: float) -> None:
    with running_gateway(ack_route(OVERSIZE)) as gateway, gateway.connect() as client:
        send_in_pieces(client, [b"x" * LIMIT, b"x" + end], pause)
        assert read_to_end(client) == ERROR_LINE


def test_S10_a_delimiter_of_several_bytes_may_be_split_anywhere() -> None:
    with running_gateway(ack_route('framing: { delimiter: "<end>", max: 8B }')) as gateway, gateway.connect() as client:
        data = b"12345678<end><en<end>"
        wanted = b"ack:12345678<end>ack:<en<end>"
        for cut in range(1, len(data)):
            send_in_pieces(client, [data[:cut], data[cut:]], pause=0.005)
            assert read_exactly(client, len(wanted)) == wanted, f"split at {cut}"


def test_S10_crlf_may_be_split_between_its_two_bytes() -> None:
    with running_gateway(ack_route("framing: { crlf: true, max: 4B }")) as gateway, gateway.connect() as client:
        pieces = [b"abcd\r", b"\nef\r", b"\n\r", b"\n"]
        send_in_pieces(client, itertools.chain(pieces, pieces))
        assert read_exactly(client, 48) == b"ack:abcd\r\nack:ef\r\nack:\r\n" * 2
