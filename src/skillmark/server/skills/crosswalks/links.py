"""Crosswalks: links between two frameworks, brought in or suggested, and decided by people."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Match
from skillmark.server.jobs.keeping import kept
from skillmark.server.jobs.services import Running, enqueue
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.skills import services
from skillmark.server.skills.models import (
    CrosswalkRecord,
    FrameworkRecord,
    LinkRecord,
    Verdict,
)
from skillmark.skills.crosswalks import Crosswalk, Link, table
from skillmark.skills.crosswalks.suggest import suggest
from skillmark.skills.linking import meaning

SUGGEST = "skills.suggest_links"
CHUNK = 500
EVERY = 2.0
"""Seconds between two words on how far it is."""


def visible(organisation: OrganisationRecord | None) -> QuerySet[CrosswalkRecord]:
    """Return the crosswalks that an organisation sees: its own, and those for everybody."""
    seen = Q(shared=True)
    if organisation is not None:
        seen |= Q(organisation=organisation)
    rows = CrosswalkRecord.objects.filter(seen).select_related("source", "target")
    return rows.defer("source__document", "target__document").order_by("-created")


@transaction.atomic
def begin(
    source: FrameworkRecord,
    target: FrameworkRecord,
    *,
    organisation: OrganisationRecord,
    actor: AccountRecord,
    shared: bool = False,
    suggest: bool = True,
) -> CrosswalkRecord:
    """Make a crosswalk; with `suggest`, a job looks for links. Raises `InputError` for a pair
    of one."""
    if source.pk == target.pk:
        raise InputError(
            _("a framework has no crosswalk to itself"), remedy=_("choose two frameworks")
        )
    names = {
        "source": f"{source.framework} {source.version}",
        "target": f"{target.framework} {target.version}",
    }
    row = CrosswalkRecord.objects.create(
        organisation=organisation,
        title=(_("%(source)s to %(target)s") % names)[:200],
        source=source,
        target=target,
        shared=shared,
    )
    audit.record("crosswalk_made", row, actor=actor, organisation=organisation)
    if suggest:
        row.job = enqueue(
            SUGGEST,
            {"crosswalk": row.pk},
            organisation=organisation,
            account=actor,
            total=source.skills,
        )
        row.save(update_fields=["job"])
    return row


@dataclass(frozen=True)
class Taken:
    """What became of the links of a file."""

    row: CrosswalkRecord
    links: int
    unknown: int
    """Links to skills that are not in these frameworks."""


def bring_in(
    content: bytes,
    source: FrameworkRecord,
    target: FrameworkRecord,
    *,
    name: str,
    organisation: OrganisationRecord,
    actor: AccountRecord,
    shared: bool = False,
    accepted: bool = False,
) -> Taken:
    """Store the links of a table (CSV, or SSSOM's TSV), to be looked at unless `accepted`.

    Raises `InputError` where it cannot be read, or where no link fits the frameworks.
    """
    crosswalk = table.read(content, where=name)
    known = [_uris(source), _uris(target)]
    fitting = [one for one in crosswalk.links if one.source in known[0] and one.target in known[1]]
    if not fitting:
        raise InputError(
            _("none of its links is between skills of these frameworks"),
            where=name,
            remedy=_("choose the frameworks and versions that the links are of"),
        )
    with transaction.atomic():
        row = begin(
            source, target, organisation=organisation, actor=actor, shared=shared, suggest=False
        )
        made = _store(row, fitting)
        if accepted:
            row.links.update(verdict=Verdict.ACCEPTED, decided_by=actor, decided=timezone.now())
            audit.record("links_accepted", row, actor=actor, organisation=organisation, count=made)
    return Taken(row, made, len(crosswalk.links) - len(fitting))


def _uris(framework: FrameworkRecord) -> set[str]:
    return set(framework.skill_rows.values_list("uri", flat=True))


def work(running: Running) -> dict[str, Any]:
    """Suggest links. Done again, it adds what is not there, and touches no decision."""
    row = CrosswalkRecord.objects.get(
        pk=running.payload["crosswalk"], organisation=running.job.organisation
    )
    source, target = services.framework(row.source), services.framework(row.target)
    last = time.monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > EVERY:
            last = time.monotonic()
            with running.chunk(done=done, total=total):  # also where somebody cancels it
                pass

    with kept(running):
        found = suggest(source, target, meaning.default(), progress=progress).links
    made = 0
    for start in range(0, len(found), CHUNK):
        with running.chunk(done=start, total=len(found)):
            made += _store(row, found[start : start + CHUNK])
    with running.chunk(done=len(found), total=max(1, len(found))):
        pass
    return {"crosswalk": row.pk, "links": made}


def _store(row: CrosswalkRecord, links: Any) -> int:
    before = row.links.count()
    LinkRecord.objects.bulk_create(
        (
            LinkRecord(
                crosswalk=row,
                organisation_id=row.organisation_id,
                source=one.source,
                target=one.target,
                match=Match(one.match).value,
                method=one.method[:200],
                confidence=one.confidence,
                note=one.note,
            )
            for one in links
        ),
        ignore_conflicts=True,
        batch_size=CHUNK,
    )
    return row.links.count() - before


@transaction.atomic
def decide(link: LinkRecord, verdict: str, *, match: str = "", actor: AccountRecord) -> LinkRecord:
    """Accept or reject a link, put it back, or say that it is of another kind."""
    if verdict not in Verdict.values or (match and match not in [one.value for one in Match]):
        raise InputError(_("this cannot be said of a link"))
    if match and match != link.match:
        link.match = match
        link.method = _changed(link.method)
    link.verdict = verdict
    decided = verdict != Verdict.PROPOSED
    link.decided_by = actor if decided else None
    link.decided = timezone.now() if decided else None
    link.save()
    audit.record(
        "link_decided",
        link,
        actor=actor,
        organisation=link.organisation,
        verdict=verdict,
        match=link.match,
    )
    return link


def _changed(method: str) -> str:
    """Whoever changes the kind of a link answers for it: it says so."""
    said = " + editorial"
    return method if method.endswith(said) else f"{method[: 200 - len(said)]}{said}"


@transaction.atomic
def accept_above(row: CrosswalkRecord, least: float, *, actor: AccountRecord) -> int:
    """Accept every proposed link that is at least so sure; return how many that were."""
    count = row.links.filter(verdict=Verdict.PROPOSED, confidence__gte=least).update(
        verdict=Verdict.ACCEPTED, decided_by=actor, decided=timezone.now()
    )
    audit.record(
        "links_accepted", row, actor=actor, organisation=row.organisation, count=count,
        confidence=least,
    )  # fmt: skip
    return count


@transaction.atomic
def erase(row: CrosswalkRecord, *, actor: AccountRecord) -> None:
    """Take a crosswalk away with its links."""
    audit.record(
        "crosswalk_erased",
        f"crosswalk:{row.pk}",
        actor=actor,
        organisation=row.organisation,
        count=row.links.count(),
    )
    row.delete()


def as_noun(row: CrosswalkRecord, *, accepted: bool = True) -> Crosswalk:
    """Return a crosswalk as noun, of the accepted links or of all that are not rejected."""
    links = row.links.exclude(verdict=Verdict.REJECTED).order_by("source", "-confidence")
    if accepted:
        links = links.filter(verdict=Verdict.ACCEPTED)
    return Crosswalk(
        id=str(row.pk),
        source=row.source.framework,
        source_version=row.source.version,
        target=row.target.framework,
        target_version=row.target.version,
        links=tuple(
            Link(
                source=one.source,
                target=one.target,
                match=Match(one.match),
                method=one.method,
                confidence=one.confidence,
                note=one.note,
            )
            for one in links
        ),
    )
