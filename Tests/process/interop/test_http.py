"""examples/protocols/http.yaml with curl, wget, http.client and wrk."""

from __future__ import annotations

import http.client
import pathlib
import re

from programs import closed_well, port_of, run, serving


def test_curl_uses_one_connection_for_two_requests() -> None:
    with serving("http") as gateway:
        url = f"http://127.0.0.1:{port_of(gateway, 'http')}/"
        said = run("curl", "-sSv", "--noproxy", "*", url, url, package="curl")
        assert said.count("hello 127.0.0.1") == 2 and "Re-using existing connection" in said
        closed_well(gateway, "http", replies=2)
        assert gateway.counters().total("connections_accepted", route="http") == 1


def test_curl_gets_back_what_it_posts(tmp_path: pathlib.Path) -> None:
    body = bytes(range(256)) * 128
    (tmp_path / "body").write_bytes(body)
    with serving("http") as gateway:
        url = f"http://127.0.0.1:{port_of(gateway, 'http')}/echo"
        data = ["--data-binary", f"@{tmp_path}/body", "--output", str(tmp_path / "back")]
        status = run("curl", "-sS", "--noproxy", "*", *data, "-w", "%{http_code}", url, package="curl")
        assert status == "200" and (tmp_path / "back").read_bytes() == body
        assert run("curl", "-sS", "--noproxy", "*", url, package="curl") == "nothing at /echo\n"
        closed_well(gateway, "http", replies=2)


def test_wget_gets_and_posts() -> None:
    with serving("http") as gateway:
        url = f"http://127.0.0.1:{port_of(gateway, 'http')}/"
        common = ["--no-proxy", "--tries=1", "--timeout=30", "-qO-"]
        assert run("wget", *common, url, package="wget") == "hello 127.0.0.1\n"
        assert run("wget", *common, "--no-http-keep-alive", url, package="wget") == "hello 127.0.0.1\n"
        assert run("wget", *common, "--post-data=how are you", url + "echo", package="wget") == "how are you"
        run("wget", *common, url + "nothing", package="wget", status=8)
        closed_well(gateway, "http", replies=4)


def test_http_client_reads_headers_and_the_end() -> None:
    with serving("http") as gateway:
        client = http.client.HTTPConnection(*gateway.addresses("http")[0], timeout=30)
        client.request("POST", "/echo", b"{}", {"Content-Type": "application/json"})
        answer = client.getresponse()
        assert (answer.status, answer.read(), answer.headers["content-type"]) == (200, b"{}", "application/json")
        client.request("GET", "/", headers={"Connection": "close"})
        answer = client.getresponse()
        assert answer.will_close and answer.read() == b"hello 127.0.0.1\n"
        client.close()
        closed_well(gateway, "http", replies=2)


def test_wrk_is_answered_for_two_seconds() -> None:
    with serving("http") as gateway:
        url = f"http://127.0.0.1:{port_of(gateway, 'http')}/"
        said = run("wrk", "-t", "1", "-c", "20", "-d", "2s", "--timeout", "30s", url, package="wrk")
        done = re.search(r"(\d+) requests in", said)
        assert done and int(done[1]) > 0, said
        assert "Socket errors" not in said and "Non-2xx" not in said, said
        gateway.expect_count(0, "connections_active", route="http")
        counters = gateway.counters()
        assert counters.total("frames_received", route="http") == counters.total("replies_sent", route="http")
        assert counters.total("replies_sent", route="http") >= int(done[1])
        assert counters.total("frame_errors", route="http") == 0
