"""500 people in a test at once, with the server killed and started again in the middle.

`skillmark serve` as its owner runs it (SQLite, its worker beside it) on one core; the people are
500 browsers in one process on another core. They begin within a minute, think, answer, change
answers, go on, submit. Then as fast as they can; then with the server killed. Beside it, on the
same core: a bare Django page with one INSERT, and a quiz application.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rig import load, sitters
from rig.hall import Hall, Server, database_megabytes
from rig.site import Site, running, seconds_of
from rig.sitters import Habit, Seen
from rig.table import Figures, options

PEOPLE = 500
ROOT = Path(__file__).parent.parent
WAYS = ROOT / "tests/fixtures/questions/every-way.toml"
SECRET = "s" * 32
CONNECTIONS = 8
COLUMNS = (
    "what", "people", "per_s", "answers_per_s", "page_p50", "page_p95", "page_p99", "save_p50",
    "save_p95", "save_p99", "seen_p95", "core", "ms_each", "MB", "DB_MB", "again", "lost", "times",
)  # fmt: skip
NOTES = (
    """milliseconds of the server, from the request it has read to the whole answer, waiting for a
    thread included, as its HTTP server writes them; seen: until the sitter had the answer, at the
    95th percentile, with all that it waited unread; page: a question, save: an answer, by htmx and
    by the button""",
    """core: share of one core that all processes of the server took, its worker included; ms each:
    processor time for each request; MB: the most memory of all its processes together; DB: what
    the database grew by""",
    """think: from half to one and a half times as long, evenly; a fifth of the answers is changed;
    a page, 1.2 saves and a "next" for each question, styles and scripts once""",
    """again: requests that were sent again; lost: acknowledged answers that are not there word for
    word, of everybody; anything doubled, opened twice or wrongly scored ends the bench""",
    f"""at once: {CONNECTIONS} connections that each wait for their answer, each request of another
    person; times: how many times as long as ours, or as little, a request takes the other""",
)
TOOK = re.compile(r"^TOOK (\w+) (\S+) (\d+) ([\d.]+)$", re.MULTILINE)
QUESTION = re.compile(r"^/assess/attempts/[0-9a-f-]+/\d+$|^/attempts/[0-9a-f-]+/\d+$")


@dataclass(frozen=True)
class Plan:
    """One sitting of everybody."""

    what: str
    habit: Habit
    rush: float
    questions: Path | None = None
    kills: tuple[float, ...] = ()
    """When the server is killed, as shares of the answers that are to come."""


def percentile(values: list[float], share: float) -> float:
    """Return what that share of the values stay within."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def took(log: Path) -> dict[str, list[float]]:
    """Return the server's milliseconds for pages of questions and for answers."""
    found: dict[str, list[float]] = {"page": [], "save": []}
    for method, path, status, milliseconds in TOOK.findall(log.read_text()):
        if QUESTION.match(path) and int(status) < 400:
            found["page" if method == "GET" else "save"].append(float(milliseconds))
    return found


def killing(
    plan: Plan, people: int, seen: Seen, servers: list[Server], start: Callable[[], Server]
) -> Callable[[], None] | None:
    """Return what kills the server when its time has come, and starts it again."""
    if not plan.kills:
        return None
    expected = people * plan.habit.questions * (2 + plan.habit.changes)

    def kill() -> None:
        for share in plan.kills:
            while seen.answers < share * expected:
                time.sleep(0.01)
            servers[-1].kill()
            servers.append(start())

    return kill


def sat(figures: Figures, plan: Plan, people: int, folder: Path, cores: list[int]) -> None:
    """Let everybody sit, and add what was seen."""
    hall, log, seen = Hall.make(folder / "site"), folder / "log", Seen()

    def start() -> Server:
        return hall.start(log=log, core=cores[0])

    with hall.office() as call:
        made = call("furnished", people, str(plan.questions) if plan.questions else None, False)
        servers = [start()]
        try:
            size, before = database_megabytes(hall.folder), servers[0].seconds
            wall = asyncio.run(
                sitters.everybody(
                    hall.port,
                    made["offer"],
                    made["sessions"],
                    plan.habit,
                    seen=seen,
                    rush=plan.rush,
                    meanwhile=killing(plan, people, seen, servers, start),
                )
            )
            spent = servers[-1].seconds - before
            held, grown = servers[-1].megabytes, database_megabytes(hall.folder) - size
        finally:
            servers[-1].stop()
        audit = call("audited", seen.evidence())
    wrong = {name: audit[name] for name in audit if audit[name] and isinstance(audit[name], list)}
    lost = len(wrong.pop("lost", []))
    if wrong or audit["integrity"] != "ok" or audit["attempts"] != people:
        raise SystemExit(f"{plan.what}: {wrong or audit}")
    server = took(log)
    count = sum(len(values) for values in seen.seconds.values())
    asked = seen.seconds["page"] + seen.seconds["save"] + seen.seconds["next"]
    row: dict[str, Any] = {"what": plan.what, "people": people, "per_s": count / wall}
    row |= {"answers_per_s": seen.answers / wall, "again": seen.again, "lost": lost}
    for kind, values in server.items():
        for share in (50, 95, 99):
            row[f"{kind}_p{share}"] = percentile(values, share / 100)
    row |= {"seen_p95": percentile(asked, 0.95) * 1000, "MB": held, "DB_MB": grown}
    if not plan.kills:  # a server that was killed takes its account with it
        row |= {"core": spent / wall, "ms_each": spent / count * 1000}
    figures.add(**row)


