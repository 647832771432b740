"""Writing and closing: faults of section W, made by peers that read late, little, or never."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

import pytest

from clients import ask, half_close, read_exactly, read_to_end, reset, send_until_blocked
from harness import Gateway, running_gateway
from logs import closed, mentions, message, warned
from procfs import MIB, eventually, forget_peak, peak_resident, resident
from routes import ack_route
from standstill import PATIENCE, undisturbed
from tracing import traced

WAITS = ("epoll_wait", "epoll_pwait", "epoll_pwait2")
BIG = '"' + "<line>" * 200 + '"'
BIG_LINE = b"x" * 60_000


def owed(client: socket.socket, size: int = 20_000_000) -> None:
    """Has the gateway owe about `size` bytes, more than the kernel takes, asked for in kilobyte lines."""
    send_until_blocked(client, (b"x" * 999 + b"\n") * (size // 1000), quiet=0.5)


def test_W01_a_peer_that_reads_nothing_is_cut_at_the_write_timeout() -> None:
    with running_gateway(ack_route("timeouts: { write: 2s }")) as gateway:
        client = gateway.connect(receive_buffer=4096)
        before = resident(gateway.pid)
        start = time.monotonic()
        owed(client)
        event = gateway.wait_closed("write_timeout")
        taken = time.monotonic() - start
        assert 1.8 <= taken and undisturbed(taken) <= 3.5
        assert warned(event) or gateway.logs.matching(lambda e: warned(e) and mentions("write_timeout")(e))
        assert event["pending"] > 0
        assert resident(gateway.pid) - before <= MIB
        gateway.expect_count(1, "connections_closed", reason="write_timeout")


def test_W01_what_a_cut_peer_had_not_acknowledged_is_counted() -> None:
    with running_gateway(ack_route("timeouts: { write: 1s }")) as gateway:
        owed(gateway.connect(receive_buffer=4096))
        gateway.wait_closed("write_timeout")
        assert gateway.counters().total("unacknowledged_bytes") > 0


def test_W02_a_peer_that_reads_slowly_is_not_cut() -> None:
    """Its progress shows in what it acknowledges long before the send buffer has room again."""
    count = 6000
    replies = (b"ack:" + b"x" * 999 + b"\n") * count
    with running_gateway(ack_route("timeouts: { write: 4s }")) as gateway:
        with gateway.connect(receive_buffer=4096) as client:
            sender = threading.Thread(target=client.sendall, args=((b"x" * 999 + b"\n") * count,))
            sender.start()
            received = b""
            for _ in range(25):
                received += read_exactly(client, 2048)
                time.sleep(0.25)
            received += read_exactly(client, len(replies) - len(received))
            sender.join()
            assert received == replies
        assert not gateway.logs.matching(closed("write_timeout"))
        counters = gateway.counters()
        assert counters.total("read_pauses") == counters.total("read_resumes") > 0


def test_W03_a_peer_whose_window_stays_shut_is_cut_although_its_kernel_answers_probes() -> None:
    with running_gateway(ack_route("timeouts: { write: 3s }")) as gateway:
        client = gateway.connect(receive_buffer=4096)
        owed(client)
        for _ in range(16):
            time.sleep(0.25)
            last_read = time.monotonic()
            read_exactly(client, 4096)
        gateway.wait_closed("write_timeout")
        taken = time.monotonic() - last_read
        assert 2.5 <= taken and undisturbed(taken) <= 4


def test_W04_a_reset_while_a_reply_is_written_harms_nobody() -> None:
    with running_gateway(ack_route()) as gateway:
        for _ in range(50):
            client = gateway.connect(receive_buffer=4096)
            send_until_blocked(client, (b"x" * 999 + b"\n") * 500, quiet=0.01)
            reset(client)
        gateway.ask(b"hello\n", b"ack:hello\n")
        gateway.expect_count(50, "connections_closed", reason="client_rst")
        assert all(event["level"] in ("info", "debug") for event in gateway.logs.matching(closed("client_rst")))


def test_W09_closing_waits_until_a_late_reader_has_everything() -> None:
    route = ack_route("close: true", "limits: { reply: 16MiB }", reply=BIG)
    with running_gateway(route) as gateway, gateway.connect() as client:
        client.sendall(BIG_LINE + b"\n")
        time.sleep(2)
        assert read_to_end(client) == BIG_LINE * 200 + b"\n"
        client.close()
        gateway.wait_closed("server_close")


def test_W09_closing_gives_up_on_a_peer_that_never_reads() -> None:
    route = ack_route("close: true", "limits: { reply: 16MiB }", "timeouts: { write: 1s }", reply=BIG)
    with running_gateway(route) as gateway:
        gateway.connect().sendall(BIG_LINE + b"\n")
        gateway.wait_closed("write_timeout")


@pytest.mark.parametrize("unread", [1, 5000, 300_000])
def test_W10_unread_input_does_not_destroy_the_last_reply(unread: int) -> None:
    with running_gateway(ack_route("close: true")) as gateway:
        for _ in range(20):
            with gateway.connect() as client:
                client.sendall(b"hello\n" + b"y" * unread)
                time.sleep(0.01)
                assert read_to_end(client) == b"ack:hello\n"
        gateway.expect_count(20, "connections_closed", reason="server_close")


def _abuse(client: socket.socket, stop: threading.Event) -> None:
    block = b"z" * 1_000_000
    with contextlib.suppress(OSError):
        while not stop.is_set():
            client.send(block)


def test_W11_a_peer_that_keeps_sending_after_the_end_is_cut_at_the_linger_limit() -> None:
    route = ack_route("close: true", "timeouts: { linger: 2s, linger_total: 4s }", "limits: { connections: 1 }")
    with running_gateway(route) as gateway:
        client, stop = gateway.connect(), threading.Event()
        ask(client, b"hello\n", b"ack:hello\n")
        start, before = time.monotonic(), resident(gateway.pid)
        abuser = threading.Thread(target=_abuse, args=(client, stop))
        abuser.start()
        time.sleep(1)
        with gateway.connect() as second:
            assert read_to_end(second) == b"", "a lingering connection counts in the limit"
        abuser.join(PATIENCE)
        assert not abuser.is_alive(), "the peer could send for ever"
        stop.set()
        taken = time.monotonic() - start
        assert 3.5 <= taken and undisturbed(taken) <= 5.5
        assert resident(gateway.pid) - before < MIB
        assert gateway.logs.wait_for(message("linger limit", key="timeouts.linger_total"))["level"] == "debug"
        client.close()
        assert eventually(lambda: gateway.counters().total("connections_active") == 0)


def test_W11_a_peer_that_never_closes_is_let_go_after_the_linger_time() -> None:
    with running_gateway(ack_route("close: true", "timeouts: { linger: 1s }")) as gateway:
        client = gateway.connect()
        start = time.monotonic()
        ask(client, b"hello\n", b"ack:hello\n")
        assert read_to_end(client) == b""
        gateway.logs.wait_for(message("linger limit", key="timeouts.linger"))
        gateway.wait_closed("server_close")
        taken = time.monotonic() - start
        assert 0.9 <= taken and undisturbed(taken) <= 2


def _epoll_waits(gateway: Gateway, seconds: float = 5) -> int:
    with traced(gateway.pid, "-e", "trace=" + ",".join(WAITS)) as trace:
        time.sleep(seconds)
    return len(trace.calls(*WAITS))


PATIENT = "timeouts: { write: 30s, half_closed: 30s }"


def test_W14_a_unix_peer_that_shut_both_directions_does_not_spin_the_loop(tmp_path: object) -> None:
    with running_gateway(ack_route(PATIENT, listen=f"unix:{tmp_path}/s")) as gateway:
        client = gateway.connect(f"{tmp_path}/s")
        owed(client)
        client.shutdown(socket.SHUT_RDWR)
        assert _epoll_waits(gateway) <= 20
        gateway.expect_count(1, "connections_closed")


@pytest.mark.parametrize("kind", ["tcp", "unix"])
def test_W14_a_half_closed_peer_that_does_not_read_does_not_spin_the_loop(kind: str, tmp_path: object) -> None:
    listen = "127.0.0.1:0" if kind == "tcp" else f"unix:{tmp_path}/s"
    with running_gateway(ack_route(PATIENT, listen=listen)) as gateway:
        client = gateway.connect()
        owed(client)
        half_close(client)
        assert _epoll_waits(gateway) <= 20


def test_W14_an_idle_gateway_sleeps() -> None:
    with running_gateway(ack_route()) as gateway, gateway.connect() as client:
        ask(client, b"hello\n", b"ack:hello\n")
        assert _epoll_waits(gateway) <= 20


def test_W17_a_reply_beyond_its_limit_is_refused() -> None:
    route = ack_route("limits: { reply: 64B }", reply='"<line><line><line>"')
    with running_gateway(route) as gateway, gateway.connect() as client:
        ask(client, b"x" * 21 + b"\n", b"x" * 63 + b"\n")
        client.sendall(b"x" * 22 + b"\nnever answered\n")
        assert read_to_end(client) == b""
        client.close()
        gateway.logs.wait_for(lambda event: warned(event) and mentions("reply_too_long")(event))
        gateway.expect_count(1, "frame_errors", reason="reply_too_long")
        gateway.expect_count(1, "connections_closed", reason="reply_too_long")


def test_W17_the_limit_is_checked_before_memory_is_taken() -> None:
    with running_gateway(ack_route(reply='"' + "<line>" * 2000 + '"')) as gateway:
        gateway.ask(b"x" * 500 + b"\n", b"x" * 1_000_000 + b"\n")
        forget_peak(gateway.pid)
        before = peak_resident(gateway.pid)
        with gateway.connect() as client:
            client.sendall(b"x" * 65_000 + b"\n")
            assert read_to_end(client) == b""
        gateway.logs.wait_for(message("connection closed", reason="reply_too_long"))
        # The reply would have 130 MB, and its limit is 1 MiB. A buffer that doubles may leave as much behind as it has
        # in the end; the frame itself, in a buffer of the same kind, is a sixteenth.
        assert peak_resident(gateway.pid) - before < 2 * (MIB + MIB // 16) + MIB // 8


def test_W16_a_reply_that_fails_half_way_is_not_sent_in_part_and_none_follows_it() -> None:
    """The loader warns of the filter, in words for people; that is the noise."""
    rules = "rules: [{ reply: ['<line>', 'and <line|unhex>'] }]"
    route = ack_route(rules).replace('    reply: "ack:<line>"\n', "")
    with running_gateway(route, tolerate_noise=True) as gateway, gateway.connect() as client:
        ask(client, b"6162\n", b"6162\nand ab\n")
        client.sendall(b"no hex\n6162\n")
        assert read_to_end(client) == b""
        gateway.wait_closed("reply_invalid")
        gateway.expect_count(1, "connections_closed", reason="reply_invalid")
