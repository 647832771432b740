"""Peers for a soak: polite ones in several protocols, whose every reply is checked, and rude ones."""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import threading
import time
from collections.abc import Callable

from clients import Address, connect, half_close, read_exactly, read_to_end, reset
from routes import free_port

Exchange = tuple[bytes, bytes]
PATIENCE = 30.0

_ROUTES = """\
log: {{ level: info }}
routes:
  line: {{ listen: ["127.0.0.1:{line}", "unix:{unix}"], reply: "ack:<line>" }}
  netstring: {{ listen: "127.0.0.1:{netstring}", framing: netstring, reply: "ack:<frame>" }}
  length: {{ listen: "127.0.0.1:{length}", framing: {{ length: {{ bytes: 4 }} }}, reply: "<frame><frame>" }}
  web: {{ listen: "127.0.0.1:{web}", framing: http, reply: "HTTP/1.1 200 OK\\n\\nack:<body>" }}
  resp: {{ listen: "127.0.0.1:{resp}", framing: resp, reply: "$<arg.1|len>\\r\\n<arg.1>\\r\\n" }}
  version: {{ listen: "127.0.0.1:{version}", reply: "{number}" }}
  remember:
    listen: 127.0.0.1:{remember}
    vars: {{ who: nobody }}
    states:
      new:
        rules:
          - {{ match: "iam <name>", set: {{ who: "<name>" }}, reply: "hello <name>", goto: known }}
      known:
        rules:
          - {{ match: "who", reply: "<who>", delay: 5ms }}
          - {{ match: "bye", close: true }}
"""


class Town:
    """The addresses of the routes, and the file that serves them, in as many versions as wanted."""

    def __init__(self, unix: str) -> None:
        names = ("line", "netstring", "length", "web", "resp", "version", "remember")
        self.ports = {name: free_port() for name in names}
        self.unix = unix

    def file(self, number: int) -> str:
        return _ROUTES.format(number=number, unix=self.unix, **self.ports)

    def address(self, route: str, chance: random.Random) -> Address:
        if route == "line" and chance.random() < 0.3:
            return self.unix
        return ("127.0.0.1", self.ports[route])


def exchanges(route: str, nonce: str, chance: random.Random) -> list[Exchange]:
    """What one client asks of a route, and what it must hear; no two clients ask the same."""
    words = [f"{nonce}-{index}" + "x" * chance.choice([0, 0, 0, 10, 3000]) for index in range(chance.randrange(1, 6))]
    if route == "remember":
        asked = (b"who\n", f"{nonce}\n".encode())
        return [(f"iam {nonce}\n".encode(), f"hello {nonce}\n".encode()), *[asked] * len(words)]
    return [_one(route, word.encode()) for word in words]


def _one(route: str, word: bytes) -> Exchange:
    match route:
        case "netstring":
            return b"%d:%s," % (len(word), word), b"%d:ack:%s," % (len(word) + 4, word)
        case "length":
            return struct.pack(">I", len(word)) + word, struct.pack(">I", 2 * len(word)) + word * 2
        case "web":
            head = b"PUT /x HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(word)
            return head + word, b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\nack:%s" % (len(word) + 4, word)
        case "resp":
            counted = b"$%d\r\n%s\r\n" % (len(word), word)
            return b"*2\r\n$4\r\nECHO\r\n" + counted, counted
        case _:
            return word + b"\n", b"ack:" + word + b"\n"


CHECKED = ("line", "netstring", "length", "web", "resp", "remember")


