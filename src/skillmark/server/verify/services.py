"""Verify what people give, here and now. Nothing about it is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import timezone

from skillmark.badges import reading
from skillmark.badges.identity import belongs_to
from skillmark.badges.levels import first
from skillmark.nouns.errors import SkillmarkError
from skillmark.server.award.claims import issuer_id
from skillmark.server.award.keys import did_web
from skillmark.server.award.models import KeyRecord
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.verify import pinned
from skillmark.server.verify.asking import Budget
from skillmark.trust.fetched import Fetch
from skillmark.verify.registry import FILE as REGISTRY
from skillmark.verify.registry import KnownIssuer, Registry
from skillmark.verify.report import Report, unreadable
from skillmark.verify.sources import Source, expand, is_url
from skillmark.verify.verify import Verifier

SECONDS = 40.0
"""How long one request may ask around altogether."""
WORKERS = 6


def registry() -> Registry:
    """Return the issuers that are known here: this site's organisations and the owner's list.

    Raises `InputError` naming the entry if the file in the data folder is wrong.
    """
    known: list[KnownIssuer] = []
    file = Path(settings.DATA) / REGISTRY
    if file.is_file():
        known += Registry.read(file.read_bytes(), where=REGISTRY).issuers.values()
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


def checker(*, now: datetime | None = None, fetch: Fetch | None = None) -> Check:
    """Return a function that verifies one after the other and remembers what it has asked for.

    Use it for one batch at one moment, in one thread.
    """
    ask = fetch or Budget(SECONDS)
    verifier = Verifier(
        now=now or timezone.now(), fetch=ask, contexts=pinned.contexts(), registry=registry()
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


def check_all(
    given: Iterable[Source],
    *,
    holders: Sequence[str] = (),
    now: datetime | None = None,
    fetch: Fetch | None = None,
) -> list[Report]:
    """Verify many; one report for each, in order. Links (a name without bytes) are followed."""
    sources = list(given)
    now = now or timezone.now()
    ask = fetch or Budget(SECONDS)

    def run(part: Sequence[Source]) -> list[Report]:
        one = checker(now=now, fetch=ask)
        return [one(source, holders) for source in part]

    workers = min(WORKERS, len(sources))
    if workers < 2:
        return run(sources)
    # the servers that are asked may be slow: several are asked at a time
    found: list[Report | None] = [None] * len(sources)
    with ThreadPoolExecutor(workers) as pool:
        parts = pool.map(_apart(run), [sources[n::workers] for n in range(workers)])
        for number, reports in enumerate(parts):
            found[number::workers] = reports
    return [report for report in found if report is not None]


def _apart(
    run: Callable[[Sequence[Source]], list[Report]],
) -> Callable[[Sequence[Source]], list[Report]]:
    """Run in a thread, and leave no database connection behind in it."""

    def inside(part: Sequence[Source]) -> list[Report]:
        try:
            return run(part)
        finally:
            connections.close_all()

    return inside


def _report(source: Source, verifier: Verifier, holders: Sequence[str], fetch: Fetch) -> Report:
    if not source.data and source.error is None and is_url(source.name):
        source = next(iter(expand([source.name], fetch=fetch)))
    if source.error is not None:
        return unreadable(source.name, source.error)
    # the one verifier of the batch keeps what it fetched, whomever the next badge belongs to
    verifier.holder = _holder(source.data, holders)
    return verifier.check_bytes(source.data, source=source.name, staples=source.staples)


def _holder(data: bytes, holders: Sequence[str]) -> str:
    """Return which of somebody's names the credential was issued to, else the first of them."""
    if len(holders) < 2:
        return holders[0] if holders else ""
    try:
        subject = first(reading.read(data).credential.get("credentialSubject"))
    except SkillmarkError:
        return holders[0]
    return next((name for name in holders if belongs_to(subject, name)), holders[0])
