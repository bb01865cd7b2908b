"""Award one achievement to many people, exactly once each, whatever interrupts it.

For each chunk of people: 1. the intents (id, salt, place in the status list) go to the journal;
2. each credential is signed; 3. it goes to the output; 4. the journal notes that it is done. A run
that stops anywhere is finished by the next: what was meant is signed with the same id and salt,
and what was written is not written twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from random import Random
from typing import Any

from skillmark.award import claims, credential, status
from skillmark.award.credential import Signed
from skillmark.award.journal import Intent, Journal
from skillmark.award.output import Output
from skillmark.award.press import Presses
from skillmark.award.roster import Rejected, Row
from skillmark.award.state import State, numbers
from skillmark.badges import schema
from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import InputError
from skillmark.trust.dids import timestamp
from skillmark.trust.keys import Signer
from skillmark.trust.status import draw

CHUNK = 500
"""How many people go through the four steps together."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is awarded, by whom and how; the same for everybody in a batch."""

    achievement: Mapping[str, Any]
    """Open Badges Achievement object."""
    issuer: Mapping[str, Any]
    """Open Badges Profile object; its id is the key's controller."""
    form: str
    """One of `credential.FORMATS`."""


@dataclass(slots=True)
class Issued:
    """What became of the rows."""

    issued: int = 0
    already: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def issue(
    rows: Iterable[Row | Rejected],
    order: Order,
    *,
    signer: Signer,
    output: Output,
    now: datetime,
    rng: Random,
    state: State | None = None,
    on_progress: Callable[[int], object] = lambda _done: None,
) -> Issued:
    """Award to everybody in `rows` who does not have it yet.

    `rng` must be a `random.SystemRandom` outside tests: ids and salts come from it. `on_progress`
    is called with how many rows were dealt with since the last call. With `state`, credentials get
    an entry in its status lists; without, the journal stands beside the output.

    Raises `InputError` before anything is done if the order makes no sense.
    """
    credential.check_format(order.form, signer)
    credential.check_issuer(order.issuer, signer)
    outcome = Issued()
    with Journal(state.journal if state else output.journal) as journal:
        run = _Run(journal, order, signer=signer, output=output, state=state, now=now, rng=rng)
        outcome.issued += run.finish(journal.record.pending)
        fresh = run.triage(rows, outcome, on_progress)
        while chunk := list(islice(fresh, CHUNK)):
            outcome.issued += run.award(chunk, outcome)
            on_progress(len(chunk))
        if state is not None:
            state.publish(journal.record, signer=signer, now=now)
    outcome.rejected.sort(key=lambda rejected: rejected.line)
    return outcome


