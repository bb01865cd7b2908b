"""Use cases of scenarios: write one, work it out, share it, draft a pathway from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.define import drafting
from skillmark.nouns.errors import InputError
from skillmark.nouns.person import Requirement, Role
from skillmark.nouns.plan import Offer
from skillmark.plan.foresight.impact import Impact, impact
from skillmark.plan.foresight.readiness import CELL
from skillmark.plan.foresight.scenario import Amendment, Change, Scenario, asked_after, dropped
from skillmark.plan.foresight.way import shortest
from skillmark.plan.foresight.weakening import losing, weakening
from skillmark.server.define.models import (
    AchievementRecord,
    OpportunityRecord,
    PathwayDraftRecord,
)
from skillmark.server.define.pathways import services as drawing
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.roles import as_role, title_of
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.plan.foresight import demand
from skillmark.server.plan.foresight.models import ScenarioRecord
from skillmark.server.plan.foresight.people import employees, holdings, staff
from skillmark.server.plan.models import OfferRecord
from skillmark.server.plan.services import as_offer

NEW = "new-"
MOST = 40
"""Roles in one scenario."""
SECONDS = 10.0
Actor = AccountRecord | None


@dataclass(frozen=True, slots=True)
class Named:
    """A change with what it is called; a new role's title is kept with it."""

    change: Change
    title: dict[str, str]

    @property
    def new(self) -> bool:
        """Whether the role is not there today."""
        return self.change.role.startswith(NEW)


def written(named: Iterable[Named]) -> list[dict[str, Any]]:
    """Return changes as a row keeps them."""
    return [
        {
            "role": one.change.role,
            "title": one.title if one.new else {},
            "seats": one.change.seats,
            "skills": [asdict(amendment) for amendment in one.change.amendments],
        }
        for one in named
    ]


def changes_of(row: ScenarioRecord) -> tuple[Named, ...]:
    """Return a row's changes; those of roles that are gone are left out."""
    ids = [one["role"] for one in row.changes if not one["role"].startswith(NEW)]
    known = {
        str(role.pk): title_of(role).as_mapping()
        for role in RoleRecord.objects.of(row.organisation).filter(pk__in=ids)
    }
    return tuple(
        Named(
            Change(
                one["role"],
                tuple(Amendment(**amendment) for amendment in one["skills"]),
                one["seats"],
            ),
            known.get(one["role"]) or one["title"],
        )
        for one in row.changes
        if one["role"] in known or one["role"].startswith(NEW)
    )


def roles_of(organisation: OrganisationRecord) -> dict[str, Role]:
    """Return all roles of an organisation that ask for something, by id."""
    rows = RoleRecord.objects.of(organisation).prefetch_related("requirements")
    return {str(row.pk): as_role(row) for row in rows if row.requirements.all()}


def offers_of(organisation: OrganisationRecord) -> tuple[Offer, ...]:
    """Return what can be learned."""
    return tuple(as_offer(row) for row in OfferRecord.objects.of(organisation))


@transaction.atomic
def begin(
    organisation: OrganisationRecord,
    name: str,
    by: date,
    *,
    note: str = "",
    hours_a_week: float = 3.0,
    simulated: bool = False,
    actor: Actor,
) -> ScenarioRecord:
    """Begin a scenario of which nothing is said yet."""
    row = ScenarioRecord.objects.create(
        organisation=organisation, name=name.strip(), by=by, note=note.strip(),
        hours_a_week=hours_a_week, simulated=simulated, created_by=actor,
    )  # fmt: skip
    audit.record("scenario_begun", row, actor=actor, organisation=organisation)
    return row


@transaction.atomic
def change(row: ScenarioRecord, named: Named, *, actor: Actor) -> ScenarioRecord:
    """Put a change of one role into a scenario, in the place of what it said of that role.

    A change that says nothing takes the role out.
    """
    kept = [one for one in changes_of(row) if one.change.role != named.change.role]
    if named.change.amendments or named.change.seats is not None:
        kept.append(named)
    if len(kept) > MOST:
        raise InputError(
            _("A scenario with more than %(most)s roles cannot be read.") % {"most": MOST}
        )
    order = [one["role"] for one in row.changes]
    kept.sort(key=lambda one: order.index(one.change.role) if one.change.role in order else MOST)
    Scenario(row.by, tuple(one.change for one in kept))
    row.changes = written(kept)
    row.save(update_fields=["changes"])
    audit.record(
        "scenario_changed", row, actor=actor, organisation=row.organisation, roles=len(kept)
    )
    return row


