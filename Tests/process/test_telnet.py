"""Telnet commands among the bytes of a text protocol: row S17. See RFC 854."""

from __future__ import annotations

import threading

import pytest

from clients import ask, half_close, read_exactly, read_to_end, send_bytewise, send_in_pieces
from harness import running_gateway
from logs import message
from procfs import MIB, resident
from routes import ack_route

DO_ECHO, WILL_SUPPRESS = b"\xff\xfd\x01", b"\xff\xfb\x03"
WONT_ECHO, DONT_SUPPRESS = b"\xff\xfc\x01", b"\xff\xfe\x03"
TELNET = "telnet: true"


def test_S17_without_telnet_every_byte_is_data() -> None:
    line = DO_ECHO + WILL_SUPPRESS + b"hi\xff\xff"
    with running_gateway(ack_route()) as gateway, gateway.connect() as client:
        ask(client, line + b"\r\n", b"ack:" + line + b"\n")


@pytest.mark.parametrize("send", [lambda c, d: c.sendall(d), send_bytewise], ids=["at once", "one byte at a time"])
def test_S17_with_telnet_commands_are_taken_out_and_options_refused(send: object) -> None:
    with running_gateway(ack_route(TELNET)) as gateway, gateway.connect() as client:
        send(client, DO_ECHO + WILL_SUPPRESS + b"hi\r\n")
        assert read_exactly(client, 6) == WONT_ECHO + DONT_SUPPRESS
        assert read_exactly(client, 7) == b"ack:hi\n"


def test_S17_a_doubled_byte_255_is_one_of_data_in_both_directions() -> None:
    with running_gateway(ack_route(TELNET)) as gateway, gateway.connect() as client:
        ask(client, b"a\xff\xffb\n", b"ack:a\xff\xffb\n")


def test_S17_a_command_may_be_split_anywhere() -> None:
    data, wanted = b"a" + DO_ECHO + b"b\xff\xff\xff\xf1c\n", WONT_ECHO + b"ack:ab\xff\xffc\n"
    with running_gateway(ack_route(TELNET)) as gateway:
        for cut in range(1, len(data)):
            with gateway.connect() as client:
                send_in_pieces(client, [data[:cut], data[cut:]], pause=0.003)
                assert read_exactly(client, len(wanted)) == wanted, f"split at {cut}"


@pytest.mark.parametrize("rest", [b"\xff", b"\xff\xfb", b"\xff\xfa\x18\x00"])
def test_S17_a_command_cut_off_by_the_end_of_the_stream_is_nothing(rest: bytes) -> None:
    with running_gateway(ack_route(TELNET)) as gateway, gateway.connect() as client:
        client.sendall(b"hi\n" + rest)
        half_close(client)
        assert read_to_end(client) == b"ack:hi\n"
        gateway.wait_closed("client_fin")


def test_S17_a_flood_of_offers_is_refused_once_each() -> None:
    """Two sides that answer every request of the other would never fall silent. See RFC 1143."""
    offers = b"".join(b"\xff\xfb%c" % (index % 256) for index in range(350_000))
    with running_gateway(ack_route(TELNET)) as gateway, gateway.connect() as client:
        before = resident(gateway.pid)
        sender = threading.Thread(target=lambda: (client.sendall(offers + b"hi\n"), half_close(client)))
        sender.start()
        received = read_to_end(client)
        sender.join()
        assert received.endswith(b"ack:hi\n")
        assert len(received) == 256 * 3 + len(b"ack:hi\n")
        assert resident(gateway.pid) - before < MIB
        gateway.expect_count(1, "frames_received")


def test_S17_the_refusals_of_two_gateways_do_not_answer_each_other() -> None:
    with running_gateway(ack_route(TELNET)) as gateway, gateway.connect() as client:
        ask(client, DO_ECHO + WILL_SUPPRESS, WONT_ECHO + DONT_SUPPRESS)
        ask(client, WONT_ECHO + DONT_SUPPRESS + b"x\n", b"ack:x\n")


def test_S17_a_subnegotiation_without_end_is_cut_off() -> None:
    with running_gateway(ack_route(TELNET)) as gateway, gateway.connect() as client:
        client.sendall(b"\xff\xfa\x18" + b"x" * 9000)
        assert read_to_end(client) == b""
        gateway.wait_closed("bad_frame")
        gateway.expect_count(1, "frame_errors", reason="iac")
        assert gateway.logs.matching(message("connection closed", detail="iac"))
