"""Sign many intents, here or in other processes: one function for command line and server.

What is signed depends on the intents and the order alone, never on who signs which of them, in
what company or how often: a chunk that is done again somewhere else gives the same bytes (where
the key's signatures are deterministic: `trust.keys`).
"""

from __future__ import annotations

import json
import pickle
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple

from skillmark.award import claims, status
from skillmark.award.credential import Signed
from skillmark.award.press import Presses
from skillmark.badges import open_badges
from skillmark.badges.identity import Recipient
from skillmark.badges.open_badges import Claim, Pointer
from skillmark.compute.bulk import in_order
from skillmark.nouns.errors import InputError
from skillmark.trust.keys import Signer, SigningKey
from skillmark.trust.packed import pack, unpack

CHUNK = 125
"""Intents that travel together: some hundredths of a second of signing."""
_MOST_BENCHES = 8


class Particulars(NamedTuple):
    """What is one person's own in an award."""

    name: str = ""
    email: str = ""
    id: str = ""
    level: int | None = None
    result: str = ""
    evidence_url: str = ""
    valid_from: str | None = None
    """ISO 8601 with zone; absent: when it is signed."""
    valid_until: str | None = None


class Intent(NamedTuple):
    """One award as it was meant, fixed before anything is signed."""

    id: str
    salt: str
    at: str
    """ISO 8601: when it was meant, which is when it counts as signed."""
    person: Particulars
    place: tuple[int, int] | None = None
    """Number of the pair of status lists, and the index in both; absent: no status."""
    claim: Claim | None = None
    """What this badge alone says (a passed test); absent: the order's achievement."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is awarded, by whom and how; the same for many."""

    achievement: Mapping[str, Any]
    """Open Badges Achievement object."""
    issuer: Mapping[str, Any]
    """Open Badges Profile object; its id is the key's controller."""
    forms: tuple[str, ...]
    """Each one of `credential.FORMATS`: as many credentials are signed for every intent."""
    base_url: str = ""
    """Where the status lists are published; needed where intents have places."""


class Made(NamedTuple):
    """A signed award, or why it cannot be signed."""

    id: str
    texts: tuple[bytes, ...] = ()
    """The credential in each form of the order."""
    error: str = ""


def press(
    order: Order,
    intents: Iterable[Intent],
    *,
    signer: Signer,
    executor: Executor | None = None,
    jobs: int = 1,
    chunk: int = CHUNK,
) -> Iterator[Made]:
    """Sign intents, in their order, in this process or on an executor.

    Intents are read lazily: with an executor at most `jobs * LOOK_AHEAD * chunk` ahead of what was
    yielded. An intent that cannot be signed is a `Made` with its `error`; a signer that fails
    raises what it raises, and then nothing more is signed.

    A `SigningKey` travels to each process once, in memory (over a cluster only as
    `compute.cluster` allows); any other signer (a token, a key service) signs from here.
    """
    if not isinstance(signer, SigningKey):
        yield from in_order(Bench(order, signer), intents, executor=None, chunk=chunk)
        return
    work = _Work(order, pack(signer))
    yield from in_order(work, intents, executor=executor, jobs=jobs, chunk=chunk, carry=True)


def ready() -> None:
    """Do nothing in a process that has loaded what signing takes."""


@dataclass(slots=True)
class _Work:
    """An order with its key, as it travels."""

    order: Order
    key: bytes = field(repr=False)
    _bench: Bench | None = None

    def __call__(self, intents: list[Intent]) -> list[Made]:
        if self._bench is None:
            self._bench = _known(self.order, self.key)
        return self._bench(intents)

    def __getstate__(self) -> tuple[Order, bytes]:
        return self.order, self.key

    def __setstate__(self, state: tuple[Order, bytes]) -> None:
        self.order, self.key = state
        self._bench = None


class Bench:
    """Where one order is signed with one key; keeps its presses."""

    def __init__(self, order: Order, signer: Signer) -> None:
        self._order = order
        self._presses = tuple(Presses(signer=signer, form=form) for form in order.forms)
        self._results: dict[int | None, int] = {}
        """Where a person's result stands among those of a badge, by their level."""

    def __call__(self, intents: list[Intent]) -> list[Made]:
        return [self._made(intent) for intent in intents]

    def _made(self, intent: Intent) -> Made:
        try:
            return Made(intent.id, tuple([one.data for one in self.signed(intent)]))
        except InputError as error:
            return Made(intent.id, error=str(error))

    def signed(self, intent: Intent) -> tuple[Signed, ...]:
        """Sign one intent in each form of the order; `InputError` where that cannot be done."""
        person, order = intent.person, self._order
        at = _moment(intent.at)
        entry = None
        if intent.place is not None:
            entry = status.entry(order.base_url, status.Place(*intent.place))
        reached = bool(person.result), bool(person.evidence_url)
        content = (_written(intent.claim), person.level, *reached)
        award: dict[str, Any] = {
            "id": intent.id,
            "recipient": Recipient(person.name, person.email, person.id),
            "salt": intent.salt,
            "valid_from": _moment(person.valid_from) if person.valid_from else at,
            "valid_until": _moment(person.valid_until) if person.valid_until else None,
            "status": entry,
        }
        own = open_badges.own(**award) | self._also(intent)
        said = partial(_said, order, intent)
        return tuple(
            [
                presses.issue(content, said, issuer=order.issuer, now=at, own=own, **award)
                for presses in self._presses
            ]
        )

    def _also(self, intent: Intent) -> dict[Pointer, str]:
        """Return the strings of what a person reached, which tell it from what others did."""
        person, also = intent.person, dict[Pointer, str]()
        if intent.claim is not None:
            return also
        if person.result:
            if person.level not in self._results:
                self._results[person.level] = len(_said(self._order, intent).results) - 1
            also["credentialSubject", "result", self._results[person.level], "value"] = (
                person.result
            )
        if person.evidence_url:
            also["evidence", 0, "id"] = person.evidence_url
        return also


def bench(order: Order, signer: Signer) -> Bench:
    """Return where an order is signed in this thread, with the presses of earlier calls."""
    return _known(order, pack(signer)) if isinstance(signer, SigningKey) else Bench(order, signer)


_of_this_thread = threading.local()


def _known(order: Order, key: bytes) -> Bench:
    """Return the bench of an order and a packed key: that of an earlier call, if it is kept."""
    benches: OrderedDict[bytes, Bench]
    benches = _of_this_thread.__dict__.setdefault("benches", OrderedDict())
    name = pickle.dumps((order, key))
    found = benches.pop(name, None) or Bench(order, unpack(key))
    benches[name] = found
    if len(benches) > _MOST_BENCHES:
        benches.popitem(last=False)
    return found


def _said(order: Order, intent: Intent) -> Claim:
    if intent.claim is not None:
        return intent.claim
    person = intent.person
    said = {
        "level": person.level,
        "result": person.result,
        "evidence_url": person.evidence_url,
    }
    return claims.of(order.achievement, said)


def _written(claim: Claim | None) -> str | None:
    if claim is None:
        return None
    return json.dumps([claim.achievement, list(claim.results), list(claim.evidence)])


@lru_cache(maxsize=1024)
def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
