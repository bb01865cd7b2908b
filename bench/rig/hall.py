"""An examination hall: a site of its own with people who sit a test, and what became of answers.

The server is `skillmark serve` as its owner runs it, in a process group of its own, so that it can
be killed with everything that it started.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rig.site import PATIENCE, Site, seconds_of, wait

CALL = """
import json, sys
from rig import hall
for line in sys.stdin:
    name, *arguments = json.loads(line)
    print(json.dumps(getattr(hall, name)(*arguments)), flush=True)
"""
"""Functions of this module in a process of its own, whose settings name the site."""
STARTER = "genai-foundations"


@dataclass
class Acknowledged:
    """What one sitter was told is stored."""

    attempt: str
    answers: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    """The fields of the newest acknowledged answer to each question, by its number."""
    submitted: bool = False


def furnished(people: int, questions: str | None, begun: bool) -> dict[str, Any]:
    """Set the site up: accounts with sessions and a test, `begun` where attempts are open already.

    `questions` is a file with a test; without it, a starter test is sat. Returns the keys of the
    sessions, where the test is offered, and for each attempt addresses of questions with options,
    each with the fields that it may be answered by.
    """
    from skillmark.cli.project import start

    start(migrate=True)
    from random import Random

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.db import transaction
    from django.urls import reverse
    from django.utils import timezone

    from skillmark.assess.interactions import ItemType
    from skillmark.server.assess import services
    from skillmark.server.assess.models import AttemptRecord
    from skillmark.server.assess.sitting import starting
    from skillmark.server.people.actions import Role
    from skillmark.server.people.models import AccountRecord, MembershipRecord
    from skillmark.server.people.services import add_organisation

    now, rng = timezone.now(), Random(1)
    place = add_organisation("Academy", "DE")
    with transaction.atomic():
        if questions is None:
            test = services.import_test(place, STARTER)
            delivery = services.deliver(test, include_short=False, minutes=600)
        else:
            from skillmark.assess.reading import read_test
            from skillmark.skills.starter import uri

            words = Path(questions).read_text("utf-8")
            own = read_test(words, skill_uri=uri)
            test = services.import_test(place, own, files=pictures(own))
            delivery = services.deliver(test, minutes=600)
        accounts = AccountRecord.objects.bulk_create(
            AccountRecord(email=f"sitter{n}@example.org", name=f"Sitter {n}", password="!")
            for n in range(people)
        )
        MembershipRecord.objects.bulk_create(
            MembershipRecord(organisation=place, account=account, role=Role.LEARNER)
            for account in accounts
        )
        store, sessions = SessionStore(), []
        for account in accounts:
            said = {
                SESSION_KEY: str(account.pk),
                BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                HASH_SESSION_KEY: account.get_session_auth_hash(),
            }
            key = f"sitter{account.pk:026d}"
            until = store.get_expiry_date()
            sessions.append(Session(key, store.encode(said), until))
        Session.objects.bulk_create(sessions)
        attempts, known, read = [], [], services.noun(test)
        for account in accounts if begun else ():
            attempt = starting.open_attempt(delivery, now=now, rng=rng)
            attempt.account, attempt.person = account, str(account.pk)
            attempts.append(attempt)
            known.append(
                [
                    [reverse("question", args=[attempt.pk, number]), list(order)]
                    for number, (name, order) in enumerate(attempt.form, start=1)
                    if read.item(name).type is ItemType.CHOICE
                ]
            )
        AttemptRecord.objects.bulk_create(attempts)
    return {
        "sessions": [one.session_key for one in sessions],
        "offer": reverse("sitting", args=[delivery.pk]),
        "known": known,
    }


def pictures(test: Any) -> dict[str, bytes]:
    """Return a picture for each that a test shows."""
    import io

    from PIL import Image

    found = {}
    for item in test.items:
        name = getattr(item.interaction, "image", "")
        if name:
            kept = io.BytesIO()
            size = (int(item.interaction.width), int(item.interaction.height))
            Image.new("RGB", size, "white").save(kept, "PNG")
            found[name] = kept.getvalue()
    return found


def audited(acknowledged: list[dict[str, Any]]) -> dict[str, Any]:
    """Compare what sitters were told with what is stored; return what does not agree.

    Every acknowledged answer must be the one row of its question, word for word; nobody may have
    two open attempts; a submitted attempt's score must be what its stored answers are worth. Runs
    where the site was furnished.
    """
    from collections import Counter

    from django.db import connection
    from django.http import QueryDict

    from skillmark.assess.interactions import ItemType
    from skillmark.assess.scoring import score
    from skillmark.server.assess import services
    from skillmark.server.assess.models import AttemptRecord, ResponseRecord
    from skillmark.server.assess.sitting.answers import read_answer

    found: dict[str, Any] = {"lost": [], "doubled": [], "not_submitted": [], "wrong_score": []}
    attempts = {
        str(one.pk): one for one in AttemptRecord.objects.select_related("delivery__test").all()
    }
    stored: dict[tuple[str, str], list[Any]] = {}
    for row in ResponseRecord.objects.all():
        stored.setdefault((str(row.attempt_id), row.item), []).append(row.value)
    found["doubled"] = [list(key) for key, rows in stored.items() if len(rows) > 1]
    answers = 0
    for one in acknowledged:
        attempt = attempts[one["attempt"]]
        test = services.noun(attempt.delivery.test)
        for number, fields in one["answers"].items():
            item = test.item(attempt.form[int(number) - 1][0])
            there = stored.get((one["attempt"], item.id), [None])[0]
            answers += 1
            if item.type is ItemType.UPLOAD:
                kept = [file["name"] for file in there or ()] == fields["file"]
            else:
                given = QueryDict(mutable=True)
                for name, values in fields.items():
                    given.setlist(name, values)
                kept = there == read_answer(item, given)
            if not kept:
                found["lost"].append([one["attempt"], int(number), fields, there])
        if one["submitted"]:
            if attempt.submitted is None:
                found["not_submitted"].append(one["attempt"])
                continue
            worth = [
                score(test.item(name), stored[one["attempt"], name][0])
                for name, _order in attempt.form
            ]
            whole = round(sum(part.points for part in worth if not part.pending), 9)
            if attempt.score != whole:
                found["wrong_score"].append([one["attempt"], attempt.score, whole])
    open_ones = Counter(
        (one.account_id, one.delivery_id) for one in attempts.values() if one.submitted is None
    )
    found["open_twice"] = [list(map(str, who)) for who, count in open_ones.items() if count > 1]
    begun = Counter((one.account_id, one.delivery_id) for one in attempts.values())
    found["begun_twice"] = [list(map(str, who)) for who, count in begun.items() if count > 1]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            found["integrity"] = cursor.fetchone()[0]
    found |= {"answers": answers, "attempts": len(attempts), "vendor": connection.vendor}
    return found


@dataclass
class Hall(Site):
    """The site, and its server that may be killed."""

    settings: dict[str, str] = field(default_factory=dict)
    """Further variables of its environment."""

    @property
    def variables(self) -> dict[str, str]:
        """The environment of its processes."""
        return super().variables | self.settings

    @contextmanager
    def office(self) -> Iterator[Callable[..., Any]]:
        """Yield a function that runs functions of this module where the settings name the site."""
        process = subprocess.Popen(
            [sys.executable, "-c", CALL],
            env=self.variables,
            cwd=Path(__file__).parent.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdin is not None
        assert process.stdout is not None

        def call(name: str, *arguments: Any) -> Any:
            process.stdin.write(json.dumps([name, *arguments]).encode() + b"\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        try:
            yield call
        finally:
            process.stdin.close()
            process.wait(timeout=PATIENCE)
            process.stdout.close()

    def start(self, *more: str, log: Path | None = None, core: int | None = None) -> Server:
        """Start the server; with a `log`, the HTTP server writes how long each answer took."""
        timed = [str(Path(__file__).parent / "timed.py")] if log else ["-m", "skillmark"]
        command = [sys.executable, *timed, "serve", "--quiet", "--port", str(self.port), *more]
        pinned = {} if core is None else {"preexec_fn": lambda: os.sched_setaffinity(0, {core})}
        with (log or Path(os.devnull)).open("ab") as out:
            process = subprocess.Popen(
                command, env=self.variables, stdout=out, start_new_session=True, **pinned
            )
        wait(process, self.port)
        return Server(process)


@dataclass
class Server:
    """`skillmark serve` with all that it started."""

    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End all of it at once, in the middle of whatever it does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it as its owner does."""
        self.process.terminate()
        try:
            self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()

    @property
    def seconds(self) -> float:
        """Processor time that it took so far, all processes together."""
        return seconds_of(self.process.pid)

    @property
    def megabytes(self) -> float:
        """The most memory that its processes held, added up."""
        most = 0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(fields[2]) != self.process.pid:
                    continue
                for line in (folder / "status").read_text().splitlines():
                    if line.startswith("VmHWM"):
                        most += int(line.split()[1])
            except OSError:
                continue
        return most / 1024


def database_megabytes(folder: Path) -> float:
    """Return how large SQLite's files are."""
    return sum(file.stat().st_size for file in folder.glob("skillmark.sqlite3*")) / 1e6