def free_role(row: ScenarioRecord) -> str:
    """Return an id for a role that is new in the scenario."""
    numbers = [
        int(one["role"].removeprefix(NEW)) for one in row.changes if one["role"].startswith(NEW)
    ]
    return f"{NEW}{max(numbers, default=0) + 1}"


@transaction.atomic
def describe(row: ScenarioRecord, *, actor: Actor) -> ScenarioRecord:
    """Store what somebody edited of name, day and assumptions."""
    row.save()
    audit.record("scenario_changed", row, actor=actor, organisation=row.organisation)
    return row


def work_out(row: ScenarioRecord, *, today: date) -> ScenarioRecord:
    """Work a scenario out as things are today, and keep the answer: counts, nobody by name."""
    place = row.organisation
    roles, offers = roles_of(place), offers_of(place)
    named = changes_of(row)
    scenario = Scenario(row.by, tuple(one.change for one in named))
    here = staff(place)
    found = impact(
        scenario,
        roles,
        employees(here.people, offers),
        offers,
        weeks=row.weeks(today),
        hours_a_week=row.hours_a_week,
        seconds=SECONDS,
    )
    after = {one.change.role: one.after for one in found.roles}
    weak = weakening(holdings(place, here.people, by=row.by), after, by=row.by)
    gone = dropped(roles, scenario)
    fading = gone | demand.falling(place, today=today)
    confirmed = {
        one.slug: {part.skill for part in one.noun.skills}
        for one in AchievementRecord.objects.of(place).filter(archived=None)
    }
    row.outcome = {
        **_plain(found),
        "weak": [
            {**asdict(one), "why": one.why.value, "first": one.first and one.first.isoformat()}
            for one in weak
        ],
        "dropped": sorted(gone),
        "losing": [
            {"achievement": slug, "skills": list(skills), "all": whole}
            for slug, skills, whole in losing(confirmed, fading)
        ],
        "not_agreed": here.not_agreed,
        "offers": len(offers),
    }
    row.worked_out = timezone.now()
    row.save(update_fields=["outcome", "worked_out"])
    return row


def told(outcome: dict[str, Any] | None, *, whole: bool) -> dict[str, Any] | None:
    """Return an outcome as somebody may see it: `whole` to those who plan.

    To others nothing is told of roles that fewer than `CELL` people have; nor are sums, from which
    that could be had by subtraction.
    """
    if outcome is None or whole:
        return outcome
    small = {one["role"] for one in outcome["roles"] if 0 < one["people"] < CELL}
    if not small:
        return outcome
    return {
        **outcome,
        "people": None,
        "retrain": None,
        "effort": None,
        "roles": [one for one in outcome["roles"] if one["role"] not in small],
        "weak": [one for one in outcome["weak"] if one["role"] not in small],
        "withheld": sorted(small),
    }


def _plain(found: Impact) -> dict[str, Any]:
    return {
        "people": found.people,
        "retrain": found.retrain,
        "effort": asdict(found.effort),
        "roles": [
            {
                "role": one.change.role,
                "people": one.people,
                "seats": one.seats,
                "ready": one.ready,
                "retrain": one.retrain,
                "ready_elsewhere": one.ready_elsewhere,
                "gone": list(one.gone),
                "needs": [
                    {
                        "skill": need.requirement.skill,
                        "level": need.requirement.level,
                        "before": need.before,
                        "new": need.new,
                        "retrain": need.retrain,
                        "people": {cls.value: count for cls, count in need.people},
                    }
                    for need in one.needs
                ],
            }
            for one in found.roles
        ],
    }


@transaction.atomic
def share(row: ScenarioRecord, *, shared: bool, actor: Actor) -> ScenarioRecord:
    """Let the people whose roles change see what it means for them, or no longer."""
    row.shared = (row.shared or timezone.now()) if shared else None
    row.save(update_fields=["shared"])
    action = "scenario_shared" if shared else "scenario_unshared"
    audit.record(action, row, actor=actor, organisation=row.organisation)
    return row


