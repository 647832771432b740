"""examples/protocols/smtp.yaml with swaks, curl, smtplib and Postfix's smtp-source."""

from __future__ import annotations

import pathlib
import smtplib

import pytest

from programs import closed_well, lines, port_of, run, serving

MAIL = b"From: ann@example.org\r\nSubject: dots\r\n\r\n.\r\n..\r\n.one\r\n"


def swaks(port: str, *options: str, status: int = 0) -> str:
    common = ["--server", f"127.0.0.1:{port}", "--helo", "client.example", "--to", "bob@example.org", "--timeout", "5"]
    return run("swaks", *common, *options, package="swaks", status=status)


@pytest.mark.parametrize("options", [[], ["--pipeline"]], ids=["by steps", "pipelined"])
def test_swaks_delivers_a_mail(options: list[str]) -> None:
    with serving("smtp") as gateway:
        said = swaks(port_of(gateway, "smtp"), "--from", "ann@example.org", *options)
        lines(said, ["250 SIZE", "250 2.1.0 sender taken", "354 go on", "250 2.0.0 taken: ", "221 2.0.0 bye"])
        closed_well(gateway, "smtp")


def test_swaks_is_refused_as_it_asks_for() -> None:
    with serving("smtp") as gateway:
        port = port_of(gateway, "smtp")
        assert "452 as you asked" in swaks(port, "--to", "452@example.org", status=24)
        said = swaks(port, "--from", "554@example.org", status=26)
        lines(said, ["354 go on", "554 as 554@example.org asked for"])


def test_curl_delivers_a_mail(tmp_path: pathlib.Path) -> None:
    (tmp_path / "mail").write_bytes(MAIL)
    with serving("smtp") as gateway:
        url = f"smtp://127.0.0.1:{port_of(gateway, 'smtp')}/client.example"
        to = ["--mail-from", "ann@example.org", "--mail-rcpt", "bob@example.org", "--mail-rcpt", "eve@example.org"]
        said = run("curl", "-sv", url, *to, "-T", str(tmp_path / "mail"), package="curl")
        assert f"taken: {len(MAIL)} bytes from ann@example.org" in said
        closed_well(gateway, "smtp")


def test_smtplib_delivers_and_undoes_its_dots() -> None:
    with serving("smtp") as gateway:
        with smtplib.SMTP("127.0.0.1", int(port_of(gateway, "smtp")), "client.example", timeout=30) as client:
            assert client.sendmail("ann@example.org", ["bob@example.org"], MAIL) == {}
            assert client.has_extn("pipelining") and client.esmtp_features["size"] == "10485760"
            client.sendmail("ann@example.org", ["bob@example.org"], b"x" * 998 + b"\r\n" + b"y\r\n" * 1_000_000)
        closed_well(gateway, "smtp")
        # The log is behind the replies; the counters, which were asked for, are behind the log.
        taken = [event["msg"] for event in gateway.logs.matching(lambda event: "mail of" in event.get("msg", ""))]
        assert [text.split()[2] for text in taken] == [str(len(MAIL)), "3001000"]


def test_smtplib_sees_each_refusal() -> None:
    with serving("smtp") as gateway:
        with smtplib.SMTP("127.0.0.1", int(port_of(gateway, "smtp")), "client.example", timeout=30) as client:
            refused = client.sendmail("ann@example.org", ["bob@example.org", "550@example.org"], MAIL)
            assert refused == {"550@example.org": (550, b"as you asked")}
            with pytest.raises(smtplib.SMTPDataError) as caught:
                client.sendmail("421@example.org", ["bob@example.org"], MAIL)
            assert caught.value.smtp_code == 421


def test_smtp_source_delivers_two_hundred_mails_in_eight_sessions() -> None:
    with serving("smtp") as gateway:
        target = f"inet:127.0.0.1:{port_of(gateway, 'smtp')}"
        options = ["-s", "8", "-m", "200", "-l", "4096", "-f", "ann@example.org", "-t", "bob@example.org"]
        run("smtp-source", *options, target, package="postfix")
        # A greeting, then HELO, MAIL, RCPT, DATA, the text and QUIT: seven replies for each mail.
        closed_well(gateway, "smtp", replies=7 * 200)
        assert gateway.counters().total("rule_matches", route="smtp", rule="taken") == 200
