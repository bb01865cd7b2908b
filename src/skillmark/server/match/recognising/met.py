"""Badges that are met here and name no level: how many people bring each, and what it says.

Only what counts is looked at: badges that verify now, in backpacks of members who agree to be
found, and among the files of candidates for open roles. Nobody is named, only counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from skillmark.badges.summary import Summary
from skillmark.nouns.recognition import Recognition
from skillmark.server.hold.services import reports_of
from skillmark.server.match.candidates import reports_on
from skillmark.server.match.models import CandidateRecord
from skillmark.server.match.recognising.rules import folded, rules_of
from skillmark.server.people.models import MembershipRecord, OrganisationRecord, Purpose
from skillmark.server.people.services import consenting
from skillmark.trust.outcome import Status
from skillmark.verify.checks import Name, Verdict
from skillmark.verify.report import Report

Key = tuple[str, str]
"""Ids of an achievement and its issuer, exactly as credentials name them."""


@dataclass(slots=True)
class Met:
    """One achievement of one issuer, as its badges speak of it."""

    key: Key
    said: Summary
    """What the newest of its badges says."""
    people: set[str] = field(default_factory=set)
    """Who brings it, by holder: to be counted, not shown."""
    levelled: bool = False
    """Whether any of its badges names a level of our scale itself."""
    rules: tuple[Recognition, ...] = ()
    """What is stated of it already, for everybody."""

    @property
    def count(self) -> int:
        """How many people bring it."""
        return len(self.people)

    @property
    def open(self) -> bool:
        """Whether it counts as verified with level unknown."""
        return not self.levelled and not self.rules


def met(organisation: OrganisationRecord, *, now: datetime) -> dict[Key, Met]:
    """Return what is met by its key, what most people bring first."""
    found: dict[Key, Met] = {}
    for holder, report in _valid(organisation, now):
        said = report.summary
        if said is None or not said.achievement_id or not said.issuer_id:
            continue
        key = said.achievement_id, said.issuer_id
        one = found.setdefault(key, Met(key, said))
        one.people.add(folded(holder))
        one.levelled |= any(skill.level is not None for skill in said.skills)
        if said.valid_from > one.said.valid_from:
            one.said = said
    stated: dict[Key, list[Recognition]] = {}
    for rule in rules_of(organisation, now=now):
        if not rule.holder:
            stated.setdefault((rule.achievement, rule.issuer), []).append(rule)
    for key, one in found.items():
        one.rules = tuple(stated.get(key, ()))
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].count, pair[1].said.achievement)))


def _valid(organisation: OrganisationRecord, now: datetime) -> Iterator[tuple[str, Report]]:
    """Yield the reports on badges that count, each with whose it is."""
    members = MembershipRecord.objects.of(organisation).values("account")
    willing = list(consenting(organisation, Purpose.MATCHING).filter(pk__in=members))
    emails = {one.pk: one.email for one in willing}
    for person, reports in reports_of(willing, now=now).items():
        yield from ((emails[person], one) for one in _proven(report for _, report in reports))
    rows = (
        CandidateRecord.objects.of(organisation)
        .filter(role__open=True)
        .prefetch_related("submissions")
    )
    for row, reports in reports_on(rows, now=now):
        yield from ((row.holder, one) for one in _proven(report for _, report in reports))


def _proven(reports: Iterable[Report]) -> Iterator[Report]:
    for report in reports:
        holder = report.check(Name.HOLDER)
        own = holder is not None and holder.status is Status.PASS
        if own and report.verdict is Verdict.VALID:
            yield report
