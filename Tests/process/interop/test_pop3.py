"""examples/protocols/pop3.yaml with curl and Python's poplib."""

from __future__ import annotations

import poplib

import pytest

from programs import closed_well, port_of, run, serving

LUNCH = "From: bob@example.org\r\nTo: ann@example.org\r\nSubject: lunch\r\n\r\nNoon, at the usual place?\r\n"


def test_curl_lists_and_prints_mails() -> None:
    with serving("pop3") as gateway:
        url = f"pop3://127.0.0.1:{port_of(gateway, 'pop3')}/"

        def curl(path: str, password: str = "secret", status: int = 0) -> str:
            options = ["-sS", "--noproxy", "*", "--user", f"ann:{password}"]
            return run("curl", *options, url + path, package="curl", status=status)

        assert curl("") == "1 89\r\n2 76\r\n"
        assert curl("1") == LUNCH
        assert curl("2").endswith("\r\n\r\n.\r\n..and more\r\n")
        curl("3", status=8)
        curl("1", password="wrong", status=67)
        closed_well(gateway, "pop3")


def test_poplib_deletes_a_mail_of_its_session() -> None:
    with serving("pop3") as gateway:
        client = poplib.POP3(*gateway.addresses("pop3")[0], timeout=30)
        assert client.getwelcome() == b"+OK ready"
        with pytest.raises(poplib.error_proto):
            client.stat()
        client.user("ann")
        client.pass_("secret")
        assert client.stat() == (2, 165)
        assert client.list()[1] == [b"1 89", b"2 76"]
        _, mail, octets = client.retr(1)
        assert b"\r\n".join(mail) + b"\r\n" == LUNCH.encode() and octets == len(LUNCH)
        assert client.retr(2)[1][-2:] == [b".", b"..and more"]
        client.dele(1)
        assert client.list()[1] == [b"2 76"] and client.stat() == (1, 76)
        with pytest.raises(poplib.error_proto, match="no such mail"):
            client.retr(1)
        client.rset()
        assert client.stat() == (2, 165) and client.capa() == {"USER": []}
        assert client.quit() == b"+OK bye"
        closed_well(gateway, "pop3")
