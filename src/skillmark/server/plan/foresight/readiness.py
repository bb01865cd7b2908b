"""GenAI readiness of business functions, beside the exposure of their occupations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import transaction

from skillmark.nouns.errors import InputError
from skillmark.nouns.person import Requirement
from skillmark.nouns.skill import Framework, Match, Occupation
from skillmark.nouns.text import Text
from skillmark.plan.foresight import readiness as counting
from skillmark.plan.foresight.exposure import MEASURES, Exposed, Exposure, exposed
from skillmark.plan.foresight.readiness import Readiness, Worker
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.roles import as_role, title_of
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.plan.foresight import signals
from skillmark.server.plan.foresight.models import (
    RoleOccupationRecord,
    SignalKind,
    SignalRecord,
)
from skillmark.server.plan.foresight.people import Staffed, staff
from skillmark.server.plan.models import AimRecord
from skillmark.server.skills import services as frameworks
from skillmark.skills import starter
from skillmark.skills.linking.linker import Linker

GROUP = "genai"
"""Of the starter framework: its skills are the GenAI skills, and what others say is the same."""
TODAY, NEXT = "today", "next"
SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Function:
    """One business function: how ready, how exposed."""

    ready: Readiness
    exposed: Exposed | None


@dataclass(frozen=True, slots=True)
class Picture:
    """All functions, with what the figures rest on."""

    functions: tuple[Function, ...]
    together: Readiness | None
    signal: SignalRecord | None
    measure: str
    judge: str
    against: str
    not_agreed: int
    without_function: int
    people: int


def genai_skills(organisation: OrganisationRecord | None) -> frozenset[str]:
    """Return the GenAI skills: those of the starter framework, and their exact counterparts."""
    own = [one for one in starter.framework().skills if one.group == GROUP]
    same = {link.target for one in own for link in one.alignments if link.match is Match.EXACT}
    return frozenset({one.uri for one in own} | same)


def picture(
    organisation: OrganisationRecord,
    *,
    against: str = TODAY,
    measure: str = "beta",
    judge: str = "people",
) -> Picture:
    """Count people by function, against the role that they have or the one they grow into."""
    here = staff(organisation)
    wanted = genai_skills(organisation)
    roles = _roles(organisation, here.people, against)
    row = signals.newest(organisation, SignalKind.EXPOSURE)
    table = signals.exposures(row)
    codes = dict(RoleOccupationRecord.objects.of(organisation).values_list("role_id", "code"))
    people = [one for one in here.people if one.post.function.strip()]
    workers: list[Worker] = []
    occupations: dict[str, list[str | None]] = defaultdict(list)
    for one in people:
        function = one.post.function.strip()
        asked = tuple(need for need in roles.get(one.post.account_id, ()) if need.skill in wanted)
        workers.append(Worker(function, asked, one.standing))
        occupations[function].append(codes.get(one.post.role_id))
    told = counting.readiness(workers)
    return Picture(
        tuple(
            Function(
                one,
                None
                if len(occupations[one.function]) < counting.CELL
                else exposed(occupations[one.function], table, measure=measure, judge=judge),
            )
            for one in told
        ),
        counting.together(told),
        row,
        measure if measure in MEASURES else "beta",
        judge,
        against,
        here.not_agreed,
        len(here.people) - len(people),
        len(people),
    )


def _roles(
    organisation: OrganisationRecord, people: tuple[Staffed, ...], against: str
) -> dict[int, tuple[Requirement, ...]]:
    if against == NEXT:
        aims = AimRecord.objects.of(organisation).select_related("role")
        rows = {one.account_id: one.role for one in aims}
    else:
        rows = {one.post.account_id: one.post.role for one in people if one.post.role}
    known: dict[Any, tuple[Requirement, ...]] = {}
    found = {}
    for account, row in rows.items():
        if row.pk not in known:
            known[row.pk] = as_role(row).requirements if row.requirements.exists() else ()
        found[account] = known[row.pk]
    return found


@dataclass(frozen=True, slots=True)
class Linked:
    """One role, the occupation that somebody confirmed, and what its title suggests."""

    role: RoleRecord
    title: Text
    confirmed: RoleOccupationRecord | None
    suggested: tuple[Exposure, ...]


def linked(organisation: OrganisationRecord) -> list[Linked]:
    """Return the roles that people have here today, each with its occupation."""
    row = signals.newest(organisation, SignalKind.EXPOSURE)
    table = signals.exposures(row)
    wanted = {one.post.role_id for one in staff(organisation).people if one.post.role_id}
    roles = RoleRecord.objects.of(organisation).filter(pk__in=wanted).order_by("created")
    known = {one.role_id: one for one in RoleOccupationRecord.objects.of(organisation)}
    found = []
    for role in roles:
        title = title_of(role)
        names = () if role.pk in known or row is None else suggestions(row, title)
        found.append(Linked(role, title, known.get(role.pk), tuple(table[code] for code in names)))
    return found


def suggestions(row: SignalRecord, title: Text) -> tuple[str, ...]:
    """Return codes of the occupations that a title may be, best first; a person decides."""
    words = title.in_language("en")
    matches = _linker(str(row.pk)).link(words, top=SUGGESTED, kind="occupation").matches
    return tuple(one.uri for one in matches)


@lru_cache(maxsize=2)
def _linker(pk: str) -> Linker:
    table = signals.exposures(SignalRecord.objects.get(pk=pk))
    return Linker(
        Framework(
            id=f"exposure-{pk}",
            title=Text.of("Occupations"),
            version="1",
            publisher="",
            licence="",
            skills=(),
            occupations=tuple(
                Occupation(one.code, Text.of(one.title), code=one.code) for one in table.values()
            ),
        )
    )


@transaction.atomic
def confirm(
    role: RoleRecord, code: str, *, actor: AccountRecord | None
) -> RoleOccupationRecord | None:
    """Say which occupation a role is; an empty code takes that back."""
    organisation = role.organisation
    RoleOccupationRecord.objects.of(organisation).filter(role=role).delete()
    if not code:
        audit.record("role_occupation_removed", role, actor=actor, organisation=organisation)
        return None
    table = signals.exposures(signals.newest(organisation, SignalKind.EXPOSURE))
    if code not in table:
        raise InputError(f"{code!r} is no occupation of the table that was brought", where="code")
    row = RoleOccupationRecord.objects.create(
        organisation=organisation, role=role, code=code, title=table[code].title, decided_by=actor
    )
    audit.record("role_occupation_set", role, actor=actor, organisation=organisation, code=code)
    return row


def occupations(organisation: OrganisationRecord) -> list[tuple[str, str]]:
    """Return all occupations to choose from."""
    table = signals.exposures(signals.newest(organisation, SignalKind.EXPOSURE))
    return sorted(((one.code, one.title) for one in table.values()), key=lambda one: one[1])


def labels_of(organisation: OrganisationRecord) -> dict[str, dict[str, str]]:
    """Return the names of the GenAI skills."""
    return dict(frameworks.label_maps(sorted(genai_skills(organisation)), organisation))
