"""Another file while serving: L01 to L07, L12 and L13, and what operators read of it."""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from clients import ask, read_to_end
from figures import Figure
from harness import Gateway, release_only, running_gateway
from logs import closed, message
from procfs import MIB, catches, descriptors, eventually, loop_seconds, open_streams, resident
from routes import ack_route, free_port, holder_of
from standstill import undisturbed

RELOADED, FAILED = message("reloaded"), message("reload failed")


def write(gateway: Gateway, text: str) -> None:
    """Puts another file in the place of the one that is served, at once."""
    other = gateway.file.with_suffix(".new")
    other.write_text(text)
    other.replace(gateway.file)


def reload(gateway: Gateway, text: str | None = None, outcome=RELOADED) -> dict:
    if text is not None:
        write(gateway, text)
    after = len(gateway.logs.events)
    gateway.signal(signal.SIGHUP)
    return gateway.logs.wait_for(outcome, after=after)


def listening_inodes(port: int) -> set[str]:
    """The sockets of this machine that listen on a port of IPv4."""
    rows = (line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:])
    return {row[9] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "0A"}


def two_routes(*keys: str, top: tuple[str, ...] = (), other: str = "127.0.0.1:0") -> str:
    lines = [f"    {key}" for key in keys]
    route = ["  other:", f"    listen: {other}", '    reply: "other:<line>"', *lines]
    return ack_route(top=top) + "\n".join(route) + "\n"


def _hash(samples: dict[str, float]) -> list[str]:
    return [key for key in samples if "config_info" in key]


def is_refused(address) -> bool:
    with socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET) as probe:
        return probe.connect_ex(address) != 0


# What is wrong with the new file changes nothing.


def test_L01_a_wrong_file_changes_nothing_and_is_told_with_its_places() -> None:
    with running_gateway(ack_route()) as gateway, gateway.connect() as client:
        before = gateway.counters().samples
        wrong = ack_route(reply='"ack:<lien>"')
        assert reload(gateway, wrong, FAILED)["reason"] == "1 error"
        place = message(f"{gateway.file}:5:18: unknown placeholder `lien` in a reply", level="error", code="GW104")
        assert gateway.logs.matching(place)
        ask(client, b"x\n", b"ack:x\n")
        gateway.ask(b"y\n", b"ack:y\n")
        counters = gateway.counters()
        assert counters.total("config_last_reload_successful") == 0
        assert counters.total("reloads", result="failed") == 1
        assert counters.total("reloads", result="ok") == 0
        assert _hash(counters.samples) == _hash(before)


def test_L01_a_file_that_is_gone_changes_nothing_and_one_that_is_back_is_taken() -> None:
    with running_gateway(ack_route()) as gateway:
        moved = gateway.file.rename(gateway.file.with_suffix(".away"))
        reload(gateway, outcome=FAILED)
        gateway.ask(b"x\n", b"ack:x\n")
        moved.rename(gateway.file)
        reload(gateway, ack_route(reply='"new:<line>"'))
        gateway.ask(b"x\n", b"new:x\n")
        counters = gateway.counters()
        assert counters.total("config_last_reload_successful") == 1
        assert abs(counters.total("config_last_reload_success_timestamp_seconds") - time.time()) < 10
        assert counters.total("reloads", result="ok") == 1


def test_L01_what_did_not_come_from_a_file_cannot_be_read_again() -> None:
    with running_gateway(ack_route(), wrapper=["sh", "-c", 'exec "$1" serve - < "$3"', "sh"]) as gateway:
        gateway.signal(signal.SIGHUP)
        gateway.logs.wait_for(message("SIGHUP ignored"))
        gateway.ask(b"x\n", b"ack:x\n")


def test_L02_a_connection_goes_on_under_the_plan_it_began_with() -> None:
    with running_gateway(ack_route()) as gateway:
        clients = [gateway.connect() for _ in range(500)]
        for client in clients:
            client.sendall(b"he")
        gateway.expect_count(500, "connections_active")
        gateway.expect_count(1000, "received_bytes")
        reload(gateway, ack_route(reply='"new:<line>"'))
        for client in clients:
            client.sendall(b"llo\n")
        for client in clients:
            assert client.recv(100) == b"ack:hello\n"
            ask(client, b"x\n", b"ack:x\n")
        gateway.ask(b"x\n", b"new:x\n")
        assert gateway.counters().total("connections_accepted", route="ack") == 501
        for client in clients:
            client.close()
        gateway.expect_count(501, "connections_closed", reason="client_fin")
        gateway.expect_count(1001, "frames_received", route="ack")


