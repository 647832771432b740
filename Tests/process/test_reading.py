"""Reading and framing: faults of section S that a peer makes with bytes and silence."""

from __future__ import annotations

import select
import time

import pytest

from clients import ask, burst, flooding, half_close, read_exactly, read_to_end, reset, send_bytewise, send_in_pieces
from harness import running_gateway
from logs import closed, mentions, message, warned
from procfs import CLOSE_WAIT, MIB, resident, sockets_in_state
from routes import ack_route
from standstill import PATIENCE, undisturbed

ERROR = 'events: { bad_frame: { reply: "ERR" }, oversize: { reply: "ERR" } }'


def test_S01_a_byte_now_and_then_does_not_extend_the_time_of_a_frame() -> None:
    route = ack_route("timeouts: { frame: 2s }", 'events: { frame_timeout: { reply: "ERR slow" } }')
    with running_gateway(route) as gateway, gateway.connect() as client:
        start = time.monotonic()
        while not select.select([client], [], [], 0.2)[0] and time.monotonic() < start + PATIENCE:
            client.sendall(b"x")
        assert read_to_end(client) == b"ERR slow\n"
        taken = time.monotonic() - start
        own = undisturbed(taken)
        assert 1.8 <= taken and own <= 3
        client.close()
        event = gateway.wait_closed("frame_timeout")
        assert own / 0.4 <= event["bytes_in"] <= 16, "a byte each 0.2 s"
        assert gateway.logs.matching(lambda event: warned(event) and mentions("frame_timeout")(event))
        gateway.expect_count(1, "connections_closed", reason="frame_timeout")


def test_S01_a_peer_that_never_ceases_to_send_grows_no_older_than_any_other() -> None:
    with running_gateway(ack_route("timeouts: { connection: 1s }", reply='"k"')) as gateway:
        start = time.monotonic()
        with flooding(gateway.connect(), b"x" * 60_000 + b"\n") as ended:
            assert ended.wait(PATIENCE), "it goes on for ever"
            assert undisturbed(time.monotonic() - start) <= 4
        gateway.wait_closed("max_age")


def test_S02_a_silent_client_is_let_go() -> None:
    with running_gateway(ack_route("timeouts: { idle: 1s }")) as gateway, gateway.connect() as client:
        start = time.monotonic()
        assert read_to_end(client) == b""
        taken = time.monotonic() - start
        assert 0.9 <= taken and undisturbed(taken) <= 1.6
        client.close()
        assert gateway.wait_closed("idle_timeout")["level"] == "info"
        gateway.expect_count(1, "connections_closed", reason="idle_timeout")


def test_S02_the_idle_event_answers_and_may_go_on() -> None:
    route = ack_route("timeouts: { idle: 1s }", 'events: { idle: { reply: "still there?", continue: true } }')
    with running_gateway(route) as gateway, gateway.connect() as client:
        for _ in range(2):
            assert read_exactly(client, 13) == b"still there?\n"
        client.sendall(b"yes\n")
        said = b""
        while not said.endswith(b"ack:yes\n"):
            said += read_exactly(client, 1)
        assert said.replace(b"still there?\n", b"") == b"ack:yes\n", "perhaps after one question more"


def test_S02_talking_keeps_a_connection_open() -> None:
    with running_gateway(ack_route("timeouts: { idle: 3s }")) as gateway, gateway.connect() as client:
        for _ in range(10):
            time.sleep(0.4)
            ask(client, b"x\n", b"ack:x\n")


def test_S03_fin_mid_frame_is_dropped() -> None:
    with running_gateway(ack_route()) as gateway, gateway.connect() as client:
        client.sendall(b"abc")
        half_close(client)
        assert read_to_end(client) == b""
        client.close()
        event = gateway.wait_closed("client_fin")
        assert (event["level"], event["partial"]) == ("info", 3)
        gateway.expect_count(1, "frame_errors", reason="eof_in_frame")


def test_S03_fin_mid_frame_is_delivered_where_the_route_says_so() -> None:
    with running_gateway(ack_route("framing: { line: true, at_eof: deliver }")) as gateway:
        with gateway.connect() as client:
            client.sendall(b"one\ntwo")
            half_close(client)
            assert read_to_end(client) == b"ack:one\nack:two\n"
        gateway.expect_count(0, "frame_errors")


