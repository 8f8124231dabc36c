"""Another program by callbacks: what a SubprocessProtocol is told, and in which order."""

import asyncio
from asyncio.subprocess import PIPE


class Log(asyncio.SubprocessProtocol):
    def __init__(self, over):
        self.over = over

    def connection_made(self, transport):
        self.transport = transport
        print("made", [transport.get_pipe_transport(fd) is not None for fd in range(3)])

    def pipe_data_received(self, fd, data):
        print("data", fd, data)

    def pipe_connection_lost(self, fd, exc):
        print("pipe lost", fd, exc)
        if fd == 1:
            self.transport.get_pipe_transport(0).close()

    def process_exited(self):
        print("exited", self.transport.get_returncode())

    def connection_lost(self, exc):
        print("lost", exc)
        self.over.set_result(None)


async def start(command, **pipes):
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    pipes = {"stdin": None, "stdout": None, "stderr": None} | pipes
    transport, protocol = await loop.subprocess_exec(lambda: Log(over), *command, **pipes)
    print("started", type(protocol).__name__)
    return transport, over


async def main():
    command = "read line; echo $line; exec >&-; read line; exit 3"
    transport, over = await start(["sh", "-c", command], stdin=PIPE, stdout=PIPE)
    transport.get_pipe_transport(0).write(b"rain\n")
    await over
    print(transport.get_returncode(), transport.is_closing())
    transport.close()

    transport, over = await start(["sleep", "100"], stdin=PIPE)
    transport.close()
    print(transport.is_closing())
    await over

    transport, over = await start(["sleep", "100"])
    transport.terminate()
    await over
    try:
        transport.kill()
    except ProcessLookupError as e:
        print(f"{type(e).__name__}: {e}")
    transport.close()


asyncio.run(main())
