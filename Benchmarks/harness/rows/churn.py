"""P3: a connection for each request: accept, line, reply, drain, close."""

import dataclasses

from .. import load, peers, places, turns
from .row import Row, at_most

ONE_SHOT = 'routes:\n  ack:\n    listen: 127.0.0.1:0\n    reply: "ack:<line>"\n    close: true\n'

# The other way round: the server ends the connection behind its reply, and waits for the client to follow.
GATEWAY = dataclasses.replace(peers.GATEWAY, name="gateway, server ends", serving=lambda: peers.gateway_with(ONE_SHOT))
REFERENCE = dataclasses.replace(
    peers.REFERENCE, name="C reference, server ends",
    serving=peers.plain([places.REFERENCE, "127.0.0.1", "0", "one-shot"]))


def measure(run):
    def one(peer):
        ending = "server" if peer.name.endswith("server ends") else "client"
        with peer.serving() as server:
            return load.run(server, answer=peer.answer, churn=ending)

    everybody = [peers.GATEWAY, peers.REFERENCE, GATEWAY, REFERENCE, *run.peers]
    return turns.in_turn({peer.name: peer for peer in everybody}, run.rounds, one)


def goals(figures):
    workload = "a connection for each line, 50 at a time"
    yield at_most(f"{workload}; the client ends its side first", figures, 1.25)
    yield at_most(f"{workload}; the server does (`close: true`)", figures, 1.25, GATEWAY.name, REFERENCE.name)


ROW = Row(measure, goals)
