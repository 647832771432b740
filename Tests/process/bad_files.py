"""Route files that have to be refused, by the rows of section F of the fault catalogue.

Each is the bytes of a file, and words of which every one has to be in what the gateway says about it.
"""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass
class BadFile:
    content: bytes
    words: tuple[str, ...]


def _file(content: str | bytes, *words: str) -> BadFile:
    return BadFile(content.encode() if isinstance(content, str) else content, words)


def _route(*lines: str) -> str:
    """A good route with lines that are not; the first of them is line 5."""
    head = ["routes:", "  ack:", "    listen: 127.0.0.1:7000", '    reply: "ack:<line>"']
    return "\n".join(head + [f"    {line}" for line in lines]) + "\n"


def _reply(template: str) -> str:
    return f"routes:\n  ack:\n    listen: 127.0.0.1:7000\n    reply: {template}\n"


def _two(first: str, second: str) -> str:
    return (
        f"routes:\n  one:\n    listen: {first}\n    reply: x\n"
        f"  two:\n    listen: {second}\n    reply: y\n"
    )


def _laughs(levels: int, width: int) -> str:
    """Each anchor is a list of the one before, several times: exponential when it is expanded."""
    names = "abcdefghijklmnop"
    lines = ["x-a: &a [lol, lol]"]
    for level in range(1, levels):
        lines.append(f"x-{names[level]}: &{names[level]} [{','.join(['*' + names[level - 1]] * width)}]")
    return "\n".join(lines) + "\n" + _route()


def _alias_keys(depth: int) -> str:
    """Mappings whose keys are aliases of mappings: equality of keys is exponential in the depth."""
    lines = ["x-k0: &k0 { a: a }"]
    for level in range(1, depth):
        lines.append(f"x-k{level}: &k{level} {{ ? *k{level - 1} : *k{level - 1} }}")
    return "\n".join(lines) + "\n"


GOOD = _route()
ADDRESS = "127.0.0.1:7000"
BOTH = ("3 |     listen: ", "first here", ":6:13")

