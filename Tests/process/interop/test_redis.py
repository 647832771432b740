"""examples/protocols/redis.yaml with redis-cli and redis-benchmark."""

from __future__ import annotations

import re

from programs import closed_well, port_of, run, serving


def test_redis_cli_sets_and_gets() -> None:
    with serving("redis") as gateway:

        def cli(*command: str, input: bytes | None = None) -> str:
            return run("redis-cli", "-p", port_of(gateway, "redis"), *command, package="redis-tools", input=input)

        assert cli("ping") == "PONG\n"
        assert cli("echo", "a b") == "a b\n"
        assert cli("get", "greeting") == "\n"
        assert cli("set", "greeting", "hello\r\nworld") == "OK\n"
        assert cli("get", "greeting") == "hello\r\nworld\n"
        assert cli("-x", "set", "greeting", input=bytes(range(128)) * 100) == "OK\n"
        assert cli("get", "greeting") == bytes(range(128)).decode() * 100 + "\n"
        assert [cli("incr", "n") for _ in range(3)] == ["1\n", "2\n", "3\n"]
        assert "ERR unknown command 'fly'" in cli("fly")
        closed_well(gateway, "redis", replies=11)


def test_redis_benchmark_is_answered_to_the_last_request() -> None:
    with serving("redis") as gateway:
        options = ["-p", port_of(gateway, "redis"), "-t", "ping_inline,ping_mbulk,set,get", "-q"]
        load = ["-n", "20000", "-c", "20", "-P", "8"]
        said = run("redis-benchmark", *options, *load, package="redis-tools", within=120)
        assert "ERR" not in said and len(re.findall(r"requests per second", said)) == 4, said
        gateway.expect_count(0, "connections_active", route="redis")
        counters = gateway.counters()
        frames = counters.total("frames_received", route="redis")
        # Beside the requests it asks for two settings.
        assert frames == counters.total("replies_sent", route="redis") >= 4 * 20_000
        assert counters.total("frame_errors", route="redis") == 0


def test_redis_benchmark_counts_up_on_many_connections() -> None:
    """Twenty connections on every loop add to one variable, and none is lost."""
    with serving("redis") as gateway:
        port = port_of(gateway, "redis")
        load = ["-n", "10000", "-c", "20", "-q", "incr", "n"]
        run("redis-benchmark", "-p", port, *load, package="redis-tools", within=120)
        assert run("redis-cli", "-p", port, "incr", "n", package="redis-tools") == "10001\n"