@transaction.atomic
def remove(row: ScenarioRecord, *, actor: Actor) -> None:
    """Throw a scenario away."""
    audit.record("scenario_removed", row, actor=actor, organisation=row.organisation)
    row.delete()


@transaction.atomic
def draft_pathway(row: ScenarioRecord, role: str, *, actor: Actor) -> PathwayDraftRecord:
    """Draft a pathway to what a role asks for afterwards: for the editor, published by nobody.

    It has the achievements of the catalogue that confirm what is asked in the fewest hours; what
    none confirms stands in it as a skill that any achievement may confirm.
    """
    named = next((one for one in changes_of(row) if one.change.role == role), None)
    if named is None:
        raise InputError(_("the scenario says nothing of this role"))
    asked = asked_after(roles_of(row.organisation).get(role), named.change.amendments)
    if not asked:
        raise InputError(_("the role asks for nothing afterwards"))
    way = shortest(asked, _catalogue(row.organisation))
    name = {tag: f"{words} ({row.by.year})" for tag, words in named.title.items()}
    draft = drawing.begin(row.organisation, actor=actor, name=name)
    document = draft.document
    for slug in way.achievements:
        document = drafting.add(document, slug)
    for one in way.left:
        document = drafting.add(document, {"skill": one.skill, "level": one.level})
    for first, then in way.before:
        document = drafting.before(document, first=first, then=then)
    draft.document = document
    draft.save()
    audit.record("pathway_drafted", draft, actor=actor, organisation=row.organisation)
    return draft


def _catalogue(organisation: OrganisationRecord) -> list[Offer]:
    """Return achievements with the hours of what leads to them, or of the achievement itself."""
    hours = {
        row.leads_to_id: row.noun.hours
        for row in OpportunityRecord.objects.of(organisation).exclude(leads_to=None)
    }
    found = []
    for row in AchievementRecord.objects.of(organisation).filter(archived=None).order_by("slug"):
        noun = row.noun
        found.append(
            Offer(
                row.slug,
                0.0,
                hours.get(row.pk) or noun.elements.workload_hours or 0.0,
                tuple(dict.fromkeys(one.skill for one in noun.skills)),
                tuple((one.skill, one.level) for one in noun.skills if one.level is not None),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Mine:
    """What a scenario means for one person."""

    row: ScenarioRecord
    title: dict[str, str]
    before: tuple[Requirement, ...]
    after: tuple[Requirement, ...]
    needs: tuple[Any, ...]
    """Of `impact.SkillNeed`, each about one person."""
    gone: tuple[str, ...]
    offers: tuple[OfferRecord, ...]
    hours: float
    weeks: float
    pace: float
    nothing_on_offer: frozenset[str]
    ends: date


def mine(
    organisation: OrganisationRecord, account: AccountRecord, *, today: date
) -> tuple[bool, list[Mine]]:
    """Return whether somebody's role is known here, and what shared scenarios change in it."""
    me = next(iter(staff(organisation, only=account).people), None)
    if me is None or me.post.role is None:
        return False, []
    role, offers = as_role(me.post.role), offers_of(organisation)
    (self_,) = employees([me], offers)
    found = []
    rows = ScenarioRecord.objects.of(organisation).filter(shared__isnull=False, by__gte=today)
    for row in rows:
        named = next((one for one in changes_of(row) if one.change.role == role.id), None)
        if named is None:
            continue
        scenario = Scenario(row.by, (named.change,))
        worked = impact(
            scenario, {role.id: role}, [self_], offers,
            weeks=row.weeks(today), hours_a_week=row.hours_a_week, seconds=SECONDS,
        )  # fmt: skip
        (part,) = worked.roles
        chosen = OfferRecord.objects.of(organisation).filter(slug__in=worked.effort.chosen)
        pace = self_.hours_a_week or row.hours_a_week
        found.append(
            Mine(
                row,
                named.title,
                role.requirements,
                part.after,
                part.needs,
                part.gone,
                tuple(sorted(chosen, key=lambda one: (len(one.requires), one.slug))),
                worked.effort.hours,
                worked.effort.hours / pace,
                pace,
                frozenset(skill for skill, _level, _n in worked.effort.nothing_on_offer),
                today + timedelta(weeks=worked.effort.hours / pace),
            )
        )
    return True, found
