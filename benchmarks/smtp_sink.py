"""A bare SMTP server for load tests: accepts everything, keeps nothing, answers after a delay if told so.

python smtp_sink.py PORT [DELAY_MS]: the delay stands before the answer to each command, as on a way of that length.
"""

import asyncio
import sys

END = b"\r\n.\r\n"


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float) -> None:
    async def say(words: bytes) -> None:
        if delay:
            await asyncio.sleep(delay)
        writer.write(words)

    await say(b"220 sink ESMTP\r\n")
    try:
        while line := await reader.readline():
            command = line[:4].upper()
            if command == b"DATA":
                await say(b"354 go on\r\n")
                await reader.readuntil(END)
                await say(b"250 ok\r\n")
            elif command == b"QUIT":
                await say(b"221 bye\r\n")
                break
            elif command == b"EHLO":
                await say(b"250-sink\r\n250-SIZE 10000000\r\n250 8BITMIME\r\n")
            else:
                await say(b"250 ok\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main() -> None:
    port, delay = int(sys.argv[1]), float(sys.argv[2]) / 1000 if len(sys.argv) > 2 else 0.0
    server = await asyncio.start_server(lambda r, w: serve(r, w, delay), "127.0.0.1", port, limit=2**20)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
