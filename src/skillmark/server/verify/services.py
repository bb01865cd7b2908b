"""Verify what people give, here and now. Nothing about it is stored."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import timezone

from skillmark.badges.endorsement import Endorsed
from skillmark.fetch.once import Once
from skillmark.server.award.claims import issuer_id
from skillmark.server.award.issuers import vouching
from skillmark.server.award.keyring.keys import did_web
from skillmark.server.award.models import KeyRecord
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.verify import lists, pinned, stamp
from skillmark.server.verify.asking import Budget, server_of
from skillmark.trust.fetched import Fetch
from skillmark.verify.endorsements import Endorsement
from skillmark.verify.memory import Memory
from skillmark.verify.registry import FILE as REGISTRY
from skillmark.verify.registry import KnownIssuer, Registry
from skillmark.verify.report import Report, unreadable
from skillmark.verify.sources import Source, follow
from skillmark.verify.verify import Verifier

SECONDS = 40.0
"""How long one request may ask around altogether."""
WORKERS = 12
"""Credentials of one request that are worked on at once: they mostly wait for their issuers."""


MOMENT = 0.25
"""Seconds that count as one moment: verifications within it see what one batch would see."""
_thread = threading.local()


@dataclass(frozen=True, slots=True)
class _Moment:
    """A verifier and when it was made, under which stamp."""

    began: float
    stamp: str
    ask: Budget
    verifier: Verifier


@cache
def memory() -> Memory:
    """What this process knows of bytes that it has seen before."""
    return Memory()


def registry(now: str | None = None) -> Registry:
    """Return the issuers that are known here: this site's organisations and the owner's lists.

    `now` is the stamp of the site, where the caller has it. Raises `InputError` naming the entry
    if the file in the data folder is wrong.
    """
    file = f"{settings.DATA}/{REGISTRY}"
    key = settings.BASE_URL, file, lists.state(file), lists.state(f"{settings.DATA}/{lists.FOLDER}")
    return stamp.under(now or stamp.current(), key, partial(_registry, Path(file)))


def _registry(file: Path) -> Registry:
    return Registry.joined([_organisations(), *lists.of_site(file), vouching.for_everyone()])


def _organisations() -> Registry:
    """Return the organisations that award here, as the site knows them by their keys."""
    known: list[KnownIssuer] = []
    keys: dict[int, list[str]] = {}
    for owner, multikey in KeyRecord.objects.filter(revoked=None).values_list(
        "organisation", "multikey"
    ):
        keys.setdefault(owner, []).append(multikey)
    for organisation in OrganisationRecord.objects.filter(pk__in=keys):
        of_keys = (f"did:key:{multikey}" for multikey in keys[organisation.pk])
        for identifier in {issuer_id(organisation), did_web(organisation), *of_keys}:
            known.append(
                KnownIssuer(
                    identifier, organisation.name, settings.SITE.host, tuple(keys[organisation.pk])
                )
            )
    return Registry.of(known)


Check = Callable[[Source, Sequence[str]], Report]
"""Verify one source for one person, given by their addresses."""


def checker(
    *,
    now: datetime | None = None,
    fetch: Fetch | None = None,
    known: Registry | None = None,
    ask_domain: bool = False,
) -> Check:
    """Return a function that verifies one after the other and remembers what it has asked for.

    Use it for one batch at one moment, in one thread.
    """
    ask = fetch or Budget(SECONDS)
    verifier = Verifier(
        now=now or timezone.now(),
        fetch=ask,
        contexts=pinned.contexts(),
        registry=known or registry(),
        memory=memory(),
        ask_domain=ask_domain,
    )
    return lambda source, holders: _report(source, verifier, holders, ask)


def check(
    data: bytes,
    *,
    source: str = "",
    holders: Sequence[str] = (),
    now: datetime | None = None,
    fetch: Fetch | None = None,
) -> Report:
    """Verify the bytes of one credential in any wrapping.

    `holders` are the addresses or DIDs of one person: it must have been issued to one of them.
    """
    return check_all([Source(source, data)], holders=holders, now=now, fetch=fetch)[0]


def endorsement(value: dict[str, Any], subject: str, of: Endorsed) -> Endorsement:
    """Verify one endorsement that is said to be of the thing with this id."""
    verifier = Verifier(
        now=timezone.now(),
        fetch=Budget(SECONDS),
        contexts=pinned.contexts(),
        registry=registry(),
        memory=memory(),
    )
    return verifier.endorsement(value, subject, of)


def check_all(
    given: Iterable[Source],
    *,
    holders: Sequence[str] = (),
    believe_lists: bool = False,
    now: datetime | None = None,
    fetch: Fetch | None = None,
    whose: OrganisationRecord | None = None,
    ask_domain: bool = False,
) -> list[Report]:
    """Verify many; one report for each, in order. Links (a name without bytes) are followed.

    For a member of an organisation (`whose`) its own list of issuers counts as well; with
    `ask_domain`, the domains that issuers name are asked whether they are theirs.

    With `believe_lists`, a list's own word on whose a credential is goes before `holders`: right
    where somebody checks other people's, wrong where they must be somebody's own.
    """
    sources = list(given)

    def persons(source: Source) -> Sequence[str]:
        expected = source.expected if believe_lists else None
        return [expected.holder] if expected and expected.holder else holders

    if len(sources) == 1 and now is None and fetch is None and not (whose or ask_domain):
        (source,) = sources
        report = _at_once(source, persons(source))
        return [report.listed_as(source.expected if believe_lists else None)]
    now = now or timezone.now()
    budget = Budget(SECONDS)
    ask = fetch or Once(budget)
    known = registry(budget.stamp)
    if whose is not None:
        known = Registry.joined([known, vouching.of(whose)])
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in _order(sources):
        waiting.put(number)
    found: list[Report | None] = [None] * len(sources)

    def run() -> None:
        check_one = checker(now=now, fetch=ask, known=known, ask_domain=ask_domain)
        while True:
            try:
                number = waiting.get_nowait()
            except queue.Empty:
                return
            source = sources[number]
            report = check_one(source, persons(source))
            found[number] = report.listed_as(source.expected if believe_lists else None)

    workers = min(WORKERS, len(sources))
    if workers < 2:
        run()
    else:
        # the servers that are asked may be slow: several are asked at a time, and whoever is free
        # takes the next, so that nothing waits behind a slow one
        with ThreadPoolExecutor(workers) as pool:
            for done in [pool.submit(_apart, run) for _ in range(workers)]:
                done.result()
    return [report for report in found if report is not None]


def _at_once(source: Source, holders: Sequence[str]) -> Report:
    """Verify one, with the verifier of the moment: what it has just asked for still holds.

    It is this thread's own, is taken away while it works (the site that it asks may verify, too),
    and is another one as soon as the site's stamp, its known issuers, contexts or the moment is.
    """
    ask = Budget(SECONDS)
    known, contexts = registry(ask.stamp), pinned.contexts()
    kept: _Moment | None = _thread.__dict__.pop("moment", None)
    if (
        kept is None
        or kept.stamp != ask.stamp
        or kept.verifier.registry is not known
        or kept.verifier.contexts is not contexts
        or time.monotonic() - kept.began > MOMENT
    ):
        verifier = Verifier(
            now=timezone.now(), fetch=ask, contexts=contexts, registry=known, memory=memory()
        )
        kept = _Moment(time.monotonic(), ask.stamp, ask, verifier)
    kept.ask.renew()
    report = _report(source, kept.verifier, holders, kept.ask)
    _thread.moment = kept
    return report


def forget() -> None:
    """Begin a new moment in this thread."""
    _thread.__dict__.pop("moment", None)


def _order(sources: Sequence[Source]) -> list[int]:
    """Return in which order to work: what is here first, then a link of every host in turn."""
    turns: dict[str, int] = {}

    def turn(number: int) -> int:
        if not sources[number].link:
            return 0
        host = server_of(sources[number].name)
        turns[host] = turns.get(host, 0) + 1
        return turns[host]

    return sorted(range(len(sources)), key=turn)


def _apart(run: Callable[[], None]) -> None:
    """Run in a thread, and leave no database connection behind in it."""
    try:
        run()
    finally:
        connections.close_all()


def _report(source: Source, verifier: Verifier, holders: Sequence[str], fetch: Fetch) -> Report:
    source = follow(source, fetch)
    if source.error is not None:
        return unreadable(source.name, source.error)
    # the one verifier of the batch keeps what it fetched, whomever the next badge belongs to
    verifier.holder, verifier.also = (holders[0], holders[1:]) if holders else ("", ())
    return verifier.check_bytes(source.data, source=source.name, staples=source.staples)
