"""The form of a plan: its parts as Django forms, and what they say as a `Plan`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.assess.demands import Demand, Like
from skillmark.server.assess.bank import forms
from skillmark.server.assess.bank.plans import Plan
from skillmark.server.people.models import OrganisationRecord


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that is filled in for a plan."""

    head: forms.PlanForm
    blueprint: Any
    demands: Any
    pools: Any

    @property
    def valid(self) -> bool:
        """Whether every part can be understood; errors stand beside the fields."""
        parts = (self.head, self.blueprint, self.demands, self.pools)
        found = [part.is_valid() for part in parts]  # each of them, so that no error is hidden
        return all(found)

    @property
    def plan(self) -> Plan:
        """What was filled in; rows that say nothing are left out."""
        head = self.head.cleaned_data
        return Plan(
            title=head["title"].strip(),
            description=head["description"].strip(),
            language=head["language"],
            minutes=head["minutes"],
            blueprint=tuple((row["skill"], row["count"]) for row in _rows(self.blueprint)),
            demands=tuple(
                Demand(_like(row), row["least"] or 0, row["most"]) for row in _rows(self.demands)
            ),
            pilots=head["pilots"] or 0,
            pools=tuple(_like(row) for row in _rows(self.pools)),
            picked=head["picked"],
        )


def sheet(
    organisation: OrganisationRecord, plan: Plan, data: Mapping[str, Any] | None = None
) -> Sheet:
    """Return the form of a plan, filled with it or with what somebody sent."""
    named = [skill for skill, _count in plan.blueprint]
    named += [one.like.skill for one in plan.demands] + [one.skill for one in plan.pools]
    skills = {"skills": forms.skill_choices(organisation, *named)}
    return Sheet(
        forms.PlanForm(data, initial=_head(plan)),
        forms.BlueprintRows(
            data,
            prefix="blueprint",
            initial=[{"skill": skill, "count": count} for skill, count in plan.blueprint],
            form_kwargs=skills,
        ),
        forms.DemandRows(
            data,
            prefix="demands",
            initial=[
                {**_fields(one.like), "least": one.least or None, "most": one.most}
                for one in plan.demands
            ],
            form_kwargs=skills,
        ),
        forms.LikeRows(
            data,
            prefix="pools",
            initial=[_fields(one) for one in plan.pools],
            form_kwargs=skills,
        ),
    )


def _head(plan: Plan) -> dict[str, Any]:
    return {
        "title": plan.title,
        "description": plan.description,
        "language": plan.language,
        "minutes": plan.minutes,
        "pilots": plan.pilots or None,
        "picked": "\n".join(plan.picked),
    }


def _rows(formset: Any) -> list[dict[str, Any]]:
    """Return the rows that say something."""
    rows = [form.cleaned_data for form in formset.forms]
    return [row for row in rows if any(value not in (None, "", ()) for value in row.values())]


def _fields(like: Like) -> dict[str, Any]:
    low, high = like.difficulty or (None, None)
    return {
        "skill": like.skill,
        "levels": ", ".join(map(str, like.levels)),
        "type": like.types[0].value if like.types else "",
        "lowest": None if low is None else round(100 * low, 1),
        "highest": None if high is None else round(100 * high, 1),
        "family": like.family,
    }


def _like(row: Mapping[str, Any]) -> Like:
    low, high = row["lowest"], row["highest"]
    known = low is not None or high is not None
    return Like(
        skill=row["skill"],
        levels=row["levels"],
        types=forms.item_types(row["type"]),
        difficulty=((low or 0) / 100, (100 if high is None else high) / 100) if known else None,
        family=row["family"].strip(),
    )