# What is not asked for any more.


def test_L03_a_route_that_is_gone_lets_its_clients_finish_and_the_others_alone() -> None:
    parting = 'events: { shutdown: { reply: "bye" } }'
    with running_gateway(two_routes(parting)) as gateway:
        address = gateway.addresses("other")[0]
        stays = gateway.connect()
        leaves = [gateway.connect(address) for _ in range(50)]
        for client in leaves:
            ask(client, b"x\n", b"other:x\n")
        ask(stays, b"a\n", b"ack:a\n")
        event = reload(gateway, ack_route())
        assert event["gone"] == ["other"] and len(event["kept"]) == 1 and len(event["closed"]) == 1
        assert is_refused(address)
        for client in leaves:
            assert read_to_end(client) == b"bye\n"
            client.close()
        ask(stays, b"b\n", b"ack:b\n")
        gateway.expect_count(50, "connections_closed", route="other", reason="drain")
        gateway.expect_count(0, "connections_active", route="other")
        assert gateway.counters().total("frames_received", route="other") == 50


def test_L03_who_does_not_finish_is_cut_at_the_drain_deadline() -> None:
    text = two_routes(top=("drain: 1s",)).replace('reply: "other:<line>"', 'reply: ["' + "y" * 60000 + '"]')
    with running_gateway(text) as gateway:
        stays = gateway.connect()
        ask(stays, b"a\n", b"ack:a\n")
        stuck = gateway.connect(gateway.addresses("other")[0], receive_buffer=4096)
        stuck.sendall(b"x\n" * 200)
        gateway.logs.wait_for(message("reads paused"))
        reload(gateway, ack_route(top=["drain: 1s"]))
        gateway.wait_closed("drain_deadline")
        ask(stays, b"b\n", b"ack:b\n")
        assert gateway.counters().total("drain_cut") == 1


def test_L03_who_has_less_time_is_cut_before_who_went_earlier() -> None:
    def long(route: str) -> str:
        return f"  {route}:\n    listen: 127.0.0.1:0\n    reply: '{'y' * 60000}'\n"

    text = ack_route(top=["drain: 50s"]) + long("other") + long("third")
    with running_gateway(text) as gateway:
        clients = {}
        for route in ("other", "third"):
            clients[route] = gateway.connect(gateway.addresses(route)[0], receive_buffer=4096)
            clients[route].sendall(b"x\n" * 200)
        gateway.expect_count(2, "read_pauses")
        reload(gateway, text.replace("  third:\n", "  fourth:\n"))
        reload(gateway, ack_route(top=["drain: 500ms"]))
        cut = gateway.wait_closed("drain_deadline")
        assert cut["route"] == "other"
        gateway.expect_count(1, "connections_active", route="third")


# What stays.


def test_L04_a_listener_that_stays_keeps_its_sockets_and_gets_the_new_rules() -> None:
    with running_gateway(ack_route()) as gateway, gateway.connect() as old:
        ask(old, b"x\n", b"ack:x\n")
        before = listening_inodes(gateway.port)
        crlf = ack_route("framing: crlf", "limits: { connections: 2 }", reply='"new:<line>"')
        event = reload(gateway, crlf)
        assert listening_inodes(gateway.port) == before and before
        assert event["opened"] == [] and event["closed"] == []
        with gateway.connect() as new:
            ask(new, b"x\r\n", b"new:x\r\n")
            ask(old, b"x\n", b"ack:x\n")
            # The limit counts who came before.
            with gateway.connect() as third:
                assert read_to_end(third) == b""
        gateway.wait_closed("client_fin")


