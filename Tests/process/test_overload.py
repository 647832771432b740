"""Too much of everything: memory, clients, peers that do not read or never stop (A22, L24, L25, L28)."""

from __future__ import annotations

import collections
import contextlib
import os
import pathlib
import resource
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from clients import ask, connect, flooding, read_exactly, timed
from figures import Figure
from harness import Gateway, release_only, running_gateway
from logs import Event, message, warned
from procfs import MIB, eventually, resident
from routes import ack_route
from tracing import injecting, traced

BUSY = 'events: { refused: { reply: "ERR busy" } }'
PARTIAL = b"x" * (60 * 1024)
MEMORY_GROUPS = pathlib.Path("/sys/fs/cgroup/memory")


@pytest.fixture(autouse=True)
def many_descriptors() -> None:
    """As many as the system grants, for this process and the gateways it starts."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


# -- Memory


def hold_partial_frames(gateway: Gateway, count: int) -> collections.Counter:
    """Clients that have each sent 60 KiB of a line and wait: how many are held, were refused, or were let go."""
    outcomes: collections.Counter = collections.Counter()
    clients = []
    for _ in range(count):
        client = gateway.connect()
        with contextlib.suppress(ConnectionError):
            client.sendall(PARTIAL)
        clients.append(client)
    time.sleep(1)
    for client in clients:
        outcomes[_outcome(client)] += 1
    return outcomes


def _outcome(client: socket.socket) -> str:
    client.setblocking(False)
    try:
        return "refused" if client.recv(64) == b"ERR busy\n" else "let go"
    except BlockingIOError:
        return "held"
    except ConnectionError:
        return "let go"


def quiet_route() -> str:
    return ack_route(BUSY, "limits: { connections: 20000 }").replace("debug", "info")


def assert_refuses_and_recovers(gateway: Gateway, count: int, limit: int) -> str:
    established = gateway.connect()
    ask(established, b"before\n", b"ack:before\n")
    outcomes = hold_partial_frames(gateway, count)
    ask(established, b"during\n", b"ack:during\n")
    assert outcomes["held"] > 100 and outcomes["refused"] > 100, outcomes
    used = resident(gateway.pid)
    assert used <= limit * 9 // 8 + 8 * MIB
    counters = gateway.counters()
    assert counters.total("connections_rejected", reason="memory_budget") >= outcomes["refused"]
    said = gateway.logs.matching(lambda e: warned(e) and "refused" in e["msg"] and e["reason"] == "memory_budget")
    assert said and all(event["key"] == "--memory-limit" for event in said)
    seconds = collections.Counter(event["ts"][:19] for event in said)
    assert max(seconds.values()) <= 2 * os.cpu_count(), "one a second from each loop"
    gateway.drop_clients()
    assert eventually(lambda: is_served(gateway), within=10), "it recovers when they have left"
    assert eventually(lambda: resident(gateway.pid) <= limit // 2, within=10), "memory goes back to the system"
    return f"{outcomes['held']:,} held and {outcomes['refused']:,} refused, {used / MIB:.0f} MiB of {limit // MIB}"


def is_served(gateway: Gateway) -> bool:
    with connect(gateway.addresses()[0]) as client:
        client.sendall(b"after\n")
        with contextlib.suppress(ConnectionError):
            return read_exactly(client, 10) == b"ack:after\n"
    return False


def test_L24_above_its_memory_limit_the_gateway_refuses_and_comes_back(figure: Figure) -> None:
    with running_gateway(quiet_route(), "--memory-limit", "64MiB") as gateway:
        assert gateway.logs.wait_for(message("starting"))["memory_limit"] == 64 * MIB
        figure("L24", assert_refuses_and_recovers(gateway, 2500, 64 * MIB))


@pytest.fixture
def memory_group() -> Iterator[pathlib.Path]:
    """A control group of 256 MiB; what is in it dies when it takes more."""
    group = MEMORY_GROUPS / f"gateway-test-{os.getpid()}"
    try:
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text(str(256 * MIB))
    except OSError as error:
        pytest.skip(f"no control group can be made here: {error}")
    yield group
    assert eventually(lambda: not (group / "cgroup.procs").read_text())
    group.rmdir()


@pytest.mark.long
def test_L24_in_a_control_group_the_gateway_is_not_killed(memory_group: pathlib.Path) -> None:
    enter = ["sh", "-c", f'echo $$ > {memory_group}/cgroup.procs && exec "$@"', "sh"]
    with running_gateway(quiet_route(), wrapper=enter) as gateway:
        assert gateway.logs.wait_for(message("starting"))["memory_limit"] == 192 * MIB
        assert_refuses_and_recovers(gateway, 9000, 192 * MIB)


def test_L24_the_limit_is_a_size_or_none() -> None:
    with running_gateway(ack_route(), "--memory-limit", "none") as gateway:
        assert "memory_limit" not in gateway.logs.wait_for(message("starting"))
        gateway.ask(b"x\n", b"ack:x\n")


# -- The machine


def test_L25_a_backlog_that_the_kernel_shortens_is_reported_once() -> None:
    script = 'echo 128 > /proc/sys/net/core/somaxconn && ip link set lo up && exec "$@"'
    isolated = ["unshare", "--net", "sh", "-c", script, "sh"]
    if subprocess.run([*isolated, "true"], capture_output=True).returncode != 0:
        pytest.skip("no network namespace can be made here")
    with running_gateway(ack_route(), wrapper=isolated) as gateway:
        said = gateway.logs.matching(message("net.core.somaxconn"))
        assert [(event["level"], event["somaxconn"], event["backlog"]) for event in said] == [("warning", 128, 4096)]


def test_L25_a_backlog_that_is_granted_is_not_worth_a_line() -> None:
    if int(pathlib.Path("/proc/sys/net/core/somaxconn").read_text()) < 4096:
        pytest.skip("net.core.somaxconn is lower than the default")
    with running_gateway(ack_route()) as gateway:
        assert not gateway.logs.matching(message("somaxconn"))


def test_L28_no_event_loop_writes_the_log() -> None:
    with running_gateway(ack_route(), "--loops", "2") as gateway:
        with traced(gateway.pid, "-e", "trace=epoll_wait,epoll_pwait,write,openat,fsync") as trace:
            for _ in range(20):
                gateway.ask(b"hello\n", b"ack:hello\n")
            gateway.counters()
        log = os.readlink(f"/proc/{gateway.pid}/fd/2")
        writers = [thread for thread in trace.threads if any(log in line for line in thread)]
        assert len(writers) == 1 and len(trace.loops) == 2
        assert all(any("epoll" in line for line in loop) for loop in trace.loops)
        assert writers[0] not in trace.loops
        assert [line for loop in trace.loops for line in loop if "openat(" in line or "fsync(" in line] == []


# -- Loops that take long


def is_long_stall(event: Event) -> bool:
    return "loop stalled" in event.get("msg", "") and event["ms"] >= 300 and event.get("stage_ms", 0) >= 290


def test_L28_a_turn_that_took_long_names_the_connection_it_ran() -> None:
    with running_gateway(ack_route(), "--loops", "1") as gateway:
        with gateway.connect() as quick, gateway.connect() as slow:
            ask(quick, b"x\n", b"ack:x\n")
            ask(slow, b"x\n", b"ack:x\n")
            # Several, since one line in a second is said, and a crowded machine may have caused that of the first.
            with injecting(gateway.pid, "write", "delay_enter=300000", "1+"):
                for _ in range(5):
                    ask(slow, b"y\n", b"ack:y\n")
                stall = gateway.logs.wait_for(is_long_stall, within=10)
            ask(quick, b"z\n", b"ack:z\n")
        assert (stall["cause"], stall["stage"], stall["route"]) == ("connection", "read", "ack")
        closed = gateway.logs.wait_for_count(2, lambda e: e.get("reason") == "client_fin")
        assert stall["conn.id"] == max(event["conn.id"] for event in closed), "the second of the two"
        assert gateway.counters().total("loop_stalls") >= 1


def test_L28_a_turn_that_took_long_names_the_listener() -> None:
    with running_gateway(ack_route(), "--loops", "1") as gateway:
        with injecting(gateway.pid, "accept4", "delay_enter=300000", "1+"):
            for _ in range(3):
                gateway.ask(b"x\n", b"ack:x\n")
            stall = gateway.logs.wait_for(is_long_stall, within=10)
        assert (stall["cause"], stall["route"]) == ("listener", "ack")


@pytest.mark.long
def test_L28_a_process_that_was_stopped_blames_nobody() -> None:
    with running_gateway(ack_route(), "--loops", "1") as gateway:
        with flooding(gateway.connect(), b"hello\n" * 1000):
            for _ in range(8):
                time.sleep(1)
                gateway.freeze()
                time.sleep(0.5)
                gateway.signal(signal.SIGCONT)
        stalls = [event for event in gateway.logs.matching(message("loop stalled")) if event["ms"] >= 490]
        assert stalls, "in 8 stops of a busy loop, one came in the middle of a turn"
        assert {event["cause"] for event in stalls} == {"stopped"}


# -- Fairness. Every figure is held against one that was taken under the same load, in turns.

CHURN = """
import itertools, socket, sys, time
address, end = (sys.argv[1], int(sys.argv[2])), time.monotonic() + float(sys.argv[3])
for number in itertools.count():
    if time.monotonic() >= end: break
    # From several addresses: each has no more than 28,000 ports.
    socket.create_connection(address, source_address=(f"127.0.1.{number % 32 + 1}", 0)).close()
