"""Broken bytes on the sockets: flipped bits, cut short, doubled, spliced, and written in two at every byte."""

import os
import pathlib
import random
import re
import socket
import time


def request(line, *headers, body=b""):
    lines = [line, "Host: x", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def templates(token):
    """Requests in order, by service: what is made of them is not."""
    event = (
        b'{"specversion":"1.0","id":"6f1f8e1e-0000-7000-8000-000000000001","source":"todo","type":"task.due.v1",'
        b'"datacontenttype":"application/json","data":{"schema_version":"1.0","data":{"task_id":"1"}}}')
    bulk = b'{"id":"1","entries":[{"entryId":"1","event":' + event + b',"contentType":"application/cloudevents+json"}]}'
    api = [
        request("GET /api/tasks?limit=20&cursor=abc&q=%C3%A4 HTTP/1.1", "Accept: */*"),
        request("POST /api/auth/refresh HTTP/1.1", "Content-Type: application/json", body=b'{"refresh_token":"abc"}'),
        request("PATCH /api/tasks/1 HTTP/1.1", "Transfer-Encoding: chunked") + b"5\r\nabcde\r\n3;e=1\r\nfgh\r\n0\r\nX-T: 1\r\n\r\n",
        request("GET /health HTTP/1.1") + request("GET /openapi.json HTTP/1.1", "Connection: close"),
    ]
    inner = [f"dapr-api-token: {token}", "Content-Type: application/cloudevents+json"]
    events = [
        request("POST /api/events/task-events HTTP/1.1", *inner, body=body) for body in (event, bulk, b"{}", b'{"entries":[]}')
    ]
    cron = [request("POST /recurring-cron HTTP/1.1", *inner, body=b"{}"), request("OPTIONS /recurring-cron HTTP/1.1", *inner)]
    return {"api-gateway": api, "notification-service": events, "recurring-task-service": cron}


class Mutation:
    """Sends mutated requests to the API, to the event endpoint and to the cron endpoint in turn."""

    def __init__(self, watch, seconds, seed):
        self.watch, self.limit, self.seed, self.random = watch, seconds, seed, random.Random(seed)
        self.cases, self.seconds, self.wrong = 0, 0.0, []
        self.statuses = {}

    def run(self):
        secrets = (pathlib.Path(os.environ["FUZZ_DIRECTORY"]) / "secrets.env").read_text()
        originals = templates(re.search(r"APP_API_TOKEN=(\S+)", secrets)[1])
        ports = {service.name: int(service.app_port) for service in self.watch.services}
        ports["api-gateway"] = int(os.environ["FUZZ_API"].rsplit(":", 1)[1])
        started = time.monotonic()
        # The written requests whole, so that what follows breaks something that works.
        for name, texts in originals.items():
            for text in texts:
                status = self.exchange(ports[name], [text], wait=5)
                if status is None or status >= 500:
                    self.wrong.append(f"{name} answers {status} to {text[:40]!r}")
        splits = {name: self.splits(texts) for name, texts in originals.items()}
        while time.monotonic() - started < self.limit and not self.wrong:
            for name, texts in originals.items():
                for number in range(40):
                    pieces = next(splits[name]) if number % 4 == 0 else self.pieces(texts)
                    status = self.exchange(ports[name], pieces, wait=0.05 if number % 8 == 0 else 0.002)
                    if status is not None and status >= 500 and status not in (501, 503, 505):
                        self.wrong.append(f"{name} answered {status} to {b''.join(pieces)!r}")
            self.look(originals)
        self.seconds = time.monotonic() - started

    def splits(self, texts):
        """Each request in two writes, at every byte in turn, for ever."""
        while True:
            for text in texts:
                for place in range(1, len(text)):
                    yield [text[:place], text[place:]]

    def pieces(self, texts):
        text = bytearray(self.random.choice(texts))
        for _ in range(self.random.choice([1, 1, 1, 2, 4, 16])):
            match self.random.randrange(5):
                case 0:
                    place = self.random.randrange(len(text))
                    text[place] ^= 1 << self.random.randrange(8)
                case 1:
                    del text[self.random.randrange(1, len(text) + 1):]
                case 2:
                    first, last = sorted(self.random.randrange(len(text) + 1) for _ in range(2))
                    text[first:first] = text[first:last]
                case 3:
                    first, last = sorted(self.random.randrange(len(text) + 1) for _ in range(2))
                    del text[first:min(last, first + len(text) - 1)]
                case 4:
                    other = self.random.choice(texts)
                    text = text[:self.random.randrange(1, len(text) + 1)] + other[self.random.randrange(len(other)):]
        cut = self.random.randrange(len(text) + 1)
        return [bytes(part) for part in (text[:cut], text[cut:]) if part]

    def exchange(self, port, pieces, wait):
        """The status of the first answer; None without one."""
        self.cases += 1
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                for piece in pieces:
                    connection.sendall(piece)
                # What is cut short is never answered, and most answers are cut off in the middle.
                connection.settimeout(wait)
                answer = connection.recv(4096)
            except (TimeoutError, ConnectionError, OSError):
                return None
        match = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
        return int(match[1]) if match else None

    def look(self, names):
        for service in self.watch.services:
            if service.name in names and service.start_time() != service.started:
                self.wrong.append(f"{service.name} ended after {self.cases} cases of seed {self.seed}")
            elif service.name in names and (took := service.livez()) > 1:
                self.wrong.append(f"/livez of {service.name} took {took:.2f} s")
