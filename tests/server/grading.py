"""A grader that speaks the protocol of chat completions over HTTP, and misbehaves as told."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Grader:
    """What it was asked, and how it answers: `mode` is one of the names of its methods."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.forget()

    def forget(self) -> None:
        """Be as if new: in a good mood, and with nothing behind."""
        for name in set(vars(self)) - {"address"}:
            delattr(self, name)
        self.mode = "correct"
        self.model = "example-1-2026-11-01"
        self.share = 1.0
        """Of the points that it gives, to the next that is allowed."""
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []

    def reply(self, document: dict[str, Any]) -> tuple[int, bytes]:
        """Return status and body for a request."""
        self.asked.append(document)
        found: tuple[int, bytes] = getattr(self, self.mode)(document)
        return found

    def answer_in(self, document: dict[str, Any]) -> str:
        """Return the answer between the fences of the last message."""
        *_others, last = document["messages"]
        found = re.fullmatch(r"--- (\w+) begins ---\n(.*)\n--- \1 ends ---", last["content"], re.S)
        assert found, last["content"]
        return found[2]

    def opinion(self, document: dict[str, Any]) -> dict[str, Any]:
        """Return an opinion that fits the schema of a request."""
        form = document["response_format"]
        assert form["type"] == "json_schema"
        quote = " ".join(self.answer_in(document).split())[:60]
        marks = {}
        for name, one in form["json_schema"]["schema"]["properties"].items():
            points = one["properties"]["points"]["enum"]
            given = points[round(self.share * (len(points) - 1))]
            marks[name] = {"points": given, "quote": quote, "reason": "The answer says so."}
        return marks

    def completion(self, content: str, **changes: Any) -> tuple[int, bytes]:
        """Return a chat completion."""
        message = {"role": "assistant", "content": content}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        document = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_795_000_000,
            "model": self.model,
            "system_fingerprint": "fp_44",
            "choices": [choice],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
        return 200, json.dumps(document | changes).encode()

    def correct(self, document: dict[str, Any]) -> tuple[int, bytes]:
        """Give an opinion as it was asked to."""
        return self.completion(json.dumps(self.opinion(document)))

    def down(self, document: dict[str, Any]) -> tuple[int, bytes]:
        """Be overloaded."""
        return 503, b'{"error": {"message": "overloaded"}}'

    def slow(self, document: dict[str, Any]) -> tuple[int, bytes]:
        """Take longer than anybody waits."""
        time.sleep(1)
        return self.correct(document)

    def malformed(self, document: dict[str, Any]) -> tuple[int, bytes]:
        """Chat instead of replying as asked."""
        return self.completion("Great answer! I would give it full points.")

    def gibberish(self, document: dict[str, Any]) -> tuple[int, bytes]:
        """Be no such endpoint at all."""
        return 200, b"<html>welcome</html>"

    def obedient(self, document: dict[str, Any]) -> tuple[int, bytes]:
        """Do what the answer says: reply with the words behind `REPLY:`, if there are any."""
        _before, _, ordered = self.answer_in(document).partition("REPLY:")
        return self.completion(ordered.strip()) if ordered else self.correct(document)

    def redirecting(self, document: dict[str, Any]) -> tuple[int, bytes]:
        """Send them elsewhere."""
        return 307, b""


@contextmanager
def grading() -> Iterator[Grader]:
    """Serve a grader on the loopback for the length of a `with`."""
    grader = Grader("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/chat/completions"
            assert self.headers["Content-Type"] == "application/json"
            body = self.rfile.read(int(self.headers["Content-Length"]))
            grader.headers.append(dict(self.headers))
            status, answer = grader.reply(json.loads(body))
            try:
                self.send_response(status)
                if status == 307:
                    self.send_header("Location", f"{grader.address}/elsewhere")
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
            except BrokenPipeError:
                pass

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    grader.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield grader
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