def test_S04_a_half_closed_client_gets_the_whole_reply() -> None:
    """The peer's FIN may be reported in the same event as its data."""
    with running_gateway(ack_route()) as gateway:
        for _ in range(300):
            with gateway.connect() as client:
                client.sendall(b"hello\n")
                half_close(client)
                assert read_to_end(client) == b"ack:hello\n"
        gateway.expect_count(300, "replies_sent")
        gateway.expect_count(300, "connections_closed", reason="client_fin")


def test_S04_a_late_fin_ends_the_connection_as_well() -> None:
    with running_gateway(ack_route()) as gateway, gateway.connect() as client:
        ask(client, b"hello\n", b"ack:hello\n")
        half_close(client)
        assert read_to_end(client) == b""
        gateway.wait_closed("client_fin")


def test_S05_ten_thousand_bursts_of_connect_data_and_fin_are_answered() -> None:
    with running_gateway(ack_route().replace("debug", "info")) as gateway:
        outcomes = burst(gateway.connect, b"hello\n", count=10_000, at_once=250)
        assert outcomes == [b"ack:hello\n"] * 10_000
        gateway.expect_count(10_000, "connections_accepted")
        gateway.expect_count(10_000, "connections_closed")
        assert sockets_in_state(gateway.port, CLOSE_WAIT) == 0


@pytest.mark.parametrize("sent", [b"", b"hello\n"], ids=["silent", "after a reply"])
def test_S06_a_reset_of_an_idle_connection_is_no_error(sent: bytes) -> None:
    with running_gateway(ack_route()) as gateway:
        client = gateway.connect()
        ask(client, sent, b"ack:hello\n" if sent else b"")
        reset(client)
        assert gateway.wait_closed("client_rst")["level"] == "info"
        gateway.expect_count(1, "connections_closed", reason="client_rst")
        assert not gateway.logs.matching(message("", level="error"))


def test_S07_a_reset_mid_frame_delivers_nothing() -> None:
    with running_gateway(ack_route("framing: { line: true, at_eof: deliver }")) as gateway:
        client = gateway.connect()
        ask(client, b"whole\npart", b"ack:whole\n")
        reset(client)
        gateway.wait_closed("client_rst")
        gateway.expect_count(1, "connections_closed", reason="client_rst")
        gateway.expect_count(1, "frames_received")


NOT_UTF8 = {
    "NUL": b"a\0b\0",
    "overlong": b"\xc0\xaf",
    "surrogate": b"\xed\xa0\x80",
    "lone continuation": b"a\x80b",
    "cut short": b"\xf0\x9f\x98",
    "byte order marks": b"\xff\xfe\xef\xbb\xbf",
    "every byte but LF": bytes(range(11, 256)) + bytes(range(10)),
}


@pytest.mark.parametrize("line", NOT_UTF8.values(), ids=NOT_UTF8.keys())
def test_S14_S15_bytes_that_are_no_text_come_back_unchanged(line: bytes) -> None:
    with running_gateway(ack_route()) as gateway, gateway.connect() as client:
        ask(client, line + b"\n", b"ack:" + line + b"\n")
        send_bytewise(client, line + b"\r\n")
        assert read_exactly(client, len(line) + 5) == b"ack:" + line + b"\n"


def test_S15_invalid_bytes_cut_off_by_the_end_of_the_stream_are_delivered_unchanged() -> None:
    with running_gateway(ack_route("framing: { line: true, at_eof: deliver }")) as gateway:
        assert burst(gateway.connect, b"\xf0\x9f", count=1, at_once=1) == [b"ack:\xf0\x9f\n"]


def test_S15_what_a_peer_sends_is_not_logged() -> None:
    with running_gateway(ack_route("timeouts: { idle: 1s }", "framing: { line: true, max: 32B }")) as gateway:
        for line in (b"payload-7f3a\x1b[31m\n", b"payload-7f3a" * 9 + b"\n", b"payload-7f3a"):
            with gateway.connect() as client:
                client.sendall(line)
                half_close(client)
                read_to_end(client)
        gateway.expect_count(3, "connections_closed")
        assert not gateway.logs.matching(mentions("7f3a"))


@pytest.mark.parametrize("sent", [b"a\nb\r\n", b"a\rb\r\n", b"a\n\rb\r\n", b"a\r\r\n", b"\n", b"\rx"])
def test_S16_a_crlf_route_refuses_every_other_line_end(sent: bytes) -> None:
    with running_gateway(ack_route("framing: crlf", ERROR)) as gateway:
        with gateway.connect() as client:
            client.sendall(b"ok\r\n" + sent)
            assert read_to_end(client) == b"ack:ok\r\nERR\r\n"
        gateway.wait_closed("bad_frame")
        assert gateway.logs.matching(lambda event: warned(event) and mentions("bad_frame")(event))
        gateway.expect_count(1, "frame_errors", reason="bare_newline")


