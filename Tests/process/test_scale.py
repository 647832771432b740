"""Very many connections, one after another and all at once: none gets another's reply, and nothing stays (A20, A21)."""

from __future__ import annotations

import json
import resource
import socket
import subprocess
import threading

import pytest

from figures import Figure
from harness import Gateway, at_most, binary, running_gateway
from native import program
from procfs import MIB, eventually, open_streams, resident, wakeups
from routes import ack_route, free_port
from standstill import undisturbed

AT_ONCE = 100


def nonces(port: int, count: int, first: int, at_once: int) -> subprocess.CompletedProcess:
    """Connections `first` and up, each with its own nonce; a wrong byte in a reply ends the client with 1."""
    command = [program("nonces"), port, count, first, at_once]
    return subprocess.run([str(word) for word in command], capture_output=True, text=True)


def churn(gateway: Gateway, count: int, first: int, at_once: int = AT_ONCE) -> dict:
    ended = nonces(gateway.port, count, first, at_once)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.mark.parametrize(("ways", "complaint"), [("crossed", "not its own"), ("doubled", "more than"), ("cut", "early")])
def test_A20_the_client_notices_what_must_not_happen(ways: str, complaint: str) -> None:
    """Two connections of a server that is wrong about its replies in one of three ways."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            pair = [server.accept()[0] for _ in range(2)]
            replies = [b"ack:" + peer.recv(100) for peer in pair]
            for peer, own, other in zip(pair, replies, reversed(replies)):
                peer.sendall({"crossed": other, "doubled": own * 2, "cut": own[:-1]}[ways])
                peer.close()

        thread = threading.Thread(target=serve)
        thread.start()
        ended = nonces(server.getsockname()[1], count=2, first=3, at_once=2)
        thread.join()
    assert ended.returncode == 1 and complaint in ended.stderr


@pytest.mark.parametrize("count", [50_000, pytest.param(1_000_000, marks=pytest.mark.long)])
def test_A20_no_reply_is_crossed_and_no_memory_stays(count: int, figure: Figure) -> None:
    """Memory may only grow while it is new to the work: in the first tenth of the connections."""
    if binary().parent.name == "debug":
        count = 20_000
    with running_gateway(ack_route().replace("debug", "info")) as gateway:
        streams = open_streams(gateway.pid)
        warm = churn(gateway, count // 10, first=0)
        before = resident(gateway.pid)
        rest = churn(gateway, count - count // 10, first=count // 10)
        drift = resident(gateway.pid) - before
        assert drift <= 2 * MIB
        assert warm["replies"] + rest["replies"] == count + count // 4, "one in four asks twice"
        assert eventually(lambda: open_streams(gateway.pid) == streams)
        gateway.expect_count(count, "connections_accepted")
        gateway.expect_count(count, "connections_closed")
        gateway.expect_count(count + count // 4, "replies_sent")
        seconds = warm["seconds"] + rest["seconds"]
        figure("A20", f"{count:,} connections, 0 crossed, in {seconds:.0f} s; memory {drift / 1024:+.0f} KiB")


def test_A21_a_herd_is_served_at_once_and_again_after_a_restart(figure: Figure) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    herd = min(5_000, hard // 3)
    route = ack_route(listen=f"127.0.0.1:{free_port()}")
    taken = []
    for _ in range(2):
        with running_gateway(route.replace("debug", "info")) as gateway:
            taken.append(undisturbed(churn(gateway, herd, first=0, at_once=herd)["seconds"]))
            assert taken[-1] <= at_most(5)
            assert wakeups(gateway.pid) <= 2 * herd, "woken for each connection once, and once for its bytes"
    figure("A21", f"{herd:,} at once served in {taken[0]:.2f} s, after a restart in {taken[1]:.2f} s")
