"""Route files that cannot be served: every one gets its message at its place, soon and in little memory (section F)."""

from __future__ import annotations

import os
import pathlib
import shutil
import socket
import subprocess

import pytest

from bad_files import BAD_FILES, GOOD, BadFile
from clients import ask, read_exactly, read_to_end
from harness import ENVIRONMENT, as_nobody, binary, release_only, route_file, running_gateway, serve_in_vain
from procfs import cpu_seconds
from routes import ack_route
from validation import diagnostics, validate

PROBLEMS, EX_NOINPUT, EX_CONFIG = 1, 66, 78
CPU_SECONDS, PEAK_BYTES = 0.050, 32 * 1024 * 1024
each_bad_file = pytest.mark.parametrize("bad", BAD_FILES.values(), ids=BAD_FILES.keys())


@pytest.fixture
def file(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "routes.yaml"


@each_bad_file
def test_C01_to_C16_a_bad_file_is_refused_with_a_message_that_helps(bad: BadFile, file: pathlib.Path) -> None:
    file.write_bytes(bad.content)
    verdict = validate("--format", "short", file)
    pretty = validate(file)
    assert verdict.code == pretty.code == PROBLEMS, pretty.output
    for word in bad.words:
        assert word.lower() in (verdict.output + pretty.output).lower(), pretty.output
    assert "error" in pretty.output and "GW" in pretty.output


@each_bad_file
def test_C01_to_C16_a_refusal_costs_50_ms_and_32_MiB_at_most(bad: BadFile, file: pathlib.Path) -> None:
    release_only()
    file.write_bytes(bad.content)
    verdicts = [validate(file) for _ in range(3)]
    assert min(verdict.cpu_seconds for verdict in verdicts) <= CPU_SECONDS
    assert max(verdict.peak_bytes for verdict in verdicts) <= PEAK_BYTES


@each_bad_file
def test_C01_to_C16_serve_opens_nothing_for_a_bad_file(bad: BadFile) -> None:
    result = serve_in_vain(bad.content.decode("latin-1")) if not _is_binary(bad) else None
    if result is not None:
        assert result.returncode == EX_CONFIG, result.stderr
        assert b"listening on" not in result.stderr


def _is_binary(bad: BadFile) -> bool:
    return not bad.content.isascii() or b"\0" in bad.content


def test_C01_every_kind_of_broken_file_has_a_message_of_its_own(file: pathlib.Path) -> None:
    messages = {}
    for name in (name for name in BAD_FILES if name.startswith("C01")):
        file.write_bytes(BAD_FILES[name].content)
        messages[name] = diagnostics(file)[0]["message"]
    different = set(messages.values())
    assert len(different) >= len(messages) - 2, messages


def test_C01_a_byte_order_mark_is_passed_over(file: pathlib.Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert validate(file).code == 0


def _sparse(file: pathlib.Path) -> None:
    with file.open("wb") as big:
        big.truncate(1 << 30)


def _one_byte_too_many(file: pathlib.Path) -> None:
    file.write_bytes(GOOD.encode() + b"#" * (1024 * 1024 + 1 - len(GOOD)))


NOT_FILES = {
    "a GiB": _sparse,
    "a byte more than a MiB": _one_byte_too_many,
    "a FIFO": lambda file: os.mkfifo(file),
    "a device": lambda file: file.symlink_to("/dev/zero"),
    "a loop of links": lambda file: file.symlink_to(file.name),
    "a link to nothing": lambda file: file.symlink_to("nothing"),
    "a socket": lambda file: socket.socket(socket.AF_UNIX).bind(str(file)),
    "nothing": lambda file: None,
}


@pytest.mark.parametrize("make", NOT_FILES.values(), ids=NOT_FILES.keys())
def test_C02_what_is_no_small_regular_file_is_refused_before_it_is_read(make: object, file: pathlib.Path) -> None:
    make(file)
    verdict = validate(file)
    assert verdict.code == EX_NOINPUT, verdict.output
    assert "routes.yaml" in verdict.output
    assert verdict.cpu_seconds <= 2 * CPU_SECONDS and verdict.peak_bytes <= 2 * PEAK_BYTES


def test_C02_serve_says_the_same_of_a_directory(tmp_path: pathlib.Path) -> None:
    done = subprocess.run([str(binary()), "serve", str(tmp_path)], env=ENVIRONMENT, capture_output=True, timeout=30)
    assert done.returncode == EX_NOINPUT
    assert b"directory" in done.stderr


def test_C02_a_file_that_may_not_be_read_is_refused() -> None:
    with route_file(GOOD) as file:
        program = shutil.copy(binary(), file.parent / "gateway")
        file.chmod(0)
        done = subprocess.run([*as_nobody(), program, "validate", str(file)], capture_output=True, timeout=30)
    assert done.returncode == EX_NOINPUT
    assert b"permission" in (done.stdout + done.stderr).lower()


def test_C02_a_file_of_exactly_a_MiB_is_read(file: pathlib.Path) -> None:
    file.write_bytes(GOOD.encode() + b"#" * (1024 * 1024 - len(GOOD)))
    assert validate(file).code == 0


def test_C02_a_dash_is_standard_input_and_has_the_same_bound() -> None:
    assert validate("-", stdin=GOOD.encode()).code == 0
    assert validate("-", stdin=GOOD.encode() + b"#" * (1 << 20)).code == EX_NOINPUT


@pytest.mark.parametrize("depth,code", [(40, 0), (70, PROBLEMS)])
def test_C03_the_limit_of_nesting_is_64(depth: int, code: int, file: pathlib.Path) -> None:
    file.write_text(GOOD + "x-a: " + "[" * depth + "]" * depth + "\n")
    assert validate(file).code == code


def test_C08_every_problem_is_reported_at_once_in_order(file: pathlib.Path) -> None:
    file.write_text(
        "routes:\n  ack:\n    listen: 127.0.0.1:7000\n    reply: '<lien>'\n"
        "    timeouts: { idle: 30 }\n    framming: line\n    close: yes\n"
    )
    places = [(problem["line"], problem["column"]) for problem in diagnostics(file)]
    assert places == [(4, 14), (5, 23), (6, 5), (7, 12)]


def _many_routes(count: int) -> str:
    return "routes:\n" + "".join(
        f"  r{n}: {{ listen: unix:/tmp/{n}, reply: a }}\n" for n in range(count)
    )


def test_C09_a_hundred_thousand_routes_are_refused_before_they_are_read(file: pathlib.Path) -> None:
    file.write_text(_many_routes(100_000))
    verdict = validate(file)
    assert verdict.code == EX_NOINPUT
    assert "at most 1048576" in verdict.output
    assert verdict.cpu_seconds <= 2 * CPU_SECONDS and verdict.peak_bytes <= 2 * PEAK_BYTES


def test_C09_as_many_routes_as_a_file_holds_are_read_within_bounds(file: pathlib.Path) -> None:
    release_only()
    file.write_text(_many_routes(14_000))
    verdict = validate(file)
    assert verdict.code == 0, verdict.output[:2000]
    assert verdict.cpu_seconds <= 5 and verdict.peak_bytes <= 512 * 1024 * 1024


@pytest.mark.parametrize("keys", ["    key{}: 1\n", "    x-{}: 1\n"], ids=["unknown", "beginning with x-"])
def test_C09_twenty_thousand_keys_in_one_map_are_refused_within_bounds(keys: str, file: pathlib.Path) -> None:
    release_only()
    file.write_text(GOOD + "".join(keys.format(n) for n in range(20_000)))
    verdict = validate(file)
    assert verdict.code in (0, PROBLEMS)
    assert verdict.cpu_seconds <= 5 and verdict.peak_bytes <= 512 * 1024 * 1024


HOSTILE_EXPRESSIONS = {
    "nested repeats": "(a+)+$",
    "the same twice": "^(?:a|a)*$",
    "a thousand alternatives": "|".join(f"x{n}y" for n in range(1000)),
    "64 KiB": "a" * 64 * 1024,
    "64 KiB of alternatives": "|".join(["ab", "a+"] * 13_000),
}


@pytest.mark.parametrize("expression", HOSTILE_EXPRESSIONS.values(), ids=HOSTILE_EXPRESSIONS.keys())
def test_C12_an_expression_is_refused_by_its_size_or_searches_any_line_in_5_ms(
    expression: str, file: pathlib.Path
) -> None:
    release_only()
    rules = f"rules: [{{ regex: '{expression}', reply: 'y' }}, {{ reply: 'n' }}]"
    route = ack_route(rules).replace('    reply: "ack:<line>"\n', "")
    file.write_text(route)
    if (verdict := validate(file)).code != 0:
        assert "too large" in verdict.output or "memory" in verdict.output, verdict.output[:2000]
        return
    with running_gateway(route, tolerate_noise=True) as gateway, gateway.connect() as client:
        for line in (b"a" * 65_535, b"a" * 65_534 + b"!", b"ab" * 32_767, b"x1" * 32_767):
            costs = [_cost(gateway.pid, client, line + b"\n") for _ in range(5)]
            assert min(costs) <= 0.005, costs


def _cost(pid: int, client: socket.socket, line: bytes) -> float:
    """Seconds of processor time for one line that is answered with a letter."""
    before = cpu_seconds(pid)
    client.sendall(line)
    assert len(read_exactly(client, 2)) == 2
    return cpu_seconds(pid) - before


def test_C12_the_worst_expression_known_takes_a_time_linear_in_the_line() -> None:
    """States that find no room are computed again for every byte: see RegularExpression.maximumMemory."""
    release_only()
    rules = "rules: [{ regex: '[ab]*a[ab]{500}c', reply: 'y' }, { reply: 'n' }]"
    route = ack_route(rules).replace('    reply: "ack:<line>"\n', "")
    with running_gateway(route) as gateway, gateway.connect() as client:
        noise = bytes(b"ab"[(n * n + n // 7) % 2] for n in range(65_535))
        short = min(_cost(gateway.pid, client, noise[:4096] + b"\n") for _ in range(3))
        assert min(_cost(gateway.pid, client, noise + b"\n") for _ in range(3)) <= 40 * short + 0.02


HOSTILE_LINES = [b"<line>", b"<n>", b"${HOME}", b"%s%n", b"\\n", b"<line|upper>", b"<lt>", b"$${X}", b"\\x41"]


def test_C10_what_a_peer_sends_is_never_read_as_a_template() -> None:
    with running_gateway(ack_route(reply='"ack:<line>|<line|upper>"')) as gateway, gateway.connect() as client:
        for line in HOSTILE_LINES:
            ask(client, line + b"\n", b"ack:" + line + b"|" + line.upper() + b"\n")


def test_C10_a_value_that_would_end_the_reply_early_is_refused() -> None:
    """The loader warns of it, in words for people; that is the noise."""
    route = ack_route(reply='"ack:<line|unhex>"')
    with running_gateway(route, tolerate_noise=True) as gateway, gateway.connect() as client:
        ask(client, b"6162\n", b"ack:ab\n")
        client.sendall(b"610a62\n")
        assert read_to_end(client) == b""
        gateway.wait_closed("reply_invalid")
        gateway.expect_count(1, "frame_errors")


def test_C11_many_placeholders_are_compiled_or_refused_soon(file: pathlib.Path) -> None:
    release_only()
    file.write_text(ack_route(reply='"' + "<n>" * 20_000 + '"'))
    verdict = validate(file)
    assert verdict.code in (0, PROBLEMS)
    assert verdict.cpu_seconds <= CPU_SECONDS and verdict.peak_bytes <= PEAK_BYTES


def test_C16_what_the_environment_brings_in_is_text() -> None:
    hostile = 'x", close: true } # <line> ${HOME}'
    route = ack_route(reply='"ack:<line|upper>:${GATEWAY_TEST}"')
    with running_gateway(route, env={"GATEWAY_TEST": hostile}) as gateway:
        gateway.ask(b"a\nb\n", b"".join(b"ack:%s:%s\n" % (line, hostile.encode()) for line in (b"A", b"B")))


@pytest.mark.parametrize("value", ["a\nb", "a: b", "[a", "- a", "&a", "'"])
def test_C16_yaml_syntax_from_the_environment_changes_no_structure(value: str, file: pathlib.Path) -> None:
    file.write_text(ack_route("timeouts: { idle: '${GATEWAY_TEST}' }"))
    verdict = validate("--format", "short", file, env={"GATEWAY_TEST": value})
    assert verdict.code == PROBLEMS
    assert ":6:" in verdict.output


def test_C16_a_default_stands_in_and_a_doubled_dollar_is_literal() -> None:
    with running_gateway(ack_route(reply='"<line>:${GATEWAY_TEST_UNSET:-none}:$${X}"')) as gateway:
        gateway.ask(b"a\n", b"a:none:${X}\n")
