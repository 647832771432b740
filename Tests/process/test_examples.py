"""The examples, used as their comments say, by clients that are not the gateway's own: nc and asyncio streams."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess

import pytest

from clients import Address
from harness import ROOT, Gateway, binary, running_gateway

EXAMPLES = ROOT / "examples"
_LISTEN = re.compile(r'(listen: )"?(?:127\.0\.0\.1|\*):\d+"?')
_COMMENT = re.compile(
    r"^  (?P<route>[\w-]+): +# send '(?P<sent>[^']*)'(?: or '(?P<variant>[^']*)')?.*? get (?:it|'(?P<reply>[^']*)')",
    re.MULTILINE,
)


def example(name: str) -> str:
    """The file as it is, but on free ports: several may be tested on one machine."""
    return _LISTEN.sub(r"\g<1>127.0.0.1:0", (EXAMPLES / name).read_text())


def nc(address: Address, sent: bytes, *options: str) -> bytes:
    if shutil.which("nc") is None:
        pytest.skip("nc is missing: apt-get install netcat-openbsd")
    command = ["nc", *options, address[0], str(address[1])]
    return subprocess.run(command, input=sent, stdout=subprocess.PIPE, timeout=30, check=True).stdout


def streams(address: Address, sent: bytes, size: int = -1, half_close: bool = True) -> bytes:
    """What an asyncio client reads: to the end of the stream, or `size` bytes."""

    async def converse() -> bytes:
        reader, writer = await asyncio.open_connection(*address)
        writer.write(sent)
        await writer.drain()
        if half_close:
            writer.write_eof()
        received = await asyncio.wait_for(reader.read() if size < 0 else reader.readexactly(size), 10)
        writer.close()
        await writer.wait_closed()
        return received

    return asyncio.run(converse())


def both(gateway: Gateway, route: str, sent: bytes) -> set[bytes]:
    """The different answers of the two clients; one, that is to say."""
    address = gateway.addresses(route)[0]
    return {nc(address, sent, "-N"), streams(address, sent)}


def test_ack_acknowledges_every_line() -> None:
    with running_gateway(example("ack.yaml")) as gateway:
        assert both(gateway, "ack", b"hello\n") == {b"ack:hello\n"}
        assert both(gateway, "ack", b"a\r\nb\n") == {b"ack:a\nack:b\n"}


def test_uppercase_gives_every_line_in_upper_case() -> None:
    with running_gateway(example("uppercase.yaml")) as gateway:
        assert both(gateway, "uppercase", "hello Ærø\n".encode()) == {"HELLO ÆRø\n".encode()}
        assert streams(gateway.addresses("uppercase")[0], b"hello\n", size=6, half_close=False) == b"HELLO\n"


def test_one_shot_answers_one_line_and_closes() -> None:
    with running_gateway(example("one-shot.yaml")) as gateway:
        address = gateway.addresses("one-shot")[0]
        assert both(gateway, "one-shot", b"hello\nnever read\n") == {b"you said: hello\n"}
        assert nc(address, b"hello\nnever read\n") == b"you said: hello\n"
        assert streams(address, b"hello\n", half_close=False) == b"you said: hello\n"


def test_limits_says_what_was_too_much() -> None:
    with running_gateway(example("limits.yaml")) as gateway:
        assert both(gateway, "guarded", b"hello\n") == {b"ack:hello\n"}
        assert both(gateway, "guarded", b"x" * 1024 + b"\n") == {b"ack:" + b"x" * 1024 + b"\n"}
        assert both(gateway, "guarded", b"x" * 2000) == {b"ERR a line has at most 1 KiB\n"}


def test_limits_refuses_the_twenty_first_connection_of_an_address() -> None:
    with running_gateway(example("limits.yaml")) as gateway:
        address = gateway.addresses("guarded")[0]
        for _ in range(20):
            client = gateway.connect(address)
            client.sendall(b"x\n")
            assert client.recv(100) == b"ack:x\n"
        assert streams(address, b"", half_close=False) == b"ERR too many connections, or not from here\n"


def test_container_greets_and_acknowledges() -> None:
    with running_gateway(example("container.yaml")) as gateway:
        for answer in both(gateway, "example", b"hello\n"):
            assert answer.startswith(b"this is the example") and answer.endswith(b"\nack:hello\n")


def printf(text: str) -> bytes:
    """What the shell's printf writes."""
    return subprocess.run(["/usr/bin/printf", text.replace("%", "%%")], stdout=subprocess.PIPE, check=True).stdout


CONVERSATIONS = list(_COMMENT.finditer((EXAMPLES / "framings.yaml").read_text()))


@pytest.mark.parametrize("comment", CONVERSATIONS, ids=lambda comment: comment["route"])
def test_framings_answers_as_its_comments_say(comment: re.Match) -> None:
    reply = printf(comment["reply"] or comment["sent"])
    with running_gateway(example("framings.yaml")) as gateway:
        for sent in filter(None, (comment["sent"], comment["variant"])):
            assert both(gateway, comment["route"], printf(sent)) == {reply}


def test_framings_shows_a_conversation_for_every_route() -> None:
    with running_gateway(example("framings.yaml")) as gateway:
        routes = {event["route"] for event in gateway.logs.matching(lambda e: "listening on" in e.get("msg", ""))}
        assert routes == {comment["route"] for comment in CONVERSATIONS}


def test_every_example_is_valid_as_it_is() -> None:
    done = subprocess.run([str(binary()), "validate", "--strict", str(EXAMPLES)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_conversations_of_the_examples_reach_every_rule() -> None:
    done = subprocess.run([str(binary()), "test", "--strict", str(EXAMPLES)], capture_output=True, text=True)
    assert done.returncode == 0 and "no test reached" not in done.stdout, done.stdout + done.stderr


def test_every_example_has_conversations() -> None:
    for file in sorted(EXAMPLES.rglob("*.yaml")):
        beside = file.with_suffix(".tests.yaml")
        assert beside.exists() or "\ntests:\n" in f"\n{file.read_text()}", file


def test_every_example_names_the_schema_that_editors_read() -> None:
    for file in sorted(EXAMPLES.rglob("*.yaml")):
        if file.name != "container.yaml" and not file.name.endswith(".tests.yaml"):
            schema = "../" * len(file.relative_to(ROOT).parents[:-1]) + "schema/gateway.schema.json"
            assert file.read_text().startswith(f"# yaml-language-server: $schema={schema}\n"), file
