"""What of an organisation names a skill that is gone or changed, and its move to another.

Nothing moves by itself: somebody chooses the replacement for one thing at a time, and the audit log
says so. What was awarded keeps what it said then.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.define import services as definitions
from skillmark.server.define.models import (
    AchievementRecord,
    AchievementSkillRecord,
    OpportunityRecord,
    OpportunitySkillRecord,
)
from skillmark.server.match import roles
from skillmark.server.match.models import RequirementRecord, RoleRecord
from skillmark.server.people import audit
from skillmark.server.people.actions import Action
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.skills import services

KINDS = {
    "achievement": Action.DEFINE,
    "opportunity": Action.DEFINE,
    "role": Action.DEFINE_ROLES,
}
"""What may name a skill, and who may change it."""


@dataclass(frozen=True)
class Use:
    """A thing of an organisation that names a skill."""

    kind: str
    pk: Any
    name: Any
    """A language map, or words."""
    address: str
    skill: str


def uses(uris: Collection[str], organisation: OrganisationRecord | None) -> list[Use]:
    """Return the achievements, learning opportunities and open roles that name these skills."""
    if organisation is None:
        return []
    wanted = list(uris)
    achievements = AchievementSkillRecord.objects.of(organisation).select_related("achievement")
    opportunities = OpportunitySkillRecord.objects.of(organisation).select_related("opportunity")
    asked = RequirementRecord.objects.of(organisation).select_related("role")
    found = [
        *(
            Use("achievement", one.achievement.pk, one.achievement.name,
                reverse("achievement", args=[one.achievement.pk]), one.uri)
            for one in achievements.filter(achievement__archived=None)
        ),
        *(
            Use("opportunity", one.opportunity.pk, one.opportunity.title,
                reverse("opportunities"), one.uri)
            for one in opportunities
        ),
        *(
            Use("role", one.role.pk, dict(one.role.title),
                reverse("role", args=[one.role.pk]), one.skill)
            for one in asked.filter(role__open=True)
        ),
    ]  # fmt: skip
    few = set(wanted)
    return [one for one in found if one.skill in few]


@transaction.atomic
def move(
    kind: str,
    pk: str,
    old: str,
    new: str,
    *,
    organisation: OrganisationRecord,
    actor: AccountRecord,
) -> None:
    """Let one thing name another skill instead, at the same level.

    Raises `InputError` for a skill that nobody knows, `ConflictError` where it names both.
    """
    if services.row_of(new, organisation) is None:
        raise InputError(_("this skill is not known here"), where=new)
    if kind == "role":
        _move_role(pk, old, new, organisation=organisation, actor=actor)
    else:
        _move_definition(kind, pk, old, new, organisation=organisation, actor=actor)
    audit.record(
        "skill_moved",
        f"{kind}:{pk}",
        actor=actor,
        organisation=organisation,
        old=old[:200],
        new=new[:200],
    )


def _move_definition(
    kind: str,
    pk: str,
    old: str,
    new: str,
    *,
    organisation: OrganisationRecord,
    actor: AccountRecord,
) -> None:
    model = AchievementRecord if kind == "achievement" else OpportunityRecord
    row = model.objects.of(organisation).filter(pk=pk).first() if str(pk).isdecimal() else None
    if row is None:
        raise Http404
    noun = row.noun
    names = [one.skill for one in noun.skills]
    _check(names, old, new)
    moved = replace(
        noun,
        skills=tuple(replace(one, skill=new) if one.skill == old else one for one in noun.skills),
    )
    if kind == "achievement":
        document = definitions.achievement_to(moved)
        definitions.save_achievement(
            document, organisation=organisation, actor=actor, row=row, public=row.public
        )
    else:
        document = definitions.opportunity_to(moved)
        definitions.save_opportunity(document, organisation=organisation, actor=actor, row=row)


def _move_role(
    pk: str, old: str, new: str, *, organisation: OrganisationRecord, actor: AccountRecord
) -> None:
    row = RoleRecord.objects.of(organisation).filter(pk=pk, open=True).first()
    if row is None:
        raise Http404
    role = roles.as_role(row)
    _check([one.skill for one in role.requirements], old, new)
    moved = replace(
        role,
        requirements=tuple(
            replace(one, skill=new) if one.skill == old else one for one in role.requirements
        ),
    )
    roles.save_role(organisation, moved, row=row, actor=actor)


def _check(names: list[str], old: str, new: str) -> None:
    if old not in names:
        raise ConflictError(_("it does not name this skill any more"), code="not_there")
    if new in names:
        raise ConflictError(
            _("it names the other skill already"), remedy=_("take one of them out"), code="twice"
        )
