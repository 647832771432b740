"""Very many connections: none gets another's reply, and nothing of them stays (A20)."""

from __future__ import annotations

import json
import subprocess

import pytest

from figures import Figure
from harness import Gateway, binary, running_gateway
from native import program
from procfs import MIB, eventually, open_streams, resident
from routes import ack_route

AT_ONCE = 100


def churn(gateway: Gateway, count: int, first: int) -> dict:
    """Connections `first` and up, each with its own nonce; a wrong byte in a reply ends the client with 1."""
    command = [program("nonces"), gateway.port, count, first, AT_ONCE]
    ended = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


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
