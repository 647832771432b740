"""Stopping: what is answered, what is cut, how long it takes and what the exit code says (L08 to L12, L17, W12)."""

from __future__ import annotations

import contextlib
import pathlib
import signal
import socket
import subprocess
import time

import pytest

from clients import ask, flooding, half_close, read_to_end, send_until_blocked
from figures import Figure
from harness import ENVIRONMENT, Gateway, at_most, binary, not_sanitized, route_file, running_gateway
from logs import Counters, closed, message
from procfs import eventually, unread
from routes import ack_route
from standstill import PATIENCE, undisturbed
from tracing import traced

CLEAN, QUIT, CUT = 0, 2, 3


@contextlib.contextmanager
def stopping_afterwards(gateway: Gateway, number: signal.Signals = signal.SIGTERM):
    """The gateway sees nothing of what happens in the scope until it also sees the signal to stop."""
    gateway.freeze()
    yield
    gateway.signal(number)
    gateway.signal(signal.SIGCONT)


def wait_stopped(gateway: Gateway, code: int) -> float:
    """How long the process took to end, with the code it must have."""
    start = time.monotonic()
    assert gateway.wait() == code, gateway.logs
    return undisturbed(time.monotonic() - start)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_L08_with_no_connections_it_ends_at_once(number: signal.Signals, figure: Figure) -> None:
    with running_gateway(ack_route()) as gateway:
        gateway.signal(number)
        taken = wait_stopped(gateway, CLEAN)
        assert taken <= at_most(0.2)
        figure("L08", f"{taken * 1000:.0f} ms")


def test_L08_after_connections_that_have_gone_it_ends_at_once() -> None:
    with running_gateway(ack_route()) as gateway:
        for _ in range(50):
            gateway.ask(b"x\n", b"ack:x\n")
        gateway.expect_count(50, "connections_closed")
        gateway.signal(signal.SIGTERM)
        assert wait_stopped(gateway, CLEAN) <= at_most(0.2)


def test_L08_idle_connections_are_closed_and_do_not_delay_the_end() -> None:
    with running_gateway(ack_route()) as gateway:
        idle = [gateway.connect() for _ in range(20)]
        for client in idle:
            ask(client, b"x\n", b"ack:x\n")
        gateway.signal(signal.SIGTERM)
        for client in idle:
            assert read_to_end(client) == b""
            client.close()
        assert wait_stopped(gateway, CLEAN) <= at_most(1)
        assert len(gateway.logs.matching(message("counters"))) == 1


def test_L09_L17_frames_that_had_arrived_are_answered_before_the_end() -> None:
    with running_gateway(ack_route('events: { shutdown: { reply: "going down" } }')) as gateway:
        clients = [gateway.connect() for _ in range(50)]
        for client in clients:
            ask(client, b"x\n", b"ack:x\n")
        with stopping_afterwards(gateway):
            for client in clients:
                client.sendall(b"".join(b"%d\n" % index for index in range(5000)))
        wanted = b"".join(b"ack:%d\n" % index for index in range(5000)) + b"going down\n"
        for client in clients:
            assert read_to_end(client) == wanted
            client.close()
        assert wait_stopped(gateway, CLEAN) <= at_most(4)
        final = Counters(gateway.logs.matching(message("counters"))[-1]["counters"])
        assert final.total("replies_sent") >= 50 * 5001
        assert final.total("connections_closed", reason="drain") == 50


def test_L17_everything_that_had_reached_our_kernel_is_answered() -> None:
    """More than one read's worth; what still lay in the client's kernel may be answered or not, frame by frame."""
    lines = b"".join(b"%06d\n" % index for index in range(300_000))
    with running_gateway(ack_route()) as gateway, gateway.connect() as client:
        ask(client, b"x\n", b"ack:x\n")
        with stopping_afterwards(gateway):
            send_until_blocked(client, lines, quiet=0.3)
            arrived = unread(gateway.port, client.getsockname()[1])
        assert arrived > 16_384
        received = read_to_end(client)
        client.close()
        count = len(received) // 11
        assert received == b"".join(b"ack:%06d\n" % index for index in range(count))
        assert count >= arrived // 7
        assert gateway.wait() == CLEAN