@pytest.mark.parametrize("sent", [b"a\x0bb", b"a\x0cb", b"a\xc2\x85b", b"a\xe2\x80\xa8b", b"a\rb", b"\ra", b"a\r"])
def test_S16_only_the_configured_end_splits_a_line(sent: bytes) -> None:
    with running_gateway(ack_route()) as gateway, gateway.connect() as client:
        ask(client, sent + b"\r\n", b"ack:" + sent + b"\n")


BAD_LENGTHS = [b"-1:x,", b"+5:hello,", b"0x10:", b" 5:hello,", b"05:hello,", b":,", b"5:hello;", b"5 :hello,"]
HUGE_LENGTHS = [b"2147483648:", b"4294967296:", b"9223372036854775807:", b"9223372036854775808:", b"9" * 20 + b":"]


@pytest.mark.parametrize("sent", BAD_LENGTHS + HUGE_LENGTHS)
def test_S18_a_length_that_is_none_is_refused(sent: bytes) -> None:
    with running_gateway(ack_route("framing: netstring", ERROR)) as gateway:
        with gateway.connect() as client:
            ask(client, b"2:ok,", b"6:ack:ok,")
            before = resident(gateway.pid)
            client.sendall(sent)
            assert read_to_end(client) == b"3:ERR,"
            assert resident(gateway.pid) - before < MIB
        ended = gateway.logs.wait_for(message("connection closed"))["reason"]
        assert ended == "bad_frame" or (ended == "frame_too_long" and sent in HUGE_LENGTHS)
        gateway.expect_count(1, "frame_errors")


@pytest.mark.parametrize("length", [b"\xff" * 8, b"\x7f" + b"\xff" * 7, b"\x80" + b"\0" * 7, b"\0\0\0\1\0\0\0\0"])
def test_S18_a_binary_length_beyond_the_limit_is_refused(length: bytes) -> None:
    with running_gateway(ack_route("framing: { length: { bytes: 8 } }", ERROR)) as gateway:
        with gateway.connect() as client:
            client.sendall(length + b"x" * 100)
            assert read_to_end(client) == b"\0\0\0\0\0\0\0\3ERR"
        gateway.expect_count(1, "frame_errors")


FOREIGN = {
    "GET": b"GET / HTTP/1.1\r\nHost: <script>\r\n\r\n",
    "POST": b"POST /reflect-me HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc",
    "TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"r" * 506,
}


@pytest.mark.parametrize("hello", FOREIGN.values(), ids=FOREIGN.keys())
@pytest.mark.parametrize("send", [lambda c, d: c.sendall(d), send_bytewise], ids=["whole", "bytewise"])
def test_S19_a_foreign_protocol_has_nothing_reflected(hello: bytes, send: object) -> None:
    with running_gateway(ack_route()) as gateway:
        with gateway.connect() as client:
            send(client, hello)
            assert read_to_end(client) == b""
        gateway.logs.wait_for(lambda event: warned(event) and mentions("foreign_protocol")(event))
        gateway.expect_count(1, "connections_rejected", reason="foreign_protocol")


def test_S19_a_route_may_allow_foreign_first_lines() -> None:
    with running_gateway(ack_route("foreign: allow")) as gateway:
        gateway.ask(b"GET / HTTP/1.1\r\n", b"ack:GET / HTTP/1.1\n")


def test_S19_a_line_like_it_later_in_the_conversation_is_an_ordinary_line() -> None:
    with running_gateway(ack_route()) as gateway:
        gateway.ask(b"first\nGET / HTTP/1.1\n", b"ack:first\nack:GET / HTTP/1.1\n")


def test_S23_a_megabyte_one_byte_at_a_time_comes_back_exact() -> None:
    frame = bytes(range(32, 127)) * 600
    with running_gateway(ack_route()) as gateway, gateway.connect() as client:
        for _ in range(18):
            send_bytewise(client, frame + b"\n")
            assert read_exactly(client, len(frame) + 5) == b"ack:" + frame + b"\n"


def test_S23_single_bytes_with_pauses_are_one_frame() -> None:
    with running_gateway(ack_route()) as gateway, gateway.connect() as client:
        send_in_pieces(client, [b"h", b"e", b"l", b"l", b"o", b"\r", b"\n"])
        assert read_exactly(client, 10) == b"ack:hello\n"
        assert not gateway.logs.matching(closed("client_fin"))