def measured(port: int, process: int, requests: list[bytes]) -> tuple[load.Load, float]:
    """Send every request once; also the server's milliseconds of processor time for each."""
    some = len(requests) // 5
    load.run(port, requests[:some], count=some, seconds=60, connections=CONNECTIONS)
    before, rest = seconds_of(process), requests[some:]
    found = load.run(port, rest, count=len(rest), seconds=60, connections=CONNECTIONS)
    return found, (seconds_of(process) - before) / len(found.seconds) * 1000


def at_once(
    figures: Figures, what: str, port: int, process: int, work: dict[str, list[bytes]]
) -> None:
    """Add a row for pages and one for answers, with the ratio to ours."""
    for kind, requests in work.items():
        found, each = measured(port, process, requests)
        odd = {status for status in found.statuses if status not in {200, 302}}
        if odd:
            raise SystemExit(f"{what}: answered {odd}")
        name = f"{kind} at once, "
        ours = next((one for one in figures.rows if one["what"].startswith(name)), None)
        row = {"what": name + what, "people": len(requests), "per_s": found.per_second}
        times = {} if ours is None else {"times": each / ours["ms_each"]}
        figures.add(**row, seen_p95=found.percentile(0.95), ms_each=each, **times)


def ours_at_once(figures: Figures, people: int, folder: Path, cores: list[int]) -> None:
    """A question and an answer of as many people, without what people do in between."""
    hall = Hall.make(folder / "at-once")
    with hall.office() as call:
        made = call("furnished", people, None, True)
    server = hall.start(core=cores[0])
    cookies = [f"sessionid={session}; csrftoken={SECRET}" for session in made["sessions"]]
    open_at = [known[0] for known in made["known"]]
    try:
        at_once(
            figures,
            "skillmark",
            hall.port,
            server.process.pid,
            {
                "page": [
                    load.browsed(url, kept)
                    for (url, _options), kept in zip(open_at, cookies, strict=True)
                ],
                "answer": [
                    load.browsed(
                        url,
                        kept,
                        f"csrfmiddlewaretoken={SECRET}&answer={offered[0]}&go=next".encode(),
                    )
                    for (url, offered), kept in zip(open_at, cookies, strict=True)
                ],
            },
        )
    finally:
        server.stop()


def others_at_once(figures: Figures, people: int, folder: Path, cores: list[int]) -> None:
    """The same of a bare page, and of a quiz application where it is installed."""
    site = Site.make(folder / "others")
    site.folder.mkdir(parents=True)
    command = [sys.executable, "-m", "rig.floor"]
    where: dict[str, Any] = {"env": site.variables, "cwd": Path(__file__).parent}
    made = json.loads(
        subprocess.run(
            [*command, "prepare", str(people)], check=True, stdout=subprocess.PIPE, **where
        ).stdout
    )
    cookies = [f"sessionid={session}; csrftoken={SECRET}" for session in made["sessions"]]
    peers = {"a bare page, one INSERT": ("/", "a")}
    if made["answer"] is None:
        figures.missing("django-mcq", "pip install django-mcq==0.4", required=False)
    else:
        peers["django-mcq"] = ("/quiz/q/1/", made["answer"])
    with running([*command, str(site.port)], site.port, cores[0], **where) as process:
        for who, (path, answer) in peers.items():
            form = f"csrfmiddlewaretoken={SECRET}&answer={answer}".encode()
            work = {
                "page": [load.browsed(path, kept) for kept in cookies],
                "answer": [load.browsed(path, kept, form) for kept in cookies],
            }
            at_once(figures, who, site.port, process, work)


def plans(*, quick: bool, think: float, questions: int) -> list[Plan]:
    """Return the sittings that are measured."""
    if quick:
        hasty = Habit(questions=2, changes=0.5)
        return [
            Plan("sitting", hasty, rush=0.2),
            Plan("every way of answering", Habit(questions=13), rush=0.2, questions=WAYS),
            Plan("killed in the middle", hasty, rush=0.1, kills=(0.4,)),
        ]
    calm = Habit(questions=questions, think=think, hesitate=2)
    return [
        Plan("sitting", calm, rush=60),
        Plan("every way of answering", calm, rush=60, questions=WAYS),
        Plan("as fast as they can", Habit(questions=3), rush=0),
        Plan(
            "killed twice",
            Habit(questions=6, think=5, hesitate=1, files=False),
            rush=10,
            kills=(0.3, 0.7),
        ),
    ]


def main() -> None:
    """Measure everything and print it."""
    parser = options(__doc__)
    parser.add_argument("--people", type=int, default=0, help=f"default {PEOPLE}")
    parser.add_argument("--think", type=float, default=30, help="seconds at a question")
    parser.add_argument("--questions", type=int, default=5, help="that each answers")
    asked = parser.parse_args()
    people = asked.people or (6 if asked.quick else PEOPLE)
    cores = sorted(os.sched_getaffinity(0))
    figures = Figures("sitters", f"{people} people in a test at once", COLUMNS, notes=list(NOTES))
    os.sched_setaffinity(0, {cores[-1]})
    for number, plan in enumerate(
        plans(quick=asked.quick, think=asked.think, questions=asked.questions)
    ):
        with tempfile.TemporaryDirectory() as folder:
            sat(figures, plan, people, Path(folder, str(number)), cores)
    with tempfile.TemporaryDirectory() as folder:
        ours_at_once(figures, people, Path(folder), cores)
        others_at_once(figures, people, Path(folder), cores)
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