BAD_FILES: dict[str, BadFile] = {
    "C01 empty": _file("", "empty"),
    "C01 only comments": _file("# nothing\n# here\n", "only comments"),
    "C01 two documents": _file(GOOD + "---\n" + GOOD, "second document", ":5"),
    "C01 UTF-16 little endian": _file(GOOD.encode("utf-16"), "UTF-16"),
    "C01 UTF-16 big endian": _file(b"\xfe\xff" + GOOD.encode("utf-16-be"), "UTF-16"),
    "C01 NUL": _file(GOOD.encode() + b"x-a: \0\n", "NUL", ":5"),
    "C01 invalid UTF-8": _file(GOOD.encode() + b"x-a: \xc3\x28\n", "UTF-8", ":5"),
    "C01 tab as indent": _file("routes:\n\tack:\n\t\tlisten: 127.0.0.1:7000\n", "tab", ":2"),
    "C03 flow nested 1 100 deep": _file("x-a: " + "[" * 1100 + "]" * 1100 + "\n", "64"),
    "C03 mappings nested 1 100 deep": _file("x-a: " + "{a: " * 1100 + "}" * 1100 + "\n", "64"),
    "C03 blocks nested 1 100 deep": _file("".join(" " * i + "a:\n" for i in range(300)), "64"),
    "C03 block lists nested 1 100 deep": _file("- " * 1100 + "a\n", "64"),
    "C03 40 000 open braces": _file("{" * 40_000, ":1:2"),
    "C04 alias bomb of 280 bytes": _file(_laughs(9, 4), "100000", ":9:"),
    "C04 alias bomb of 430 bytes": _file(_laughs(10, 9), "100000"),
    "C05 aliases as keys, 5 deep": _file(_alias_keys(5), "key"),
    "C05 aliases as keys, 12 deep": _file(_alias_keys(12), "key"),
    "C06 reference to itself": _file("x-a: &a [*a]\n" + GOOD, "alias", ":1:"),
    "C06 merge of itself": _file("x: &x {<<: *x}\n", ":1:"),
    "C06 merge key": _file("x-a: &a { reply: x }\n" + _route("<<: *a"), "merge", ":6:"),
    "C06 unknown alias": _file(_route("close: *nowhere"), "nowhere", ":5:"),
    "C06 alias of an ordinary anchor": _file(_two("&a 127.0.0.1:7000", "*a"), ":6:"),
    "C07 duplicate key": _file(_route("close: true", "close: false"), "close", ":5:", ":6:"),
    "C07 duplicate route": _file(_route() + "  ack:\n    reply: x\n", "ack", "line 2", ":5:"),
    "C07 duplicate key at the top": _file("drain: 1s\n" + GOOD + "drain: 2s\n", "drain", ":1:", ":6:"),
    "C08 unknown key": _file(_route("framming: line"), "framming", "`framing`", ":5:5"),
    "C08 unknown key at the top": _file("route:\n  a: b\n", "route", "`routes`", ":1:1"),
    "C08 unknown word": _file(_route("framing: lime"), "lime", "`line`", ":5:14"),
    "C08 list for a mapping": _file("routes: [a, b]\n", ":1:9"),
    "C08 mapping for a word": _file(_route("reply2: x"), "reply2", ":5:5"),
    "C08 yes for a truth value": _file(_route("close: yes"), "yes", "true", ":5:12"),
    "C08 on for a truth value": _file(_route("close: on"), "`on`", ":5:12"),
    "C08 a number without unit": _file(_route("timeouts: { idle: 30 }"), "30s", ":5:23"),
    "C08 a size without unit": _file(_route("limits: { reply: 1024 }"), "`1024B`", ":5:22"),
    "C08 sexagesimal": _file(_route("timeouts: { idle: 12:30 }"), "12:30", ":5:23"),
    "C08 octal": _file(_route("limits: { connections: 0o17 }"), "0o17", ":5:28"),
    "C08 exponent": _file(_route("limits: { connections: 1e3 }"), "1e3", ":5:28"),
    "C08 negative": _file(_route("limits: { connections: -1 }"), "-1", ":5:28"),
    "C08 beyond 64 bits": _file(_route("limits: { connections: 99999999999999999999 }"), ":5:28"),
    "C08 duration beyond 64 bits": _file(_route("timeouts: { idle: 99999999999999999999h }"), ":5:23"),
    "C08 size beyond 64 bits": _file(_route("framing: { line: true, max: 9999999999999GiB }"), ":5:33"),
    "C08 no routes": _file("version: 1\n", "routes"),
    "C08 no listen": _file("routes:\n  ack:\n    reply: x\n", "listen", ":2:3"),
    "C08 an address that is none": _file(_two("127.0.0.1", "127.0.0.1:7001"), ":3:13"),
    "C08 a port beyond 65535": _file(_two("127.0.0.1:65536", "127.0.0.1:7001"), "65535", ":3:"),
    "C11 unknown placeholder": _file(_reply('"ack:<lien>"'), "lien", "`line`", ":4:18"),
    "C11 unknown filter": _file(_reply('"<line|uper>"'), "uper", "`upper`", ":4:19"),
    "C11 unclosed": _file(_reply('"ack:<line"'), "<", ":4:17"),
    "C11 inside escapes": _file(_reply('"\\x41\\u00e9<lien>"'), "lien", ":4:24"),
    "C11 inside a block": _file(_reply("|\n      one\n      <lien>"), "lien", ":6:8"),
    "C11 nested": _file(_reply('"<line|default:<lien>>"'), "lien", ":4:"),
    "C13 one address twice": _file(_two("127.0.0.1:7000", "127.0.0.1:7000"), *BOTH),
    "C13 all interfaces and one of them": _file(_two('"*:7000"', "127.0.0.1:7000"), *BOTH),
    "C13 0.0.0.0 and one address": _file(_two("0.0.0.0:7000", "127.0.0.1:7000"), *BOTH),
    "C13 localhost and its address": _file(_two("localhost:7000", '"[::1]:7000"'), *BOTH),
    "C13 one unix path twice": _file(_two("unix:/tmp/a.sock", "unix:/tmp/b/../a.sock"), *BOTH),
    "C13 twice in one list": _file(GOOD.replace(ADDRESS, f"[{ADDRESS}, {ADDRESS}]"), "first here", ":3:30"),
    "C16 unset variable": _file(_reply('"${GATEWAY_TEST_UNSET}"'), "GATEWAY_TEST_UNSET", ":4:13"),
    "C16 unset in the middle": _file(_reply("ack ${GATEWAY_TEST_UNSET} x"), "GATEWAY_TEST_UNSET", ":4:16"),
    "C16 unclosed": _file(_reply('"${GATEWAY_TEST"'), "${", ":4:"),
    "C16 in a key": _file(_route('"${HOME}": x'), ":5:5"),
    "C16 not of the key's type": _file(_route("timeouts: { idle: '${GATEWAY_TEST_UNSET:-soon}' }"), "soon", ":5:"),
}
