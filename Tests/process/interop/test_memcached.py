"""examples/protocols/memcached.yaml with memccp, memccat and pymemcache."""

from __future__ import annotations

import pathlib

from programs import closed_well, module, port_of, run, serving


def test_memccat_prints_what_memccp_copied(tmp_path: pathlib.Path) -> None:
    (tmp_path / "greeting").write_bytes(b"hello,\r\nworld\n")
    with serving("memcached") as gateway:
        servers = f"--servers=127.0.0.1:{port_of(gateway, 'memcached')}"
        run("memccp", servers, "greeting", package="libmemcached-tools", directory=tmp_path)
        printed = run("memccat", servers, "greeting", package="libmemcached-tools")
        assert printed == "hello,\r\nworld\n\n"
        closed_well(gateway, "memcached")


def test_pymemcache_gets_what_it_set() -> None:
    client_of = module("pymemcache.client.base", "python3-pymemcache").Client
    with serving("memcached") as gateway:
        address = gateway.addresses("memcached")[0]
        client = client_of(address, timeout=30, no_delay=True)
        other = client_of(address, timeout=30)
        assert client.get("k") is None
        for value in (b"hello", b"", b"\r\nEND\r\n\0", bytes(range(256)) * 4096):
            assert client.set("k", value, noreply=False)
            assert other.get("k") == value
        client.set("k", b"unanswered", noreply=True)
        assert client.get("k") == b"unanswered"
        assert client.get("other") is None
        assert client.delete("k", noreply=False)
        assert not other.delete("k", noreply=False)
        assert client.version() == b"1.6.0"
        client.quit()
        other.close()
        closed_well(gateway, "memcached")