class _Run:
    """One run over a roster, with its journal open."""

    def __init__(
        self,
        journal: Journal,
        order: Order,
        *,
        signer: Signer,
        output: Output,
        state: State | None,
        now: datetime,
        rng: Random,
    ) -> None:
        self.journal, self.order, self.signer, self.output = journal, order, signer, output
        self.state, self.now, self.rng = state, now, rng
        self.finished: set[str] = set()
        self.presses: dict[str, Presses] = {}
        self.batch: int | None = None
        self.number = max(numbers(journal.record), default=1)
        self.used = self._taken(self.number)

    def finish(self, pending: list[Intent]) -> int:
        """Carry out what an earlier run meant and did not do; return how many."""
        done, dropped = self._carry_out(pending)
        if dropped:
            raise InputError(
                f"an earlier run meant to award {dropped[0][1]}",
                where=str(self.journal.path),
                remedy="it is given up; run again",
            )
        self.finished = {intent.id for intent in pending}
        return done

    def triage(
        self,
        rows: Iterable[Row | Rejected],
        outcome: Issued,
        on_progress: Callable[[int], object],
    ) -> Iterator[Row]:
        """Yield the rows that are to be awarded; count and mend the others."""
        lines: dict[str, int] = {}
        missing: list[Intent] = []
        for row in rows:
            standing = None
            reason = row.reason if isinstance(row, Rejected) else ""
            if isinstance(row, Row):
                first = lines.setdefault(row.person, row.line)
                standing = self.journal.record.standing(_key(row, self.order))
                if first != row.line:
                    reason = f"line {first} names the same person"
                elif standing is None:
                    reason = self._objection(row)
                elif standing.person != _particulars(row):
                    reason = f"was awarded on {standing.at[:10]} with other particulars"
            if reason:
                outcome.rejected.append(Rejected(row.line, reason))
            elif standing is None and isinstance(row, Row):
                yield row
                continue
            elif standing is not None and standing.id not in self.finished:
                outcome.already += 1
                if not self.output.holds(standing.id):
                    missing.append(standing)
            on_progress(1)
        # an output that was lost or is another one than last time gets what is missing
        self.output.write(self._signed(intent) for intent in missing)

    def award(self, rows: list[Row], outcome: Issued) -> int:
        """Take one chunk through the four steps; return how many were issued."""
        if self.batch is None:
            self.batch = self._begin()
        intents = [
            Intent(
                id=f"urn:uuid:{uuid.UUID(int=self.rng.getrandbits(128), version=4)}",
                key=_key(row, self.order),
                batch=self.batch,
                salt=f"{self.rng.getrandbits(128):032x}",
                at=timestamp(self.now),
                person=_particulars(row),
                place=place,
            )
            for row, place in zip(rows, self._places(len(rows)), strict=True)
        ]
        self.journal.append(intent.as_event() for intent in intents)
        done, dropped = self._carry_out(intents)
        lines = {intent.id: row.line for intent, row in zip(intents, rows, strict=True)}
        outcome.rejected += [Rejected(lines[id_], reason) for id_, reason in dropped]
        return done

    def _carry_out(self, intents: list[Intent]) -> tuple[int, list[tuple[str, str]]]:
        """Sign and write intents; return how many, and which were given up and why."""
        signed: list[Signed] = []
        dropped: list[tuple[str, str]] = []
        for intent in intents:
            if self.output.holds(intent.id):
                continue
            try:
                signed.append(self._signed(intent))
            except InputError as error:
                dropped.append((intent.id, str(error)))
        self.output.write(signed)
        gone = {id_ for id_, _ in dropped}
        self.journal.append(
            {"kind": "dropped" if intent.id in gone else "signed", "id": intent.id}
            for intent in intents
        )
        return len(intents) - len(dropped), dropped

    def _signed(self, intent: Intent) -> Signed:
        person = intent.person
        at = datetime.fromisoformat(intent.at)
        entry = None
        if intent.place is not None and self.state is not None:
            entry = status.entry(self.state.base_url, intent.place)
        batch = self.journal.record.batches[intent.batch]
        content = (intent.batch, person["level"], person["result"], person["evidence_url"])
        return self._presses(batch["form"]).issue(
            content,
            lambda: claims.of(batch["achievement"], person),
            issuer=batch["issuer"],
            id=intent.id,
            recipient=Recipient(person["name"], person["email"], person["id"]),
            salt=intent.salt,
            valid_from=_moment(person["valid_from"]) or at,
            valid_until=_moment(person["valid_until"]),
            status=entry,
            now=at,
        )

    def _presses(self, form: str) -> Presses:
        if form not in self.presses:
            self.presses[form] = Presses(signer=self.signer, form=form)
        return self.presses[form]

    def _objection(self, row: Row) -> str:
        """Say what speaks against a row before anything is fixed; empty if nothing does."""
        try:
            claims.of(self.order.achievement, _particulars(row))
        except InputError as error:
            return str(error)
        begins = row.valid_from or self.now
        if row.valid_until is not None and row.valid_until <= begins:
            return "valid_until: it would expire before it begins"
        return ""

    def _begin(self) -> int:
        """Note what the following intents refer to, after a trial that nobody keeps."""
        trial = credential.issue(
            claims.of(self.order.achievement, {}),
            id="urn:uuid:00000000-0000-4000-8000-000000000000",
            issuer=self.order.issuer,
            recipient=Recipient("Trial", "trial@example.org"),
            salt="0" * 32,
            signer=self.signer,
            form=self.order.form,
            valid_from=self.now,
            now=self.now,
        )
        if found := schema.errors(trial.credential, most=1):
            raise InputError(f"it would not be an Open Badge: {found[0]}")
        self.journal.append(
            [
                {
                    "kind": "batch",
                    "achievement": dict(self.order.achievement),
                    "issuer": dict(self.order.issuer),
                    "form": self.order.form,
                    "at": timestamp(self.now),
                }
            ]
        )
        return len(self.journal.record.batches) - 1

    def _taken(self, number: int) -> set[int]:
        """Return the places of a list that are not free: credentials' and decoys."""
        decoys = self.state.decoys(number).places if self.state else frozenset()
        return self.journal.record.used(number) | decoys

    def _places(self, n: int) -> list[status.Place] | list[None]:
        if self.state is None:
            return [None] * n
        if n > status.SIZE - len(self.used):
            self.number += 1
            self.used = self._taken(self.number)
        indexes = draw(self.rng, self.used, n, size=status.SIZE)
        self.used.update(indexes)
        return [status.Place(self.number, index) for index in indexes]


def _key(row: Row, order: Order) -> str:
    return f"{order.achievement['id']} {row.person}"


def _particulars(row: Row) -> dict[str, Any]:
    return {
        "name": row.recipient.name,
        "email": row.recipient.email,
        "id": row.recipient.id,
        "level": row.level,
        "result": row.result,
        "evidence_url": row.evidence_url,
        "valid_from": row.valid_from.isoformat() if row.valid_from else None,
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
    }


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
