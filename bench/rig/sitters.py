"""People who sit a test at once: a browser each, one connection, and patience.

Each opens the page of a test, begins, reads a question, thinks, answers (the page saves by
itself), goes on, looks the answers over and submits. Where the server does not answer, or breaks,
the same is sent again, as the player's script and people do. They run in one process beside the
server, on asyncio.
"""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any

from rig import paper
from rig.hall import Acknowledged
from rig.load import HOST

PATIENCE = 120.0
"""Seconds after which a sitter gives up a server that does not come back."""
MOST_BROKEN = 5
"""Answers that begin with 5 to one question."""
Known = Sequence[tuple[str, list[str]]]
"""Addresses of questions that are open in a browser, each with its options."""


class GaveUpError(Exception):
    """A sitter was told something that no sitter should be told, or nothing for too long."""


@dataclass
class Answer:
    """What the server said."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()


@dataclass
class Seen:
    """What all sitters saw."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    """How long each answer took, as its sitter saw it, by what was asked."""
    acknowledged: list[Acknowledged] = field(default_factory=list)
    answers: int = 0
    """Answers that were acknowledged, changed ones included."""
    again: int = 0
    """Requests that were sent again."""
    octets: int = 0

    def evidence(self) -> list[dict[str, Any]]:
        """Return what was acknowledged, as JSON."""
        return [asdict(one) for one in self.acknowledged]


@dataclass(frozen=True)
class Habit:
    """How sitters behave."""

    questions: int
    """How many each answers, from the first."""
    think: float = 0.0
    """Seconds at a question on average; from half to one and a half times as long."""
    hesitate: float = 0.0
    """Seconds from an answer to the next question, on average."""
    changes: float = 0.2
    """How often an answer is changed at once."""
    submits: float = 1.0
    """How many of them submit."""
    files: bool = True
    """Whether a browser loads the styles and scripts first."""


class Browser:
    """One connection that stays open, cookies, and a second try."""

    def __init__(self, port: int, session: str, seen: Seen, rng: Random) -> None:
        self.port, self.seen, self.rng = port, seen, rng
        self.cookies = {"sessionid": session}
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(
        self,
        kind: str,
        path: str,
        form: tuple[str, bytes] | None = None,
        *,
        htmx: bool = False,
    ) -> Answer:
        """Ask until there is an answer; what has `form` is posted."""
        until, broken = time.monotonic() + PATIENCE, 0
        while True:
            began = time.perf_counter()
            try:
                answer = await asyncio.wait_for(self._once(path, form, htmx), PATIENCE)
                if answer.status < 500:
                    taken = time.perf_counter() - began
                    self.seen.seconds.setdefault(kind, []).append(taken)
                    self.seen.octets += len(answer.body)
                    return answer
                said, broken = f"{answer.status} to {path}", broken + 1
            except (OSError, asyncio.IncompleteReadError) as error:
                said = repr(error)
            self.close()
            self.seen.again += 1
            if broken > MOST_BROKEN or time.monotonic() > until:
                raise GaveUpError(f"no answer that helps; the last was {said}")
            await asyncio.sleep(self.rng.uniform(0.2, 0.8))

    async def _once(self, path: str, form: tuple[str, bytes] | None, htmx: bool) -> Answer:
        if self._reader is not None and self._reader.at_eof():
            self.close()  # left idle so long that the server hung up: a browser opens another one
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(HOST, self.port)
        assert self._reader is not None
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"{'GET' if form is None else 'POST'} {path} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\n"
            f"Cookie: {cookies}\r\nAccept-Encoding: gzip\r\n"
        )
        if form is not None:
            head += f"Content-Type: {form[0]}\r\nContent-Length: {len(form[1])}\r\n"
        if htmx:
            head += "HX-Request: true\r\n"
        self._writer.write(f"{head}\r\n".encode() + (form[1] if form else b""))
        said = (await self._reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {}
        for line in said[1:-2]:
            name, _colon, value = line.partition(":")
            name, value = name.lower(), value.strip()
            if name == "set-cookie":
                cookie, _semicolon, _rest = value.partition(";")
                key, _equals, word = cookie.partition("=")
                self.cookies[key] = word
            headers[name] = value
        if "chunked" in headers.get("transfer-encoding", ""):
            body = await self._chunks(self._reader)
        else:
            body = await self._reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("content-encoding") == "gzip":
            body = zlib.decompress(body, 31)
        return Answer(int(said[0].split()[1]), headers, body)

    async def _chunks(self, reader: asyncio.StreamReader) -> bytes:
        pieces = []
        while True:
            size = int(await reader.readuntil(b"\r\n"), 16)
            pieces.append(await reader.readexactly(size))
            await reader.readexactly(2)
            if size == 0:
                return b"".join(pieces)

    def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


class Sitter:
    """One person at the test."""

    def __init__(
        self, browser: Browser, habit: Habit, seen: Seen, rng: Random, offer: str, known: Known = ()
    ) -> None:
        self.browser, self.habit, self.seen, self.rng = browser, habit, seen, rng
        self.offer, self.known, self.url = offer, known, ""
        self.kept = Acknowledged("")

    async def sit(self, wait: float = 0.0) -> None:
        """Sit the test, after some seconds."""
        await asyncio.sleep(wait)
        try:
            if self.known:
                self.url = self.known[0][0]
            else:
                await self.begin()
            self.kept.attempt = self.url.split("/")[-2]
            self.seen.acknowledged.append(self.kept)
            for number in range(self.habit.questions):
                if self.known:
                    await self.hurry(*self.known[number])
                elif not await self.question():
                    break
            if self.rng.random() < self.habit.submits:
                await self.submit()
        finally:
            self.browser.close()

    async def begin(self) -> None:
        """Open the page of the test, load what it needs, agree, begin."""
        page = await self.browser.ask("offer", self.offer)
        if self.habit.files:
            for file in paper.FILES.findall(page.text):
                await self.browser.ask("file", file)
        form = paper.read(page.text)
        agreed = {name: ["on"] for name, (kind, _) in form.groups.items() if kind == "checkbox"}
        await self._think(self.habit.hesitate)
        answer = await self.browser.ask("begin", self.offer, paper.body(form, agreed))
        self.url = self._onward(answer)

    async def question(self) -> bool:
        """Read a question, answer it, go on; say whether there is another one."""
        page = await self.browser.ask("page", self.url)
        if page.status != 200:
            raise GaveUpError(f"{page.status} for {self.url}")
        form = paper.read(page.text)
        await self._think(self.habit.think)
        given = await self.answer(self.url, form)
        await self._think(self.habit.hesitate)
        answer = await self.browser.ask("next", self.url, paper.body(form, given, "next"))
        onward = self._onward(answer)
        self._keep(self.url, given)
        self.url = onward
        return onward.rpartition("/")[2].isdecimal()

    async def hurry(self, url: str, options: list[str]) -> None:
        """Answer a question whose page is open already."""
        secret = self.browser.cookies.setdefault("csrftoken", "s" * 32)
        form = paper.Paper({"csrfmiddlewaretoken": [secret]}, {"answer": ("radio", options)})
        await self.answer(url, form)

    async def answer(self, url: str, form: paper.Paper) -> paper.Fields:
        """Answer, perhaps change it; the page saves each time, but for files."""
        given = paper.filled(form, self.rng)
        if "file" in given:
            return given
        for time_ in range(1 + (self.rng.random() < self.habit.changes)):
            given = paper.filled(form, self.rng) if time_ else given
            answer = await self.browser.ask("save", url, paper.body(form, given), htmx=True)
            if answer.status != 200 or b"not-saved" in answer.body:
                raise GaveUpError(f"{answer.status} for an answer: {answer.text}: {given}")
            self._keep(url, given)
        return given

    async def submit(self) -> None:
        """Look the answers over, submit, read the result."""
        base = self.url[: self.url.index(self.kept.attempt) + len(self.kept.attempt)]
        page = await self.browser.ask("review", f"{base}/review")
        form = paper.read(page.text)
        await self._think(self.habit.hesitate)
        answer = await self.browser.ask("submit", f"{base}/submit", paper.body(form, {}))
        self.kept.submitted = True
        result = await self.browser.ask("result", self._onward(answer))
        if result.status != 200:
            raise GaveUpError(f"{result.status} for the result")

    def _keep(self, url: str, given: paper.Fields) -> None:
        self.kept.answers[int(url.rpartition("/")[2])] = given
        self.seen.answers += 1

    def _onward(self, answer: Answer) -> str:
        to = answer.headers.get("location") or answer.headers.get("hx-redirect")
        if answer.status not in {204, 302} or to is None:
            raise GaveUpError(f"{answer.status} where another page was expected: {answer.text}")
        return to

    async def _think(self, mean: float) -> None:
        if mean:
            await asyncio.sleep(mean * self.rng.uniform(0.5, 1.5))


async def everybody(
    port: int,
    offer: str,
    sessions: Sequence[str],
    habit: Habit,
    *,
    seen: Seen,
    rush: float = 0.0,
    known: Sequence[Known] = (),
    meanwhile: Callable[[], None] | None = None,
) -> float:
    """Let everybody sit; all begin within `rush` seconds. Return the seconds on the wall.

    `meanwhile` runs in a thread of its own beside them: it may kill the server.
    """
    sitters = []
    for number, session in enumerate(sessions):
        rng = Random(number)
        browser = Browser(port, session, seen, rng)
        open_at = known[number] if known else ()
        sitters.append(Sitter(browser, habit, seen, rng, offer, open_at))
    began = time.perf_counter()
    waits = [Random(-1 - number).uniform(0, rush) for number in range(len(sitters))]
    works = [sitter.sit(wait) for sitter, wait in zip(sitters, waits, strict=True)]
    if meanwhile is not None:
        works.append(asyncio.to_thread(meanwhile))
    await asyncio.gather(*works)
    return time.perf_counter() - began