def test_L04_another_route_may_take_over_an_address_with_its_clients_left_to_finish() -> None:
    with running_gateway(ack_route()) as gateway, gateway.connect() as old:
        ask(old, b"x\n", b"ack:x\n")
        before = listening_inodes(gateway.port)
        reload(gateway, ack_route(reply='"nak:<line>"').replace("  ack:", "  nak:"))
        assert listening_inodes(gateway.port) == before
        assert read_to_end(old) == b""
        gateway.ask(b"x\n", b"nak:x\n")
        assert gateway.counters().samples.get('gateway_accept_paused{route="nak"}') == 0


def test_L04_an_address_written_otherwise_stays_too_and_a_family_may_join() -> None:
    port = free_port()
    with running_gateway(ack_route(listen=f"127.0.0.1:{port}")) as gateway:
        before = listening_inodes(port)
        event = reload(gateway, ack_route(listen=f"localhost:{port}"))
        assert listening_inodes(port) == before
        assert f"127.0.0.1:{port}" in event["kept"]
        event = reload(gateway, ack_route(listen=f"127.0.0.1:{port}"))
        assert listening_inodes(port) == before
        gateway.ask(b"x\n", b"ack:x\n")


def test_L04_a_socket_file_stays_and_gets_the_mode_that_is_asked_for_now(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "s"
    with running_gateway(ack_route(listen=f"'unix:{path}'")) as gateway:
        inode = path.stat().st_ino
        clients = [gateway.connect(str(path)) for _ in range(10)]
        reload(gateway, ack_route(listen=f"'unix:{path}'", reply='"new:<line>"'))
        assert path.stat().st_ino == inode
        for client in clients:
            ask(client, b"x\n", b"ack:x\n")
        for _ in range(10):
            gateway.ask(b"x\n", b"new:x\n", address=str(path))
        reload(gateway, ack_route(listen=f"{{ unix: '{path}', mode: '0660' }}"))
        assert (path.stat().st_ino, path.stat().st_mode & 0o777) == (inode, 0o660)


def test_L04_a_socket_file_that_was_removed_is_made_again(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "s"
    with running_gateway(ack_route(listen=f"'unix:{path}'")) as gateway:
        path.unlink()
        reload(gateway)
        gateway.ask(b"x\n", b"ack:x\n", address=str(path))
        gateway.expect_count(1, "listener_up")


def test_L04_a_socket_that_somebody_else_put_there_is_left_alone(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "s"
    with running_gateway(ack_route(listen=f"'unix:{path}'")) as gateway:
        path.unlink()
        with socket.socket(socket.AF_UNIX) as successor:
            successor.bind(str(path))
            successor.listen()
            mode = path.stat().st_mode
            event = reload(gateway, ack_route(listen=f"{{ unix: '{path}', mode: '0660' }}"), FAILED)
            assert "address already in use" in event["reason"]
            assert path.stat().st_mode == mode


def test_L04_sockets_that_come_and_go_are_served_by_every_loop(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "s"
    alone, both = ack_route(), two_routes(other=f"['127.0.0.1:0', 'unix:{path}']")
    with running_gateway(alone, "--loops", "3") as gateway:
        for _ in range(5):
            reload(gateway, both)
            address = gateway.addresses("other")[-2]
            for _ in range(12):
                gateway.ask(b"x\n", b"other:x\n", address=address)
                gateway.ask(b"x\n", b"other:x\n", address=str(path))
            reload(gateway, alone)
            assert is_refused(address) and not path.exists()
        gateway.expect_count(120, "connections_closed", route="other", reason="client_fin")


def test_L04_shared_variables_keep_their_values() -> None:
    text = """
log: {{ level: debug }}
routes:
  ack:
    listen: 127.0.0.1:0
    shared: {shared}
    rules:
      - when: {{ frame: add }}
        set: {{ shared.n: "<shared.n|add:1>" }}
        reply: "{reply}<shared.n>"
"""
    text = text.replace("- when: {{ frame: add }}", "- match: add")
    first = text.format(shared='{ n: "0" }', reply="")
    second = text.format(shared='{ a: "x", n: "5" }', reply="<shared.a>")
    with running_gateway(first) as gateway, gateway.connect() as old:
        ask(old, b"add\n", b"1\n")
        reload(gateway, second)
        with gateway.connect() as new:
            ask(new, b"add\n", b"x2\n")
            ask(old, b"add\n", b"3\n")
            ask(new, b"add\n", b"x4\n")


def test_L04_the_level_of_the_log_changes() -> None:
    with running_gateway(ack_route()) as gateway:
        reload(gateway, ack_route().replace("level: debug", "level: info"))
        gateway.ask(b"x\n", b"ack:x\n")
        gateway.expect_count(1, "connections_closed", reason="client_fin")
        assert not gateway.logs.matching(closed("client_fin"))


def _loop_seconds_of_reload(routes: int) -> float:
    """What the loops work for one reload of so many routes: the least of three."""

    def text(reply: str) -> str:
        lines = (f"  r{number}: {{ listen: 127.0.0.1:0, reply: {reply} }}\n" for number in range(routes))
        return "routes:\n" + "".join(lines)

    taken = []
    with running_gateway(text("r")) as gateway:
        for number in range(3):
            before = loop_seconds(gateway.pid)
            write(gateway, text(f"r{number}"))
            after = len(gateway.logs.events)
            gateway.signal(signal.SIGHUP)
            gateway.logs.wait_for(RELOADED, within=20, after=after)
            taken.append(loop_seconds(gateway.pid) - before)
    return min(taken)


def test_L04_five_times_the_routes_hold_the_loops_five_times_as_long() -> None:
    """Whatever grows with the square of the routes would make it twenty-five times."""
    assert _loop_seconds_of_reload(1000) <= 9 * _loop_seconds_of_reload(200)


# Many, half and busy.


def test_L05_a_thousand_signals_are_one_reload_at_a_time_and_the_last_file_wins() -> None:
    with running_gateway(ack_route()) as gateway:
        for number in range(1000):
            if number % 100 == 0:
                write(gateway, ack_route(reply=f'"{number}:<line>"'))
            gateway.signal(signal.SIGHUP)
        write(gateway, ack_route(reply='"last:<line>"'))
        gateway.signal(signal.SIGHUP)

        def is_last() -> bool:
            with gateway.connect() as client:
                client.sendall(b"x\n")
                return client.recv(100) == b"last:x\n"

        def steps() -> list[str]:
            return [event["msg"] for event in gateway.logs.events if event["msg"] in ("reloading", "reloaded")]

        def is_quiet() -> bool:
            """Signals are obeyed in their order: the counters come after every reload that was asked for before."""
            gateway.counters()
            lines = [event["msg"] for event in gateway.logs.events]
            before = lines[: len(lines) - lines[::-1].index("counters")]
            return before.count("reloading") == before.count("reloaded")

        assert eventually(is_last)
        # Else the end may come between the two lines of a reload that follows.
        assert eventually(is_quiet)
        gateway.stop()
        assert steps() == ["reloading", "reloaded"] * (len(steps()) // 2)
        assert 1 <= len(steps()) // 2 <= 1001
        assert gateway.exit_code == 0


def test_L06_half_a_file_is_refused() -> None:
    with running_gateway(ack_route()) as gateway:
        whole = ack_route("timeouts: { idle: 5m }", reply='"new:<line>"')
        for end in range(0, len(whole) - 1, 7):
            half = whole[:end]
            if half.rstrip().endswith(("5", "idle", '"new:<line>"', "timeouts")) or not half.strip():
                continue
            gateway.file.write_text(half)
            after = len(gateway.logs.events)
            gateway.signal(signal.SIGHUP)
            event = gateway.logs.wait_for(lambda event: RELOADED(event) or FAILED(event), after=after)
            assert FAILED(event), half
            gateway.ask(b"x\n", b"ack:x\n")
        reload(gateway, whole)
        gateway.ask(b"x\n", b"new:x\n")


def test_L07_one_busy_address_and_nothing_changes(tmp_path: pathlib.Path) -> None:
    path, free = tmp_path / "s", free_port()
    with holder_of("127.0.0.1") as holder, running_gateway(ack_route()) as gateway:
        busy = holder.getsockname()[1]
        before = len(open_streams(gateway.pid))
        text = two_routes(other=f"['127.0.0.1:{free}', 'unix:{path}', '127.0.0.1:{busy}']")
        event = reload(gateway, text, FAILED)
        assert event["reason"].endswith("address already in use") and f":{busy}" in event["reason"]
        assert is_refused(("127.0.0.1", free)) and not path.exists()
        assert len(open_streams(gateway.pid)) == before
        gateway.ask(b"x\n", b"ack:x\n")
        assert gateway.counters().total("reloads", result="failed") == 1


# The end, and before the beginning.


@pytest.mark.parametrize("delay", [0, 0.001, 0.002, 0.004, 0.008, 0.016, 0.05])
def test_L12_a_stop_during_a_reload_leaves_no_socket_file(delay: float, tmp_path: pathlib.Path) -> None:
    sockets = ", ".join(f"'unix:{tmp_path}/s{number}'" for number in range(300))
    with running_gateway(ack_route()) as gateway:
        write(gateway, two_routes(other=f"[{sockets}]"))
        gateway.signal(signal.SIGHUP)
        time.sleep(delay)
        assert gateway.stop() == 0
        assert list(tmp_path.iterdir()) == []


def _signalled(*numbers: signal.Signals) -> Callable[[int], None]:
    """Sends the signals as soon as they are caught."""

    def send(pid: int) -> None:
        for number in numbers:
            assert eventually(lambda number=number: catches(pid, number), every=0), f"{number!r} is not caught"
            os.kill(pid, number)

    return send


def test_L13_a_signal_before_it_is_ready_is_obeyed_then() -> None:
    with running_gateway(ack_route(), meanwhile=_signalled(signal.SIGHUP, signal.SIGUSR1)) as gateway:
        gateway.logs.wait_for(RELOADED)
        gateway.logs.wait_for(message("counters"))
        gateway.ask(b"x\n", b"ack:x\n")


def test_L13_a_signal_before_the_file_has_been_read_is_obeyed_when_it_serves(tmp_path: pathlib.Path) -> None:
    """What comes on standard input comes late."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def signal_and_write(pid: int) -> None:
        with pipe.open("w") as writer:
            for _ in range(5):
                _signalled(signal.SIGHUP, signal.SIGUSR1)(pid)
            writer.write(ack_route())

    wrapper = ["sh", "-c", 'exec "$1" serve - < "$0"', str(pipe)]
    with running_gateway("", wrapper=wrapper, meanwhile=signal_and_write) as gateway:
        gateway.logs.wait_for(message("SIGHUP ignored"))
        gateway.logs.wait_for(message("counters"))
        gateway.ask(b"x\n", b"ack:x\n")
        events = [event["msg"] for event in gateway.logs.events]
        assert events.index("ready") < events.index("counters")


def test_L13_a_signal_during_the_drain_is_ignored() -> None:
    with running_gateway(ack_route(reply='"' + "y" * 60000 + '"', top=["drain: 3s"])) as gateway:
        stuck = gateway.connect(receive_buffer=4096)
        stuck.sendall(b"x\n" * 200)
        gateway.logs.wait_for(message("reads paused"))
        gateway.signal(signal.SIGTERM)
        gateway.logs.wait_for(message("draining"))
        gateway.signal(signal.SIGHUP)
        gateway.logs.wait_for(message("SIGHUP ignored"))
        assert gateway.wait() == 3


# Under load.

_REPLY = re.compile(rb"g(\d+):(\S+)\n")


class Load:
    """Clients that come and go, and clients that stay, while generations follow each other."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway, self.confirmed, self.requested = gateway, 0, 0
        self.failures: list[str] = []
        self.conversations = 0
        self._stop = threading.Event()

    @contextlib.contextmanager
    def running(self, rate: int, threads: int = 4) -> Iterator[None]:
        address = self.gateway.addresses()[0]
        arguments = [(address, number, rate / threads) for number in range(threads)]
        workers = [threading.Thread(target=self._come_and_go, args=each) for each in arguments]
        for worker in workers:
            worker.start()
        try:
            yield
        finally:
            self._stop.set()
            for worker in workers:
                worker.join()

    def _come_and_go(self, address, thread: int, rate: float) -> None:
        due, number = time.monotonic(), 0
        while not self._stop.is_set():
            number += 1
            try:
                self._converse(address, b"%d-%d" % (thread, number))
            except OSError as error:
                self.failures.append(f"{thread}-{number}: {error!r}")
            due += 1 / rate
            time.sleep(max(0, due - time.monotonic()))

    def _converse(self, address, nonce: bytes) -> None:
        earliest = self.confirmed
        with socket.create_connection(address, timeout=15) as client:
            client.sendall(nonce + b"\n")
            client.shutdown(socket.SHUT_WR)
            said = read_to_end(client)
        self.conversations += 1
        found = _REPLY.fullmatch(said)
        if not found or found[2] != nonce or not earliest <= int(found[1]) <= self.requested:
            self.failures.append(f"{said!r} for {nonce!r} of {earliest} to {self.requested}")


def _generation(number: int) -> str:
    text = ack_route(reply=f'"g{number}:<line>"').replace("level: debug", "level: info")
    return text + '  extra:\n    listen: 127.0.0.1:0\n    reply: "x"\n' if number % 2 else text


def _reload_under_load(gateway: Gateway, reloads: int, seconds: float, rate: int, staying: int) -> str:
    load = Load(gateway)
    clients = [gateway.connect() for _ in range(staying)]
    for client in clients:
        ask(client, b"x\n", b"g0:x\n")
    base = {}
    began = time.monotonic()
    with load.running(rate):
        for number in range(1, reloads + 1):
            load.requested = number
            reload(gateway, _generation(number))
            load.confirmed = number
            ask(clients[number % staying], b"y\n", b"g0:y\n")
            if number == max(2, reloads // 10 // 2 * 2):
                base = {"memory": resident(gateway.pid), "descriptors": len(open_streams(gateway.pid))}
            time.sleep(max(0, began + number * seconds / reloads - time.monotonic()))
    assert load.failures == []
    assert load.conversations >= rate * undisturbed(time.monotonic() - began) * 0.8
    for client in clients:
        ask(client, b"z\n", b"g0:z\n")
        client.close()
    gateway.expect_count(0, "connections_active")
    assert eventually(lambda: resident(gateway.pid) <= base["memory"] + 2 * MIB), (resident(gateway.pid), base)
    # Who was connected when the base was taken is gone by now.
    assert len(open_streams(gateway.pid)) <= base["descriptors"] - staying
    counters = gateway.counters()
    assert counters.total("reloads", result="ok") == reloads
    accepted = counters.total("connections_accepted", route="ack")
    assert accepted == load.conversations + staying == counters.total("connections_closed", route="ack")
    left = len(open_streams(gateway.pid)) - (base["descriptors"] - staying)
    drift = f"memory {(resident(gateway.pid) - base['memory']) / 1024:+.0f} KiB, descriptors {left:+}"
    return f"{reloads} reloads, {accepted:,.0f} connections, {len(load.failures)} failed or wrong; {drift}"


def test_L04_reloads_under_load_disturb_nobody() -> None:
    with running_gateway(_generation(0)) as gateway:
        _reload_under_load(gateway, reloads=20, seconds=4, rate=100, staying=20)


@pytest.mark.long
def test_L04_a_hundred_reloads_in_a_minute_under_load_disturb_nobody(figure: Figure) -> None:
    with running_gateway(_generation(0)) as gateway:
        figure("L04", _reload_under_load(gateway, reloads=100, seconds=60, rate=500, staying=200))


@pytest.mark.long
def test_L05_a_thousand_reloads_leave_nothing_behind(figure: Figure) -> None:
    release_only()
    with running_gateway(_generation(0)) as gateway:
        for number in range(1, 201):
            reload(gateway, _generation(number))
        base = resident(gateway.pid), len(descriptors(gateway.pid))
        for number in range(201, 1201):
            reload(gateway, _generation(number))
        assert resident(gateway.pid) <= base[0] + 2 * MIB
        assert len(descriptors(gateway.pid)) <= base[1]
        memory, streams = resident(gateway.pid) - base[0], len(descriptors(gateway.pid)) - base[1]
        figure("L05", f"1,000 reloads: memory {memory / 1024:+.0f} KiB, descriptors {streams:+}")
