"""The schema against files: what is right passes, and a wrong file that a schema can catch does not.

Files are read by PyYAML, which types scalars as YAML 1.1 has it: the schema has to take a port written as a
number and a `true` that has become a boolean, as an editor's own reader would hand them over.
"""

import json
import pathlib

import jsonschema
import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").rglob("*.yaml"))

ROUTE = {"listen": "127.0.0.1:7000", "reply": "ack:<line>"}


@pytest.fixture(scope="module")
def validator():
    schema = json.loads((ROOT / "schema" / "gateway.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def problems(validator, text):
    return [error.message for error in validator.iter_errors(yaml.safe_load(text))]


def in_route(lines):
    """A file with one route of these YAML lines; what they leave out of `listen` and `reply` is added."""
    own = yaml.safe_load(lines)
    route = {key: value for key, value in ROUTE.items() if key not in own and not (key == "reply" and own.keys() & {"rules", "states"})}
    body = "\n".join("    " + line for line in lines.splitlines())
    return f"routes:\n  r:\n{body}\n" + "".join(f"    {key}: '{value}'\n" for key, value in route.items())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_passes(validator, path):
    assert problems(validator, path.read_text()) == []


RIGHT = [
    "listen: [':7000', '*:7000', '[::1]:0', 'localhost:1', 'unix:/run/x.sock']",
    "listen: { unix: /run/x.sock, mode: 0660, group: mail }",
    "listen: { unix: /run/x.sock, mode: '0660' }",
    "listen: '127.0.0.1:${PORT:-7000}'",
    "allow: [10.0.0.0/8, '::1']",
    "allow: 127.0.0.1",
    "reply: 5",
    "reply: yes",
    "reply: [a, b]",
    "reply: |\n  one\n  two",
    "rules: [{ name: only, reply: a, close: false }]",
    "close: true",
    "close: 'true'",
    "framing: crlf",
    "framing: { line: true, max: 1KiB, at_eof: deliver }",
    "framing: { line: crlf }",
    'framing: { delimiter: ["\\0", ";"] }',
    "framing: { fixed: 4, trailer: x }",
    "framing: { fixed: '4' }",
    "framing: { length: { bytes: 4, endian: little, adjust: -4 } }",
    "framing: { length: { until: ':', trailer: ',' } }",
    "framing: { between: ['[', ']'], outside: skip }",
    "framing: { mllp: true }",
    "events: { oversize: { reply: no, continue: true }, connect: { close: true }, shutdown: {} }",
    "limits: { connections: 5, connections_per_ip: none, reply: 1MiB }",
    "limits: { connections: '${MANY}' }",
    "timeouts: { idle: none, frame: 500ms, write: 10s, half_closed: 5m, connection: 1h }",
    "foreign: allow",
    "reply: { text: a, framing: counted, when: { n: 1 } }",
    "rules: [{ match: PING, reply: PONG }, { regex: 'a|b', close: true }, { reset: true }]",
    "rules: [{ match: [a, 1], when: { n: [1, '<x>'] }, let: { a: 1 }, delay: 1s, reply: b, log: c }]",
    "vars: { count: 0 }\nshared: { on: true }\nrules: [{ set: { count: 1, shared.on: no } }]",
    "start: a\nstates: { a: { read: { fixed: '<n>' }, rules: [{ goto: a }] }, b: { use: x } }",
    "use: x\nrulesets: { x: [{ match: a }] }\nreply: a",
    "timers: [{ every: 1s, reply: a }, { after: 5m, close: true }]",
    "events: { connect: { set: { a: 1 }, log: b, goto: c } }",
    "framing: stomp\ntelnet: true\nignore_case: 'true'",
    "framing: { headers: { start_line: false, eol: lf, end: \"\\0\" } }",
]


@pytest.mark.parametrize("lines", RIGHT)
def test_what_is_right_passes(validator, lines):
    assert problems(validator, in_route(lines)) == []


WRONG = [
    "framming: line",
    "listen: 7000",
    "listen: 127.0.0.1",
    "listen: example.org:7000",
    "listen: []",
    "listen: { mode: '0660' }",
    "listen: { unix: /run/x.sock, mode: rw }",
    "listen: { unix: " + "x" * 108 + " }",
    "allow: [localhost]",
    "allow: []",
    "reply: []",
    "reply: { framing: dot }",
    "reply: { text: a, framing: dotty }",
    "reply: a\nrules: [{ reply: b }]",
    "rules: []",
    "rules: [{ mach: PING, reply: PONG }]",
    "rules: [{ match: [], reply: PONG }]",
    "rules: [{ match: PING, delay: 5, reply: PONG }]",
    "states: { a: { ruels: [{ close: true }] } }",
    "states: { a b: { rules: [{ close: true }] } }",
    "states: { a: { rules: [{ close: true }] } }\nrules: [{ reply: a }]",
    "timers: [{ reply: a }]",
    "timers: [{ every: 1s, after: 1s, reply: a }]",
    "framing: { headers: { end: '' } }",
    "close: 1",
    "close: 'yes'",
    "framing: lines",
    "framing: {}",
    "framing: { max: 1KiB }",
    "framing: { line: true, crlf: true }",
    "framing: { crlf: false }",
    "framing: { line: true, max: 1024 }",
    "framing: { line: true, max: 64KB }",
    "framing: { delimiter: '' }",
    "framing: { fixed: 0 }",
    "framing: { fixed: four }",
    "framing: { between: ['['] }",
    "framing: { length: {} }",
    "framing: { length: { bytes: 9 } }",
    "framing: { length: { bytes: 4, digits: 4 } }",
    "framing: { length: { bytes: 4, endian: small } }",
    "events: { oversized: {} }",
    "events: { oversize: too long }",
    "events: { connect: { continue: true } }",
    "limits: { connections: 0 }",
    "limits: { connections: many }",
    "limits: { reply: 1024 }",
    "timeouts: { idle: 30 }",
    "timeouts: { idle: 30 s }",
    "timeouts: { idel: 30s }",
    "foreign: maybe",
    "vars: [count]",
    "tls: { cert: a, key: b }",
]


@pytest.mark.parametrize("lines", WRONG)
def test_what_is_wrong_does_not(validator, lines):
    assert problems(validator, in_route(lines)) != []


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "routes: {}",
        "routes: []",
        "routes: { r: { reply: a } }",
        "routes: { r: { listen: ':1' } }",
        "routes: { 'a b': { listen: ':1', reply: a } }",
        "versoin: 1\nroutes: { r: { listen: ':1', reply: a } }",
        "version: 2\nroutes: { r: { listen: ':1', reply: a } }",
        "drain: 8\nroutes: { r: { listen: ':1', reply: a } }",
        "drain: none\nroutes: { r: { listen: ':1', reply: a } }",
        "log: { level: loud }\nroutes: { r: { listen: ':1', reply: a } }",
    ],
)
def test_a_wrong_file_does_not_pass(validator, text):
    assert problems(validator, text) != []


def test_the_author_may_have_notes_and_anchors(validator):
    text = "x-hello: &hello [anything]\nversion: 1\ndrain: 8s\nlog: { format: json }\nroutes: { r: { listen: ':1', reply: a } }"
    assert problems(validator, text) == []
