"""The servers that are compared: how to find, start and name each. Every one answers `x` with `ack:x`.

What each does, and what differs, stands in docs/performance.md.
"""

import contextlib
import dataclasses
import pathlib
import re
import shutil
import string
import subprocess
import sys
import tempfile
from collections.abc import Callable

from . import places
from .process import LOAD_CORE, Server, free_port


@dataclasses.dataclass(frozen=True)
class Peer:
    name: str
    package: str  # what to install or build where it is missing
    needs: Callable  # () -> something true where it can run
    serving: Callable  # () -> a context with a Server
    version: Callable = lambda: ""
    answer: str = "ack"


def plain(command, **environment):
    """A server that takes port 0 and says `listening on`."""
    return lambda: Server(command, environment=environment)


@contextlib.contextmanager
def configured(name, command, **values):
    """A server with a configuration file from `peers/NAME`, in which the port stands."""
    directory, port = places.PEERS / name, free_port()
    with tempfile.TemporaryDirectory() as work:
        for template in directory.glob(f"{name}.c*"):
            text = string.Template(template.read_text())
            (pathlib.Path(work) / template.name).write_text(
                text.safe_substitute(values, port=port, directory=directory, work=work))
        with Server([part.format(work=work) for part in command], port=port) as server:
            yield server


@contextlib.contextmanager
def nginx():
    with Server([sys.executable, places.PEERS / "nginx/silent.py"], cores=LOAD_CORE) as silent:
        command = [places.program("nginx"), "-c", "{work}/nginx.conf", "-p", "{work}"]
        with configured("nginx", command, silent=silent.port, modules=MODULES) as server:
            yield server


MODULES = pathlib.Path("/usr/lib/nginx/modules")


@contextlib.contextmanager
def gateway_with(text, *more, **options):
    """The gateway with a route file of this text."""
    with tempfile.TemporaryDirectory() as work:
        file = pathlib.Path(work) / "routes.yaml"
        file.write_text(text)
        with Server(gateway(file, *more), **options) as server:
            yield server


def gateway_with_example(name):
    """The gateway with an example, on a port that is free."""
    text = (places.ROOT / "examples" / name).read_text()
    return gateway_with(re.sub(r"listen: \S+", "listen: 127.0.0.1:0", text))


def gateway(file, *more):
    """The gateway as users run it, with one loop unless `more` says otherwise."""
    return [places.GATEWAY, "serve", *(more or ["--loops", "1"]), file]


def output(*command):
    """What a command says about itself, on whichever stream."""
    if not command[0] or not shutil.which(command[0]):
        return ""
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30)
    return result.stdout


def word(text, after):
    """The word behind the first occurrence of `after`."""
    return text.partition(after)[2].split()[0].partition("-")[0] if after in text else ""


def nio_version():
    package = (places.BENCHMARKS / "Package.swift").read_text()
    return package.partition('exact: "')[2].partition('"')[0]


def asyncio_command(*arguments):
    return plain([sys.executable, places.PEERS / "asyncio/server.py", *arguments])


def has_uvloop():
    return subprocess.run([sys.executable, "-c", "import uvloop"], stderr=subprocess.DEVNULL).returncode == 0


def python_version():
    return word(output(sys.executable, "--version"), "Python ")


GATEWAY = Peer(
    "gateway", "make build", places.GATEWAY.exists, plain(gateway(places.BENCHMARKS / "ack.yaml")))
REFERENCE = Peer(
    "C reference", "make -C Benchmarks", places.REFERENCE.exists, plain([places.REFERENCE, "127.0.0.1", "0"]))

PEERS = [
    Peer("Redis", "redis-server", lambda: places.program("redis-server"),
         lambda: configured("redis", [places.program("redis-server"), "{work}/redis.conf"]),
         lambda: word(output("redis-server", "--version"), "v="), answer="ping"),
    Peer("HAProxy", "haproxy", lambda: places.program("haproxy"),
         lambda: configured("haproxy", [places.program("haproxy"), "-db", "-f", "{work}/haproxy.cfg"]),
         lambda: word(output(places.program("haproxy"), "-v"), "version ")),
    Peer("nginx", "libnginx-mod-stream-js",
         lambda: places.program("nginx") and (MODULES / "ngx_stream_js_module.so").exists(),
         nginx, lambda: word(output(places.program("nginx"), "-v"), "nginx/")),
    Peer("Go", "golang-go", (places.BUILT / "go-ack").exists, plain([places.BUILT / "go-ack"], GOMAXPROCS="1"),
         lambda: word(output("go", "version"), "version go")),
    Peer("SwiftNIO", "make -C Benchmarks nio", (places.BUILT / "nio/release/nio-handler").exists,
         plain([places.BUILT / "nio/release/nio-handler"]), nio_version),
    Peer("SwiftNIO async", "make -C Benchmarks nio", (places.BUILT / "nio/release/nio-async").exists,
         plain([places.BUILT / "nio/release/nio-async"]), nio_version),
    Peer("uvloop", "python3-uvloop", has_uvloop, asyncio_command("protocol", "--uvloop"),
         lambda: word(output(sys.executable, "-c", "import uvloop; print('v', uvloop.__version__)"), "v ")),
    Peer("asyncio", "python3", lambda: True, asyncio_command("protocol"), python_version),
    Peer("asyncio streams", "python3", lambda: True, asyncio_command("streams"), python_version),
]


def installed():
    """The peers that can run here; says which cannot."""
    found = []
    for peer in PEERS:
        if peer.needs():
            found.append(peer)
        else:
            print(f"bench: no {peer.name} here (missing: {peer.package})", flush=True)
    return found