"""
PIPELINE = """
import socket, sys, threading, time
client = socket.create_connection((sys.argv[1], int(sys.argv[2])))
def read():
    while client.recv(1 << 18): pass
threading.Thread(target=read, daemon=True).start()
data, end = b"hello, world\\n" * 20000, time.monotonic() + float(sys.argv[3])
while time.monotonic() < end:
    client.sendall(data)
"""


@contextlib.contextmanager
def loading(script: str, gateway: Gateway, seconds: float) -> Iterator[None]:
    """A process of its own that burdens a gateway for so long."""
    host, port = gateway.addresses()[0]
    load = subprocess.Popen([sys.executable, "-c", script, host, str(port), str(seconds)])
    try:
        time.sleep(0.3)
        yield
        assert load.poll() is None, "the load lasted as long as the measurement"
    finally:
        load.kill()
        load.wait()


def p99(clients: list[socket.socket], rounds: int) -> float:
    """Of the time that one line takes, in seconds."""
    times = sorted(timed(lambda: ask(client, b"x\n", b"ack:x\n")) for _ in range(rounds) for client in clients)
    return times[len(times) * 99 // 100]


def in_turns(
    here: list[socket.socket], elsewhere: list[socket.socket], rounds: int, here_load=None, elsewhere_load=None, measure=p99
) -> tuple[float, float]:
    """The medians of 15 p99 here and 15 elsewhere, taken by turns, so that both see the same machine."""
    figures: tuple[list[float], list[float]] = ([], [])
    for _ in range(15):
        for clients, load, kept in ((elsewhere, elsewhere_load, figures[1]), (here, here_load, figures[0])):
            with load() if load else contextlib.nullcontext():
                kept.append(measure(clients, rounds))
    print(figures)
    return statistics.median(figures[0]), statistics.median(figures[1])


def stuff(clients: list[socket.socket]) -> None:
    """Sends on each until nothing has gone on any for a second."""
    lines, last = b"hello\n" * 10_000, time.monotonic()
    for client in clients:
        client.setblocking(False)
    while time.monotonic() - last < 1:
        for client in clients:
            with contextlib.suppress(BlockingIOError):
                client.send(lines)
                last = time.monotonic()
        time.sleep(0.001)


def whole_machine() -> None:
    """Skips a measurement of a busy loop beside an idle one: the scheduler of a crowded machine favours the idle."""
    if os.getloadavg()[0] > os.cpu_count():
        pytest.skip("others use this machine: who burdens its own loop gets no processor, whatever the loop does")


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def p99_together(clients: list[socket.socket], rounds: int) -> float:
    """As `p99`, while all of them exchange lines at once."""
    times = []
    for _ in range(rounds):
        sent = []
        for client in clients:
            sent.append(time.monotonic())
            client.sendall(b"x\n")
        for client, since in zip(clients, sent, strict=True):
            assert read_exactly(client, 6) == b"ack:x\n"
            times.append(time.monotonic() - since)
    return sorted(times)[len(times) * 99 // 100]


def test_A22_who_is_served_waits_for_16_accepted_connections_at_most() -> None:
    with running_gateway(ack_route().replace("debug", "info"), "--loops", "1") as gateway:
        live = [gateway.connect() for _ in range(20)]
        for client in live:
            ask(client, b"x\n", b"ack:x\n")
        with traced(gateway.pid, "-e", "trace=accept4,write") as trace:
            gateway.freeze()
            waiting = [gateway.connect() for _ in range(300)]
            for client in live:
                client.sendall(b"y\n")
            gateway.signal(signal.SIGCONT)
            for client in live:
                assert read_exactly(client, 6) == b"ack:y\n"
            for client in waiting:
                ask(client, b"z\n", b"ack:z\n")
    (loop,) = (thread for thread in trace.threads if any("accept4(" in line for line in thread))
    replies = [index for index, line in enumerate(loop) if '"ack:y' in line]
    assert len(replies) == 20
    assert sum("accept4(" in line for line in loop[: replies[-1]]) <= 16 + 1


@pytest.mark.long
def test_A22_a_flood_of_connections_leaves_those_that_are_served_alone(figure: Figure) -> None:
    release_only()
    whole_machine()
    text = ack_route().replace("debug", "info")
    with running_gateway(text, "--loops", "1") as gateway, running_gateway(text, "--loops", "1") as other:
        live = [gateway.connect() for _ in range(100)]
        flood = [lambda flooded=flooded: loading(CHURN, flooded, 60) for flooded in (gateway, other)]
        here, elsewhere = in_turns(live, live, 100, *flood, p99_together)
        accepted = gateway.counters().total("connections_accepted")
        assert accepted > 1000, "a flood"
        assert here <= 2 * elsewhere + 0.0005
    said = f"{milliseconds(here)}, {milliseconds(elsewhere)} with the flood in another process"
    figure("A22", f"p99 of 100 clients beside {accepted:,.0f} connections: {said}")


@pytest.mark.long
def test_A22_a_hundred_peers_that_do_not_read_delay_nobody(figure: Figure) -> None:
    release_only()
    text = ack_route("timeouts: { write: 120s }").replace("debug", "info")
    with running_gateway(text, "--loops", "1") as gateway, running_gateway(text, "--loops", "1") as other:
        live = [gateway.connect() for _ in range(50)]
        stuff([gateway.connect(receive_buffer=4096) for _ in range(100)])
        beside, alone = in_turns(live, [other.connect() for _ in range(50)], 40)
        counters = gateway.counters()
        assert counters.total("read_pauses") - counters.total("read_resumes") == 100, "all of them wait"
        assert beside - alone <= 0.005
    said = f"{milliseconds(beside)}, without them {milliseconds(alone)}"
    figure("stalled-peers", f"p99 of 50 clients beside 100 that do not read: {said}")


@pytest.mark.long
def test_A22_a_peer_that_never_stops_sending_starves_nobody_on_its_loop(figure: Figure) -> None:
    release_only()
    whole_machine()
    text = ack_route().replace("debug", "info")
    with running_gateway(text, "--loops", "1") as gateway, running_gateway(text, "--loops", "1") as other:
        live = [gateway.connect() for _ in range(50)]
        load = [lambda burdened=burdened: loading(PIPELINE, burdened, 60) for burdened in (gateway, other)]
        here, elsewhere = in_turns(live, live, 20, *load)
        frames = gateway.counters().total("frames_received")
        assert frames > 1_000_000, "one that never stops"
        assert here - elsewhere <= 0.010
    said = f"{milliseconds(here)}, {milliseconds(elsewhere)} where it is another process's"
    figure("pipeliner", f"p99 of 50 clients beside {frames:,.0f} lines of one: {said}")