class Peers:
    """Threads that talk to a town until told to stop; the first wrong reply is kept as the failure."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town, self.seed = town, seed
        self.failures: list[str] = []
        self.replies = self.connections = 0
        self._stopping = threading.Event()
        self._counting = threading.Lock()
        self._threads: list[threading.Thread] = []

    def start(self, polite: int, lasting: int, rude: int) -> None:
        for kind, count in ((self._visit, polite), (self._stay, lasting), (self._harass, rude), (self._ask_version, 1)):
            for index in range(count):
                chance = random.Random(f"{self.seed} {kind.__name__} {index}")
                self._threads.append(threading.Thread(target=self._repeat, args=(kind, chance)))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(2 * PATIENCE)
        assert not any(thread.is_alive() for thread in self._threads), "a client hangs"

    def _repeat(self, kind: Callable[[random.Random], None], chance: random.Random) -> None:
        while not self._stopping.is_set() and not self.failures:
            try:
                kind(chance)
            except (OSError, AssertionError) as error:
                self.failures.append(f"{kind.__name__}: {type(error).__name__}: {error}")

    def _count(self, replies: int, connections: int = 0) -> None:
        with self._counting:
            self.replies += replies
            self.connections += connections

    def _visit(self, chance: random.Random) -> None:
        """A short conversation, cut into pieces anyhow, that ends in one of three ways."""
        route, nonce = chance.choice(CHECKED), f"{chance.getrandbits(64):016x}"
        talk = exchanges(route, nonce, chance)
        sent, wanted = b"".join(ask for ask, _ in talk), b"".join(reply for _, reply in talk)
        with connect(self.town.address(route, chance), timeout=PATIENCE) as client:
            cut = chance.randrange(len(sent) + 1)
            client.sendall(sent[:cut])
            time.sleep(chance.choice([0, 0, 0.001, 0.01]))
            client.sendall(sent[cut:])
            way = chance.choice(["close", "half-close", "reset"])
            if way == "half-close":
                half_close(client)
                received = read_to_end(client)
            else:
                received = read_exactly(client, len(wanted))
            assert received == wanted, f"{route} {nonce}: {received[:80]!r} is not {wanted[:80]!r}"
            if way == "reset":
                reset(client)
        self._count(len(talk), connections=1)

    def _stay(self, chance: random.Random) -> None:
        """A connection that is there for the whole soak, whatever happens to others."""
        route, nonce = chance.choice(CHECKED), f"{chance.getrandbits(64):016x}"
        with connect(self.town.address(route, chance), timeout=PATIENCE) as client:
            asked = 0
            while not self._stopping.wait(chance.choice([0, 0.01, 0.1])):
                talk = exchanges(route, f"{nonce}-{asked}", chance)
                for ask, reply in talk if route != "remember" or not asked else []:
                    client.sendall(ask)
                    received = read_exactly(client, len(reply))
                    assert received == reply, f"{route} {nonce}: {received[:80]!r} is not {reply[:80]!r}"
                asked += len(talk)
                if route == "remember" and asked > len(talk):
                    client.sendall(b"who\n")
                    assert read_exactly(client, len(nonce) + 3) == f"{nonce}-0\n".encode()
            self._count(asked, connections=1)

    def _ask_version(self, chance: random.Random) -> None:
        """A connection stays with the file it began with, whatever is loaded meanwhile."""
        with connect(self.town.address("version", chance), timeout=PATIENCE) as client:
            seen = set()
            for _ in range(20):
                client.sendall(b"?\n")
                seen.add(read_exactly(client, 2))
                time.sleep(0.02)
            assert len(seen) == 1 and seen <= {b"1\n", b"2\n"}, f"versions {seen} in one connection"
        self._count(20, connections=1)

    def _harass(self, chance: random.Random) -> None:
        """Somebody who breaks off, stalls or sends rubbish; what he hears is his own affair."""
        route = chance.choice(CHECKED)
        ask = exchanges(route, "rude", chance)[0][0]
        with contextlib.suppress(ConnectionError, TimeoutError):
            with connect(self.town.address(route, chance), timeout=5) as client:
                match chance.choice(["nothing", "part", "unread", "stall", "rubbish", "half-close"]):
                    case "part":
                        client.sendall(ask[: len(ask) // 2])
                    case "unread":
                        client.sendall(ask * 20)
                    case "stall":
                        client.settimeout(0.5)
                        client.sendall(ask * 20_000)
                        time.sleep(chance.random())
                    case "rubbish":
                        client.sendall(chance.randbytes(2000))
                    case "half-close":
                        client.sendall(ask[: len(ask) // 2])
                        half_close(client)
                        read_to_end(client)
                if chance.random() < 0.7:
                    reset(client)
        self._count(0, connections=1)
        time.sleep(0.005)
