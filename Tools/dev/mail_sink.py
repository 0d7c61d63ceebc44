"""Takes every mail and keeps it: one .eml file each in the folder given. mail_sink.py PORT FOLDER"""

import asyncio
import pathlib
import sys
import time

from aiosmtpd.controller import UnthreadedController


class Sink:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.count = 0

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        name = f"{time.strftime('%Y%m%dT%H%M%S')}-{self.count:06d}.eml"
        head = f"X-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n".encode()
        temporary = self.folder / f".{name}"
        temporary.write_bytes(head + envelope.original_content)
        temporary.rename(self.folder / name)
        return "250 OK"


def main():
    port, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    UnthreadedController(Sink(folder), hostname="127.0.0.1", port=port, loop=loop).begin()
    loop.run_forever()


main()
