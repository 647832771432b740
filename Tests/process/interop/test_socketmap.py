"""examples/protocols/socketmap.yaml with netstrings as they stand, and with Postfix's postmap."""

from __future__ import annotations

import pathlib

import pytest

from clients import ask
from programs import closed_well, port_of, run, serving


def netstring(text: bytes) -> bytes:
    return b"%d:%s," % (len(text), text)


def test_lookups_are_netstrings_both_ways() -> None:
    with serving("socketmap") as gateway:
        client = gateway.connect(gateway.addresses("socketmap")[0])
        ask(client, netstring(b"aliases postmaster@example.org"), netstring(b"OK root@example.org"))
        ask(client, netstring(b"aliases nobody@example.org") * 2, netstring(b"NOTFOUND ") * 2)


@pytest.fixture
def configuration(tmp_path: pathlib.Path) -> pathlib.Path:
    """Postfix's own files stay untouched: an empty configuration is enough to look a key up."""
    (tmp_path / "main.cf").write_text("compatibility_level = 3.6\nmail_owner = daemon\nsetgid_group = mail\n")
    return tmp_path


def test_postmap_looks_keys_up(configuration: pathlib.Path) -> None:
    with serving("socketmap") as gateway:

        def look_up(map: str, key: str, status: int = 0) -> str:
            table = f"socketmap:inet:127.0.0.1:{port_of(gateway, 'socketmap')}:{map}"
            return run("postmap", "-c", str(configuration), "-q", key, table, package="postfix", status=status)

        assert look_up("aliases", "postmaster@example.org").splitlines()[-1] == "root@example.org"
        assert look_up("transport", "example.org").splitlines()[-1] == "smtp:[127.0.0.1]:2525"
        look_up("aliases", "nobody@example.org", status=1)
        assert "the database is away" in look_up("busy", "anybody", status=1)
        assert "no map virtual" in look_up("virtual", "anybody", status=1)
        closed_well(gateway, "socketmap", replies=5)