@pytest.mark.parametrize(
    ("framing", "reply"), [("eof", b"ack:hello"), ("{ line: true, at_eof: deliver }", b"ack:hello\n")]
)
def test_L17_an_end_of_stream_that_had_arrived_still_ends_a_frame(framing: str, reply: bytes) -> None:
    with running_gateway(ack_route(f"framing: {framing}", reply='"ack:<frame>"')) as gateway:
        with stopping_afterwards(gateway):
            waiting = [gateway.connect() for _ in range(100)]
            for client in waiting:
                client.sendall(b"hello")
                half_close(client)
        assert {read_to_end(client) for client in waiting} == {reply}
        assert gateway.wait() == CLEAN


def test_L09_a_peer_that_never_ceases_to_send_is_asked_to_finish_too() -> None:
    """The trace slows the gateway down, so that there is always more to read."""
    not_sanitized("its search for leaks cannot work beside a tracer")
    with running_gateway(ack_route(reply='"k"'), "--loops", "1") as gateway, traced(gateway.pid, "-e", "trace=read"):
        with flooding(gateway.connect(), (b"x" * 60_000 + b"\n") * 40) as ended:
            time.sleep(0.5)
            start = time.monotonic()
            gateway.signal(signal.SIGTERM)
            assert ended.wait(PATIENCE), "it is not asked to finish"
            assert undisturbed(time.monotonic() - start) <= 4
        assert gateway.wait() == CLEAN


def test_L09_a_partial_frame_is_dropped_at_the_end() -> None:
    with running_gateway(ack_route("framing: { line: true, at_eof: deliver }")) as gateway:
        with gateway.connect() as client:
            ask(client, b"x\n", b"ack:x\n")
            with stopping_afterwards(gateway):
                client.sendall(b"whole\npart")
            assert read_to_end(client) == b"ack:whole\n"
        assert gateway.wait() == CLEAN


def test_L17_a_connection_that_was_not_yet_accepted_is_answered() -> None:
    with running_gateway(ack_route()) as gateway:
        with stopping_afterwards(gateway):
            clients = [gateway.connect() for _ in range(100)]
            for client in clients:
                client.sendall(b"hello\n")
        for client in clients:
            assert read_to_end(client) == b"ack:hello\n"
            client.close()
        assert gateway.wait() == CLEAN


def test_L09_nobody_is_accepted_once_the_drain_has_begun() -> None:
    with running_gateway(ack_route(), tolerate_noise=False) as gateway:
        address = gateway.addresses()[0]
        holding = gateway.connect()
        send_until_blocked(holding, (b"x" * 999 + b"\n") * 20_000, quiet=0.3)
        gateway.signal(signal.SIGTERM)
        gateway.logs.wait_for(message("draining"))
        assert eventually(lambda: _refused(address), within=2)
        holding.close()
        assert gateway.wait() in (CLEAN, CUT)


def _refused(address: tuple[str, int]) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(address) != 0


@pytest.mark.parametrize("deadline", [2, pytest.param(8, marks=pytest.mark.long)])
def test_L10_clients_that_do_not_read_are_cut_at_the_deadline(deadline: int, figure: Figure) -> None:
    top = [] if deadline == 8 else [f"drain: {deadline}s"]
    with running_gateway(ack_route("timeouts: { write: 60s }", reply='"' + "<line>" * 60 + '"', top=top)) as gateway:
        sleepers = [gateway.connect(receive_buffer=4096) for _ in range(100)]
        for client in sleepers:
            client.sendall((b"x" * 999 + b"\n") * 100)
        assert eventually(lambda: gateway.counters().total("read_pauses") >= 100, every=0.2)
        start = time.monotonic()
        gateway.signal(signal.SIGTERM)
        assert gateway.wait() == CUT, gateway.logs
        taken = time.monotonic() - start
        assert deadline - 0.3 <= taken and undisturbed(taken) <= deadline + at_most(0.5)
        figure("L10", f"100 clients, cut after {taken:.2f} s of {deadline}")
        final = Counters(gateway.logs.matching(message("counters"))[-1]["counters"])
        assert final.total("connections_closed", reason="drain_deadline") == 100
        assert final.total("drain_cut") == 100
        assert "drain_deadline" in str(gateway.logs.wait_for(message("stopped")))


