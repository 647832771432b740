"""Route files for tests, and places to listen."""

from __future__ import annotations

import socket
from collections.abc import Sequence


def ack_route(*keys: str, reply: str = '"ack:<line>"', listen: str = "127.0.0.1:0", top: Sequence[str] = ()) -> str:
    """A file with one route `ack` on a free port, with more keys, one a line, and every log level on."""
    lines = ["log: { level: debug }", *top, "routes:", "  ack:", f"    listen: {listen}", f"    reply: {reply}"]
    return "\n".join(lines + [f"    {key}" for key in keys]) + "\n"


def holder_of(host: str, *options: int) -> socket.socket:
    """A listener of another process, as far as the gateway can tell, with these socket options set."""
    listener = socket.socket()
    for option in options:
        listener.setsockopt(socket.SOL_SOCKET, option, 1)
    listener.bind((host, 0))
    listener.listen()
    return listener


def free_port() -> int:
    """A port of 127.0.0.1 that nobody holds at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
