"""Accepts connections, reads nothing and says nothing: the upstream that a filter in nginx needs."""

import asyncio
import sys


class Silent(asyncio.Protocol):
    def connection_made(self, transport):
        transport.pause_reading()


async def main():
    server = await asyncio.get_running_loop().create_server(Silent, "127.0.0.1", 0, backlog=4096)
    print(f"listening on 127.0.0.1:{server.sockets[0].getsockname()[1]}", file=sys.stderr, flush=True)
    await server.serve_forever()


asyncio.run(main())
