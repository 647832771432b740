"""Accepting and admission: limits, floods, and running out of descriptors (section A)."""

from __future__ import annotations

import contextlib
import resource
import select
import signal
import socket
import time
from collections.abc import Iterator

import pytest

from clients import ask, half_close, read_exactly, read_to_end, timed
from figures import Figure
from harness import Gateway, release_only, running_gateway
from logs import mentions, message, warned
from procfs import activity, activity_since, cpu_seconds, descriptors, eventually, resident
from routes import ack_route
from standstill import undisturbed
from tracing import injecting

BUSY = 'events: { refused: { reply: "ERR busy" } }'


@pytest.fixture(autouse=True)
def many_descriptors() -> int:
    """As many as the system grants, for this process and the gateways it starts."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


@contextlib.contextmanager
def no_more_descriptors(gateway: Gateway) -> Iterator[None]:
    """The next descriptor that the gateway asks for is refused with EMFILE."""
    before = resource.prlimit(gateway.pid, resource.RLIMIT_NOFILE)
    numbers = descriptors(gateway.pid)
    lowest_free = next(number for number in range(len(numbers) + 1) if number not in numbers)
    resource.prlimit(gateway.pid, resource.RLIMIT_NOFILE, (lowest_free, before[1]))
    try:
        yield
    finally:
        resource.prlimit(gateway.pid, resource.RLIMIT_NOFILE, before)


def test_A01_without_descriptors_accepting_pauses_and_comes_back(figure: Figure) -> None:
    with running_gateway(ack_route(), "--loops", "1") as gateway:
        established = [gateway.connect() for _ in range(20)]
        for client in established:
            ask(client, b"before\n", b"ack:before\n")
        with no_more_descriptors(gateway):
            waiting = [gateway.connect() for _ in range(200)]
            for client in waiting:
                client.sendall(b"hello\n")
            spent, began = cpu_seconds(gateway.pid), time.monotonic()
            for client in established:
                ask(client, b"during\n", b"ack:during\n")
            time.sleep(2)
            share = (cpu_seconds(gateway.pid) - spent) / (time.monotonic() - began)
            assert share <= 0.05, "no spinning on a full table"
            assert not select.select(waiting, [], [], 0)[0]
        replies: list[bytes] = []
        back = undisturbed(timed(lambda: replies.extend(read_exactly(client, 10) for client in waiting)))
        assert replies == [b"ack:hello\n"] * 200
        assert back <= 1
        figure("A01", f"without descriptors {share:.1%} of a core; 200 who waited served {back * 1000:.0f} ms after")
        complaints = gateway.logs.matching(lambda e: e.get("level") == "error" and mentions("EMFILE")(e))
        assert len(complaints) == 1 and "accept paused" in complaints[0]["msg"]
        assert gateway.counters().total("accept_errors", errno="EMFILE") >= 1


def test_A01_a_closed_connection_makes_room_for_one_that_waits() -> None:
    with running_gateway(ack_route()) as gateway:
        established = [gateway.connect() for _ in range(20)]
        for client in established:
            ask(client, b"before\n", b"ack:before\n")
        with no_more_descriptors(gateway):
            waiting = gateway.connect()
            waiting.sendall(b"hello\n")
            gateway.logs.wait_for(mentions("EMFILE"))
            for client in established:
                client.close()
            assert read_exactly(waiting, 10) == b"ack:hello\n"


@pytest.mark.parametrize("error", ["ENFILE", "ENOBUFS", "ENOMEM"])
def test_A02_what_the_system_has_run_out_of_is_waited_for(error: str) -> None:
    with running_gateway(ack_route(), "--loops", "1") as gateway:
        with gateway.connect() as established:
            ask(established, b"before\n", b"ack:before\n")
            with injecting(gateway.pid, "accept4", f"error={error}", "1+") as trace:
                with gateway.connect() as waiting:
                    waiting.sendall(b"hello\n")
                    gateway.logs.wait_for(mentions(error))
                    assert gateway.counters().total("accept_paused", route="ack") == 1
                    ask(established, b"during\n", b"ack:during\n")
                    time.sleep(2)
                    assert not select.select([waiting], [], [], 0)[0]
                    waited = time.monotonic()
            assert trace.injected <= 8, "tried now and then, and not in a circle"
            gateway.ask(b"after\n", b"ack:after\n")
            assert undisturbed(time.monotonic() - waited) < 5, "the tracer's own end included"
        complaints = gateway.logs.matching(lambda e: e.get("level") == "error" and mentions(error)(e))
        assert len(complaints) == 1 and f"accept paused {error}" in complaints[0]["msg"]
        counters = gateway.counters()
        assert counters.total("accept_errors", errno=error) == trace.injected
        assert counters.total("accept_paused", route="ack") == 0


@pytest.mark.parametrize("error", ["ECONNABORTED", "EPERM", "EPROTO", "ENETDOWN", "EHOSTUNREACH"])
def test_A03_A04_what_befalls_one_connection_delays_no_other(error: str) -> None:
    with running_gateway(ack_route(), "--loops", "1") as gateway:
        with injecting(gateway.pid, "accept4", f"error={error}", "1..40") as trace:
            with gateway.connect() as client:
                taken = timed(lambda: ask(client, b"hello\n", b"ack:hello\n"))
                assert undisturbed(taken) < 0.45, "less than a pause"
        assert trace.injected == 40
        gateway.counters()  # the log is as far as this
        # A tracer may make a turn so long that it is told; nothing else is worth a warning.
        said = gateway.logs.matching(lambda e: warned(e) or e.get("level") == "error")
        assert {event["msg"] for event in said} <= {"loop stalled"}
        assert gateway.counters().total("accept_errors", errno=error) == 40


def test_A05_a_listener_that_the_kernel_gave_up_is_bound_again() -> None:
    with running_gateway(ack_route(), "--loops", "1") as gateway:
        listen = f"127.0.0.1:{gateway.port}"
        gateway.expect_count(1, "listener_up", listen=listen)
        with gateway.connect() as established:
            ask(established, b"before\n", b"ack:before\n")
            with injecting(gateway.pid, "accept4", "error=EINVAL", "1"):
                # Reset with the listener at which it waits, perhaps before it has heard that it is connected.
                with contextlib.suppress(ConnectionError):
                    gateway.connect()
                assert gateway.logs.wait_for(message("listener lost"))["level"] == "critical"
                assert gateway.counters().total("listener_up", listen=listen) == 0
                with pytest.raises(ConnectionError):
                    gateway.connect()
                ask(established, b"during\n", b"ack:during\n")
                gateway.logs.wait_for(message("listening again"))
            gateway.ask(b"after\n", b"ack:after\n")
            assert gateway.counters().total("listener_up", listen=listen) == 1


def test_A06_beyond_the_limit_a_connection_is_refused_with_the_routes_words() -> None:
    with running_gateway(ack_route("limits: { connections: 3 }", BUSY), "--loops", "1") as gateway:
        served = [gateway.connect() for _ in range(3)]
        for client in served:
            ask(client, b"x\n", b"ack:x\n")
        delays, began = [], time.monotonic()
        for _ in range(50):
            with gateway.connect() as refused:
                delays.append(undisturbed(timed(lambda: _assert_refused(refused))))
        taken = time.monotonic() - began
        assert sorted(delays)[len(delays) // 2] <= 0.1
        for client in served:
            ask(client, b"y\n", b"ack:y\n")
        # The line of the counters comes behind those of the refusals.
        gateway.expect_count(50, "connections_rejected", reason="max_connections")
        warnings = gateway.logs.matching(lambda e: warned(e) and mentions("max_connections")(e))
        assert 1 <= len(warnings) <= 2 + taken, "one a second, not one for each"


def _assert_refused(client: socket.socket) -> None:
    assert read_to_end(client) == b"ERR busy\n"


def test_A06_the_refusal_reaches_a_client_that_has_already_sent() -> None:
    with running_gateway(ack_route("limits: { connections: 1 }", BUSY)) as gateway, gateway.connect() as served:
        ask(served, b"x\n", b"ack:x\n")
        for _ in range(50):
            with gateway.connect() as refused:
                refused.sendall(b"hello\n" * 1000)
                assert read_to_end(refused) == b"ERR busy\n"


def test_A06_a_place_that_becomes_free_is_given_again() -> None:
    with running_gateway(ack_route("limits: { connections: 1 }", BUSY)) as gateway:
        for _ in range(20):
            with gateway.connect() as client:
                ask(client, b"x\n", b"ack:x\n")
                half_close(client)
                assert read_to_end(client) == b""
            assert eventually(lambda: gateway.counters().total("connections_active") == 0)


def test_A07_the_limit_for_each_address_counts_loopback_too_when_it_is_stated() -> None:
    with running_gateway(ack_route("limits: { connections_per_ip: 2 }", BUSY)) as gateway:
        pair = [gateway.connect(source="127.0.0.1") for _ in range(2)]
        for client in pair:
            ask(client, b"x\n", b"ack:x\n")
        with gateway.connect(source="127.0.0.1") as third:
            _assert_refused(third)
        gateway.ask(b"x\n", b"ack:x\n", source="127.0.0.2")
        gateway.expect_count(1, "connections_rejected", reason="max_connections_ip")


def test_A07_an_address_mapped_into_ipv6_is_the_same_address() -> None:
    with running_gateway(ack_route("limits: { connections_per_ip: 2 }", BUSY, listen='"*:0"')) as gateway:
        port = gateway.port
        pair = [gateway.connect(("127.0.0.1", port)) for _ in range(2)]
        for client in pair:
            ask(client, b"x\n", b"ack:x\n")
        with gateway.connect(("::ffff:127.0.0.1", port)) as mapped:
            _assert_refused(mapped)


def test_A07_only_allowed_addresses_may_connect() -> None:
    with running_gateway(ack_route("allow: [127.0.0.2/31]", BUSY)) as gateway:
        with gateway.connect(source="127.0.0.1") as stranger:
            _assert_refused(stranger)
        gateway.ask(b"x\n", b"ack:x\n", source="127.0.0.2")
        gateway.ask(b"x\n", b"ack:x\n", source="127.0.0.3")
        gateway.expect_count(1, "connections_rejected", reason="not_allowed")


def test_A08_a_backlog_that_overflowed_is_served_in_the_end(many_descriptors: int) -> None:
    count = min(5000, many_descriptors // 4)
    with running_gateway(ack_route().replace("debug", "info")) as gateway:
        gateway.freeze()
        clients = [_connecting(gateway) for _ in range(count)]
        time.sleep(0.5)
        gateway.signal(signal.SIGCONT)
        for client in clients:
            client.settimeout(30)
            ask(client, b"hello\n", b"ack:hello\n")
            client.close()
        gateway.expect_count(count, "connections_accepted")


def _connecting(gateway: Gateway) -> socket.socket:
    client = socket.socket()
    client.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        client.connect(gateway.addresses()[0])
    return client


def test_A19_ten_thousand_idle_connections_cost_little_memory_and_no_time(many_descriptors: int, figure: Figure) -> None:
    release_only()
    count = min(10_000, many_descriptors // 2 - 64)
    with running_gateway(ack_route().replace("debug", "info")) as gateway:
        gateway.ask(b"hello\n", b"ack:hello\n")
        before = resident(gateway.pid)
        for _ in range(count):
            ask(gateway.connect(), b"hello\n", b"ack:hello\n")
        each = (resident(gateway.pid) - before) / count
        assert each <= 2048
        before, began = activity(gateway.pid), time.monotonic()
        time.sleep(5)
        spent, woken = activity_since(gateway.pid, before)
        seconds = time.monotonic() - began
        assert spent <= 0.005 * seconds
        assert woken <= 2 * seconds, "libdispatch looks after its threads once a second, and nothing else wakes"
        figure("A19", f"{count:,} connections, {each:.0f} bytes each; in 5 s {spent * 1000:.1f} ms of CPU, woken {woken} times")
        gateway.expect_count(count, "connections_active")


def test_A19_idle_connections_time_out_without_a_stampede(many_descriptors: int) -> None:
    count = min(2000, many_descriptors // 4)
    with running_gateway(ack_route("timeouts: { idle: 2s }").replace("debug", "info")) as gateway:
        clients = [gateway.connect() for _ in range(count)]
        for client in clients:
            assert read_to_end(client) == b""
            client.close()
        gateway.expect_count(count, "connections_closed", reason="idle_timeout")
        assert gateway.logs.matching(message("listening on"))
