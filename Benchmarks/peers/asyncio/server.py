"""A line server on asyncio. Answers `x` with `ack:x`.

    server.py protocol|streams [--uvloop]

`protocol`: a Protocol that answers all lines of a read with one write, as well as asyncio can do. `streams`:
readline, write and drain for each line, as its documentation shows.
"""

import asyncio
import socket
import sys


class Acknowledge(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.rest = b""
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data):
        *lines, self.rest = (self.rest + data).split(b"\n")
        if lines:
            self.transport.write(b"".join(b"ack:%b\n" % line.removesuffix(b"\r") for line in lines))


async def serve(reader, writer):
    try:
        while (line := await reader.readline()).endswith(b"\n"):
            writer.write(b"ack:%b\n" % line[:-1].removesuffix(b"\r"))
            await writer.drain()
    except ConnectionError:
        pass
    writer.close()


async def main():
    if sys.argv[1] == "streams":
        server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=4096)
    else:
        server = await asyncio.get_running_loop().create_server(Acknowledge, "127.0.0.1", 0, backlog=4096)
    print(f"listening on 127.0.0.1:{server.sockets[0].getsockname()[1]}", file=sys.stderr, flush=True)
    await server.serve_forever()


if "--uvloop" in sys.argv:
    import uvloop

    uvloop.install()
asyncio.run(main())
