"""Clients made of plain sockets: polite ones, slow ones, rude ones."""

from __future__ import annotations

import concurrent.futures
import contextlib
import hashlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator

Address = tuple[str, int] | str
CHUNK = 1 << 16


class Remembering(socket.socket):
    """A socket that knows how what was sent through it began, so that a test can look for it in the log."""

    KEPT = 4096

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.beginning = b""

    def send(self, data: bytes, *flags: int) -> int:
        self._remember(data)
        return super().send(data, *flags)

    def sendall(self, data: bytes, *flags: int) -> None:
        self._remember(data)
        super().sendall(data, *flags)

    def _remember(self, data: bytes) -> None:
        if len(self.beginning) < self.KEPT:
            self.beginning += bytes(data[: self.KEPT])

    def said(self) -> set[str]:
        """Lines that were sent, but for those so short that a log may hold them by chance."""
        lines = self.beginning.replace(b"\r", b"\n").split(b"\n")
        return {line.decode("latin-1") for line in lines if len(line) >= 5 and not line.isdigit()}


def connect(
    address: Address, *, receive_buffer: int | None = None, source: str | None = None, timeout: float = 30
) -> socket.socket:
    """A connected socket; `receive_buffer` in bytes is set before connecting, so that the window obeys it."""
    client = Remembering(_family(address), socket.SOCK_STREAM)
    client.settimeout(timeout)
    if receive_buffer is not None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    if source is not None:
        client.bind((source, 0))
    client.connect(address)
    if not isinstance(address, str):
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def _family(address: Address) -> socket.AddressFamily:
    if isinstance(address, str):
        return socket.AF_UNIX
    return socket.AF_INET6 if ":" in address[0] else socket.AF_INET


def half_close(client: socket.socket) -> None:
    """Ends our direction of the stream; theirs stays open."""
    client.shutdown(socket.SHUT_WR)


def reset(client: socket.socket) -> None:
    """Closes with RST instead of FIN; see SO_LINGER in socket(7)."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def read_exactly(client: socket.socket, count: int) -> bytes:
    """`count` bytes, or fewer where the stream ends before."""
    parts: list[bytes] = []
    while count and (part := client.recv(min(count, CHUNK))):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def read_to_end(client: socket.socket) -> bytes:
    """Everything up to a clean end of stream; a reset is an error."""
    parts = []
    while part := client.recv(CHUNK):
        parts.append(part)
    return b"".join(parts)


def ask(client: socket.socket, request: bytes, reply: bytes) -> None:
    """Sends a request and holds what comes back against the reply."""
    client.sendall(request)
    assert read_exactly(client, len(reply)) == reply


def send_bytewise(client: socket.socket, data: bytes) -> None:
    """One byte for each system call."""
    for index in range(len(data)):
        client.sendall(data[index : index + 1])


def send_in_pieces(client: socket.socket, pieces: Iterable[bytes], pause: float = 0.02) -> None:
    """Pauses between the pieces, so that the other side reads each by itself."""
    for piece in pieces:
        client.sendall(piece)
        time.sleep(pause)


def send_until_blocked(client: socket.socket, data: bytes, quiet: float = 1.0) -> int:
    """How many bytes of `data` went before nothing did for `quiet` seconds."""
    view, sent = memoryview(data), 0
    was = client.gettimeout()
    client.settimeout(quiet)
    try:
        while sent < len(data):
            sent += client.send(view[sent : sent + CHUNK])
    except TimeoutError:
        pass
    client.settimeout(was)
    return sent


@contextlib.contextmanager
def flooding(client: socket.socket, data: bytes) -> Iterator[threading.Event]:
    """Sends and reads without a pause in the background; the event is set when the stream ends."""
    ended = threading.Event()

    def send() -> None:
        with contextlib.suppress(OSError):
            while not ended.is_set():
                client.sendall(data)

    def read() -> None:
        with contextlib.suppress(OSError):
            while client.recv(CHUNK):
                pass
        ended.set()

    threads = [threading.Thread(target=work) for work in (send, read)]
    for thread in threads:
        thread.start()
    try:
        yield ended
    finally:
        ended.set()
        with contextlib.suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()
        client.close()


def read_digest(client: socket.socket, count: int) -> tuple[int, str]:
    """Reads `count` bytes without keeping them: how many came, and their digest."""
    digest, seen = hashlib.sha256(), 0
    while seen < count and (part := client.recv(min(1 << 20, count - seen))):
        digest.update(part)
        seen += len(part)
    return seen, digest.hexdigest()


def digest_of(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def burst(open_client: Callable[[], socket.socket], request: bytes, count: int, at_once: int) -> list[bytes]:
    """Connect, data and FIN in one go, `at_once` clients at a time; what each read up to a clean end."""
    outcomes: list[bytes] = []
    while len(outcomes) < count:
        clients = []
        for _ in range(min(at_once, count - len(outcomes))):
            client = open_client()
            client.sendall(request)
            half_close(client)
            clients.append(client)
        for client in clients:
            outcomes.append(read_to_end(client))
            client.close()
    return outcomes


def in_parallel(work: Callable[[int], object], count: int, threads: int) -> list[object]:
    """What `work` gave for 0 ..< count, in order; an exception becomes its result."""

    def attempt(index: int) -> object:
        try:
            return work(index)
        except OSError as error:
            return error

    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        return list(pool.map(attempt, range(count)))


def timed(action: Callable[[], object]) -> float:
    """How many seconds an action took."""
    start = time.monotonic()
    action()
    return time.monotonic() - start
