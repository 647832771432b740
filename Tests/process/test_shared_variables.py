"""Variables of a whole route: every connection on every loop sees them, and no step of a rule is lost."""

from __future__ import annotations

import threading

import clients
from harness import binary, running_gateway

CLIENTS = 100

COUNTER = """\
routes:
  counter:
    listen: 127.0.0.1:0
    shared: { total: 0 }
    rules:
      - match: "add <number:int>"
        set: { shared.total: "<shared.total|add:<number>>" }
        reply: "<shared.total>"
      - match: "total"
        reply: "<shared.total>"
"""


def test_a_hundred_connections_on_two_loops_lose_no_addition() -> None:
    """Each reply shows the values of its own step: a number that nobody else is told."""
    # A debug build takes a tenth of the load in the same time.
    additions = 10_000 if binary().parent.name == "release" else 1_000
    seen: list[list[int]] = [[] for _ in range(CLIENTS)]
    with running_gateway(COUNTER, "--loops", "2") as gateway:
        address = gateway.addresses("counter")[0]

        def add(mine: list[int]) -> None:
            with clients.connect(address, timeout=60) as client, client.makefile("rb") as replies:
                for _ in range(additions // 100):
                    client.sendall(b"add 1\n" * 100)
                    mine += [int(replies.readline()) for _ in range(100)]

        threads = [threading.Thread(target=add, args=(mine,)) for mine in seen]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        with clients.connect(address) as client:
            clients.ask(client, b"total\n", b"%d\n" % (CLIENTS * additions))
    assert sorted(number for mine in seen for number in mine) == list(range(1, CLIENTS * additions + 1))
    assert all(mine == sorted(mine) for mine in seen)