def test_L10_a_client_that_wakes_before_the_deadline_gets_everything() -> None:
    with running_gateway(ack_route(reply='"' + "<line>" * 60 + '"')) as gateway:
        client = gateway.connect(receive_buffer=4096)
        client.sendall((b"x" * 999 + b"\n") * 100)
        time.sleep(0.5)
        gateway.signal(signal.SIGTERM)
        time.sleep(1)
        assert read_to_end(client) == (b"x" * 999 * 60 + b"\n") * 100
        client.close()
        assert gateway.wait() == CLEAN


def test_L10_a_storm_of_other_signals_does_not_put_the_deadline_off() -> None:
    with running_gateway(ack_route(top=["drain: 2s"])) as gateway:
        send_until_blocked(gateway.connect(), (b"x" * 999 + b"\n") * 20_000, quiet=0.3)
        gateway.signal(signal.SIGTERM)
        until = time.monotonic() + 4
        while time.monotonic() < until:
            gateway.signal(signal.SIGUSR1)
        assert wait_stopped(gateway, CUT) <= at_most(0.2)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_L11_a_second_signal_ends_it_at_once(number: signal.Signals, tmp_path: pathlib.Path, figure: Figure) -> None:
    path = tmp_path / "s"
    with running_gateway(ack_route(listen=f"[127.0.0.1:0, 'unix:{path}']")) as gateway:
        send_until_blocked(gateway.connect(), (b"x" * 999 + b"\n") * 20_000, quiet=0.3)
        gateway.signal(number)
        gateway.logs.wait_for(message("draining"))
        gateway.signal(number)
        taken = wait_stopped(gateway, QUIT)
        assert taken <= at_most(0.2)
        figure("L11", f"{taken * 1000:.0f} ms")
        assert gateway.logs.matching(closed("hard_stop"))
        assert not path.exists()


@pytest.mark.parametrize("milliseconds", range(0, 40))
def test_L12_a_signal_during_the_start_leaves_no_socket_file(milliseconds: int, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "s"
    with route_file(ack_route(listen=f"unix:{path}")) as file:
        process = subprocess.Popen(
            [str(binary()), "serve", str(file)], env=ENVIRONMENT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        time.sleep(milliseconds / 1000)
        process.terminate()
        try:
            assert process.wait(PATIENCE) in (CLEAN, -signal.SIGTERM)
        finally:
            process.kill()
            process.wait(PATIENCE)
        assert not path.exists()


def test_W12_every_end_is_awaited_and_comes_within_its_limits() -> None:
    """One peer is idle, one is being closed, one takes nothing of a reply; none of them ever closes."""
    timeouts = "timeouts: { write: 2s, linger: 1s }"
    reply = '"' + "<line>" * 300 + '"'
    route = ack_route("close: true", "limits: { reply: 32MiB }", timeouts, reply=reply, top=["drain: 60s"])
    with running_gateway(route) as gateway:
        idle, closing = gateway.connect(), gateway.connect()
        clogged = gateway.connect(receive_buffer=4096)
        clogged.sendall(b"x" * 60_000 + b"\n")
        closing.sendall(b"x\n")
        assert read_to_end(closing) == b"x" * 300 + b"\n"
        gateway.signal(signal.SIGTERM)
        assert read_to_end(idle) == b""
        assert wait_stopped(gateway, CLEAN) <= at_most(4.5), "2 s without progress, and 1 s without a byte"
        final = Counters(gateway.logs.matching(message("counters"))[-1]["counters"])
        assert final.total("connections_active") == 0
        for reason in ("drain", "server_close", "write_timeout"):
            assert final.total("connections_closed", reason=reason) == 1, reason
