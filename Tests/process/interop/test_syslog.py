"""examples/protocols/syslog.yaml with util-linux's logger."""

from __future__ import annotations

from logs import message
from programs import closed_well, port_of, run, serving

OPTIONS = ["--tcp", "--octet-count", "--server", "127.0.0.1", "--priority", "local0.warning", "--tag", "app"]


def test_logger_sends_messages_of_both_kinds() -> None:
    with serving("syslog") as gateway:

        def logger(*options: str, input: bytes | None = None) -> None:
            run("logger", *OPTIONS, "--port", port_of(gateway, "syslog"), *options, package="bsdutils", input=input)

        logger("--rfc5424", "it is warm")
        gateway.logs.wait_for(message("it is warm"))
        logger("--rfc3164", "it is hot")
        gateway.logs.wait_for(message("it is hot"))
        said = gateway.logs.matching(message("it is"))
        assert [event["msg"].split()[0] for event in said] == ["warning", "warning"]
        logger("--rfc5424=notime,nohost", input=b"".join(b"line %d\n" % number for number in range(500)))
        gateway.expect_count(501, "rule_matches", route="syslog", rule="rfc5424")
        closed_well(gateway, "syslog", replies=0)
        assert gateway.counters().total("rule_matches", route="syslog", rule="rfc3164") == 1
