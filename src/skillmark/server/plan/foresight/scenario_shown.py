"""A scenario as pages show it: names instead of ids, what is asked today and then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from skillmark.nouns.proficiency import EvidenceClass
from skillmark.plan.foresight.weakening import Weakness
from skillmark.server.define.models import AchievementRecord
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.plan.foresight import scenarios
from skillmark.server.plan.foresight.models import ScenarioRecord
from skillmark.server.plan.foresight.words import WEAKNESSES
from skillmark.server.skills import services as frameworks


@dataclass(frozen=True, slots=True)
class ShownRole:
    """One role that changes."""

    id: str
    title: dict[str, str]
    new: bool
    said: dict[str, Any]
    """Its counts, as they were last worked out; empty before."""
    needs: tuple[dict[str, Any], ...]
    gone: tuple[dict[str, str], ...]
    withheld: bool = False
    """Whether so few people have it that the reader is told nothing."""

    @property
    def short(self) -> int:
        """People that it lacks in numbers."""
        return max(0, self.said["seats"] - self.said["people"]) if self.said else 0

    @property
    def over(self) -> int:
        """People that it has no place for afterwards."""
        return max(0, self.said["people"] - self.said["seats"]) if self.said else 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says of a scenario."""

    roles: tuple[ShownRole, ...]
    outcome: dict[str, Any] | None
    weak: tuple[dict[str, Any], ...]
    losing: tuple[dict[str, Any], ...]
    nothing: tuple[dict[str, Any], ...]
    dropped: tuple[dict[str, str], ...]

    @classmethod
    def of(cls, row: ScenarioRecord, *, whole: bool) -> Shown:
        """Name everything in a row, as far as the reader may see it."""
        outcome = scenarios.told(row.outcome, whole=whole) or {}
        withheld = set(outcome.get("withheld", ()))
        lacking = (outcome.get("effort") or {}).get("nothing_on_offer", ())
        place = row.organisation
        worked = {one["role"]: one for one in outcome.get("roles", ())}
        uris = {
            skill
            for one in worked.values()
            for skill in (*one["gone"], *(need["skill"] for need in one["needs"]))
        }
        uris |= {one["skill"] for one in outcome.get("weak", ())}
        uris |= {skill for one in outcome.get("losing", ()) for skill in one["skills"]}
        uris |= set(outcome.get("dropped", ()))
        uris |= {skill for skill, _level, _count in lacking}
        labels = frameworks.label_maps(uris, place)
        named = scenarios.changes_of(row)
        titles = {one.change.role: one.title for one in named}
        return cls(
            tuple(
                _role(one, worked.get(one.change.role), labels, one.change.role in withheld)
                for one in named
            ),
            outcome or None,
            tuple(_weak(one, labels, titles) for one in outcome.get("weak", ())),
            _losing(outcome, labels, place),
            tuple(
                {"label": labels[skill], "level": level, "people": count}
                for skill, level, count in lacking
            ),
            tuple(labels[skill] for skill in outcome.get("dropped", ())),
        )


def _role(
    one: scenarios.Named,
    said: dict[str, Any] | None,
    labels: dict[str, dict[str, str]],
    withheld: bool,
) -> ShownRole:
    needs = tuple(
        {
            **need,
            "label": labels[need["skill"]],
            "counts": [(cls, need["people"][cls.value]) for cls in EvidenceClass],
            "parts": [
                (cls.value, need["people"][cls.value])
                for cls in EvidenceClass
                if need["people"][cls.value]
            ],
        }
        for need in (said["needs"] if said else ())
    )
    gone = tuple(labels[skill] for skill in (said["gone"] if said else ()))
    return ShownRole(one.change.role, one.title, one.new, said or {}, needs, gone, withheld)


def _weak(
    one: dict[str, Any], labels: dict[str, dict[str, str]], titles: dict[str, dict[str, str]]
) -> dict[str, Any]:
    return {
        **one,
        "label": labels[one["skill"]],
        "role": titles.get(one["role"], {}),
        "why": WEAKNESSES[Weakness(one["why"])],
        "first": date.fromisoformat(one["first"]) if one["first"] else None,
    }


def _losing(
    outcome: dict[str, Any], labels: dict[str, dict[str, str]], place: OrganisationRecord
) -> tuple[dict[str, Any], ...]:
    found = outcome.get("losing", ())
    rows = AchievementRecord.objects.of(place).filter(
        slug__in=[one["achievement"] for one in found]
    )
    known = {row.slug: row for row in rows}
    return tuple(
        {
            "row": known[one["achievement"]],
            "skills": [labels[skill] for skill in one["skills"]],
            "all": one["all"],
        }
        for one in found
        if one["achievement"] in known
    )


def mine_shown(one: scenarios.Mine, place: OrganisationRecord) -> dict[str, Any]:
    """Return what a scenario means for one person, in names."""
    changed = {need.requirement.skill for need in one.needs}
    uris = {*changed, *one.gone, *(asked.skill for asked in one.after)}
    labels = frameworks.label_maps(uris, place)
    needs = [
        {
            "label": labels[need.requirement.skill],
            "level": need.requirement.level,
            "before": need.before,
            "new": need.new,
            "class": next(cls for cls, count in need.people if count).value,
            "open": bool(need.retrain),
            "nothing": need.requirement.skill in one.nothing_on_offer,
        }
        for need in one.needs
    ]
    return {
        "one": one,
        "needs": needs,
        "open": [need for need in needs if need["open"]],
        "proven": [need for need in needs if not need["open"]],
        "claimed": any(need["class"] == EvidenceClass.CLAIMED for need in needs),
        "gone": [labels[skill] for skill in one.gone],
        "same": [labels[asked.skill] for asked in one.after if asked.skill not in changed],
        "in_time": one.ends <= one.row.by,
        "weeks": max(1, round(one.weeks)) if one.hours else 0,
    }
