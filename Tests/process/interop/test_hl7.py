"""examples/protocols/hl7.yaml with the package hl7: its program mllp_send and its client."""

from __future__ import annotations

import pathlib

from programs import closed_well, module, port_of, run, serving

ADMIT = "MSH|^~\\&|ADT|WARD|LAB|HOSPITAL|20240501083000||ADT^A01|{id}|P|2.3|||AL|NE\rEVN|A01\rPID|||7\r"


def test_mllp_send_prints_an_acknowledgement_of_each_message(tmp_path: pathlib.Path) -> None:
    (tmp_path / "admit.hl7").write_text("".join(ADMIT.format(id=id) for id in ("00041", "00042")), newline="")
    with serving("hl7") as gateway:
        options = ["--loose", "--file", str(tmp_path / "admit.hl7"), "--port", port_of(gateway, "hl7")]
        printed = run("mllp_send", *options, "127.0.0.1", package="python3-hl7")
        assert "MSA|AA|00041\r" in printed and "MSA|AA|00042\r" in printed
        closed_well(gateway, "hl7", replies=2)


def test_the_package_hl7_reads_the_acknowledgement() -> None:
    hl7 = module("hl7", "python3-hl7")
    client_of = module("hl7.client", "python3-hl7").MLLPClient
    with serving("hl7") as gateway:
        with client_of("127.0.0.1", int(port_of(gateway, "hl7"))) as client:
            for number in range(100):
                answer = client.send_message(ADMIT.format(id=f"M{number}"))
                assert answer.startswith(b"\x0b") and answer.endswith(b"\x1c\r")
                message = hl7.parse(answer[1:-2].decode())
                assert str(message.segment("MSH")[9]) == "ACK^A01"
                assert [str(field) for field in message.segment("MSA")] == ["MSA", "AA", f"M{number}"]
                assert [str(message.segment("MSH")[n]) for n in (3, 4, 5, 6)] == ["LAB", "HOSPITAL", "ADT", "WARD"]
                assert str(message.segment("MSH")[12]) == "2.3"
        closed_well(gateway, "hl7", replies=100)
