"""The wires between services, to be cut: a small TCP proxy between each service and each log that
it follows.

The loopback network has sixteen million addresses. Each follower gets one of its own on which all
ports of the others are forwarded to where they really are, so that any one wire can be cut, held
or slowed down without touching the rest.
"""

import asyncio
import socket
import struct
import threading

from suite import PORTS

CHUNK = 65_536


class Wire:
    """From one follower to one service: both its sockets, and every connection over them."""

    def __init__(self):
        self.connections = set()
        self.is_cut = False
        self.delay = 0.0
        self.flows = asyncio.Event()
        self.flows.set()


class Links:
    """All wires of an installation. Used as a context; its methods may be called by any thread."""

    def __init__(self, offset):
        self.offset = offset
        self.addresses = {name: f"127.0.0.{10 + place}" for place, name in enumerate(PORTS)}
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.wires = {
            (follower, service): Wire()
            for follower in PORTS for service in PORTS if follower != service}
        self.servers = []

    def environment(self, follower):
        """What a service has to be told so that it goes over its wires."""
        return {
            f"RAPPORT_{service.upper()}_HOST": self.addresses[follower]
            for service in PORTS if service != follower}

    def __enter__(self):
        self.thread.start()
        try:
            self._do(self._listen())
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._do(self._close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def cut(self, wires):
        """Resets all connections over these wires, and refuses new ones until they are mended."""
        self._do(self._cut(wires))

    def hold(self, wires):
        """Lets nothing through, without a word to either end."""
        self._do(self._hold(wires))

    def slow(self, wires, seconds):
        """Lets everything through so much later."""
        self._do(self._slow(wires, seconds))

    def mend(self, wires):
        self._do(self._mend(wires))

    def _do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    async def _listen(self):
        for (follower, service), wire in self.wires.items():
            for port in PORTS[service]:
                self.servers.append(await asyncio.start_server(
                    self._accepting(wire, port + self.offset), self.addresses[follower],
                    port + self.offset))

    async def _close(self):
        for server in self.servers:
            server.close()
        await self._cut(self.wires)
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _cut(self, wires):
        for wire in (self.wires[key] for key in wires):
            wire.is_cut = True
            for writer in list(wire.connections):
                reset(writer)

    async def _hold(self, wires):
        for key in wires:
            self.wires[key].flows.clear()

    async def _slow(self, wires, seconds):
        for key in wires:
            self.wires[key].delay = seconds

    async def _mend(self, wires):
        for wire in (self.wires[key] for key in wires):
            wire.is_cut, wire.delay = False, 0.0
            wire.flows.set()

    def _accepting(self, wire, port):
        async def accept(reader, writer):
            if wire.is_cut:
                return reset(writer)
            try:
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                return reset(writer)
            ends = {writer, far_writer}
            wire.connections |= ends
            try:
                await asyncio.gather(
                    forward(wire, reader, far_writer), forward(wire, far_reader, writer))
            except OSError:
                pass  # one end is gone; so is the other now
            finally:
                wire.connections -= ends
                for end in ends:
                    reset(end)
        return accept


async def forward(wire, reader, writer):
    while chunk := await reader.read(CHUNK):
        await wire.flows.wait()
        if wire.delay:
            await asyncio.sleep(wire.delay)
        writer.write(chunk)
        await writer.drain()
    raise ConnectionResetError("the other end has closed")


def reset(writer):
    """Ends a connection as a pulled plug does: with RST, and what was under way is lost."""
    end = writer.get_extra_info("socket")
    if end is not None and end.fileno() >= 0:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
