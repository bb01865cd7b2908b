"""What the pages of matching say: names instead of ids, percent instead of shares."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.match import Assumptions, Ranked
from skillmark.match.ranking import EvidencePart, SkillPart
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.match import services
from skillmark.server.match.evidence import by_skill
from skillmark.server.match.models import EvidenceRecord, RoleRecord
from skillmark.server.match.proof import Refused
from skillmark.server.match.ranking import Ranking
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.skills import services as frameworks
from skillmark.skills.linking import Match


def role_lines(row: RoleRecord) -> list[dict[str, Any]]:
    """Return a role's requirements as the initial values of their lines."""
    wanted = services.as_role(row).requirements
    names = frameworks.labels(
        (one.skill for one in wanted), get_language() or "en", row.organisation
    )
    return [
        {
            "keep": True,
            "skill": one.skill,
            "label": names[one.skill],
            "level": one.level,
            "importance": one.importance.value,
            "must": one.must,
        }
        for one in wanted
    ]


def lines_of(matches: Iterable[Match]) -> list[dict[str, Any]]:
    """Return the skills of an advertisement as initial values, the level where it names one."""
    return [
        {
            "keep": True,
            "skill": one.uri,
            "label": one.label,
            "score": one.score,
            "why": one.why[:500],
            "level": one.level_cue.level if one.level_cue else None,
            "importance": "essential",
        }
        for one in matches
    ]


@dataclass(frozen=True, slots=True)
class Bar:
    """What one class of evidence covers of a role."""

    cls: EvidenceClass
    percent: float

    @property
    def width(self) -> str:
        """Width in percent, with a point whatever the language."""
        return f"{self.percent:.1f}"

    @property
    def pattern(self) -> str:
        """Id of the pattern that fills it; proof is solid."""
        return PATTERNS.get(self.cls, "")


PATTERNS = {
    EvidenceClass.EVIDENCED: "hatched",
    EvidenceClass.CLAIMED: "dotted",
    EvidenceClass.INFERRED: "ruled",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One requirement and what somebody brings for it."""

    label: Any
    part: SkillPart
    pieces: tuple[Piece, ...]

    @property
    def percent(self) -> int:
        """Probability that the level is reached, in percent."""
        return round(100 * self.part.fit)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence, and the part it plays."""

    part: EvidencePart
    issuer: str

    @property
    def percent(self) -> int:
        """Probability that the level is reached, in percent."""
        return round(100 * self.part.fit)


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a ranking."""

    ranked: Ranked
    name: str
    outside: Any
    """The row of a candidate from outside, `None` for members."""
    bars: tuple[Bar, ...]
    reasons: tuple[Reason, ...]
    missing: tuple[Any, ...]
    musts_unmet: tuple[Any, ...]
    refused: tuple[Refused, ...]

    @property
    def key(self) -> str:
        """What its explanation is called in links."""
        return str(self.ranked.rank)


def place(found: Ranking, ranked: Ranked, row: RoleRecord, *, anonymous: bool) -> Place:
    """Return a place for its page; where `anonymous`, nothing says who it is."""
    candidate = found.candidate(ranked)
    labels = frameworks.label_maps((one.skill for one in found.role.requirements), row.organisation)
    return Place(
        ranked=ranked,
        name=_code(ranked.person, row) if anonymous else candidate.name,
        outside=candidate.outside,
        bars=tuple(Bar(cls, 100 * points) for cls, points in ranked.score),
        reasons=tuple(
            Reason(
                labels[part.requirement.skill],
                part,
                tuple(
                    Piece(piece, _issuer(piece.evidence, anonymous=anonymous))
                    for piece in sorted(part.parts, key=lambda one: (not one.counted, -one.fit))
                ),
            )
            for part in ranked.skills
        ),
        missing=tuple(labels[skill] for skill in ranked.missing),
        musts_unmet=tuple(labels[skill] for skill in ranked.musts_unmet),
        refused=tuple(
            Refused(_("file %(number)s") % {"number": number}, one.verdict, one.reason, "")
            if anonymous
            else one
            for number, one in enumerate(candidate.refused, start=1)
        ),
    )


def _code(person: str, row: RoleRecord) -> str:
    digest = hashlib.sha256(f"{row.pk} {person}".encode()).hexdigest()
    return _("Candidate %(code)s") % {"code": digest[:4].upper()}


def _issuer(evidence: Evidence, *, anonymous: bool) -> str:
    # Who observed somebody may tell who it is; who signed a badge is part of its worth.
    if anonymous and evidence.evidence_class is not EvidenceClass.VERIFIED:
        return ""
    return evidence.issuer


def requirements(role: Role, organisation: OrganisationRecord) -> list[tuple[Any, Requirement]]:
    """Return the requirements of a role with the labels of their skills."""
    labels = frameworks.label_maps((one.skill for one in role.requirements), organisation)
    return [(labels[one.skill], one) for one in role.requirements]


def assumptions(terms: Assumptions) -> list[tuple[str, float]]:
    """Return the assumptions of a score in words, with their numbers."""
    words = {
        "half_life_months": _("Months after which half of what lies above level 1 has faded"),
        "sd_verified": _("Spread of a verified level, in levels"),
        "sd_evidenced": _("Spread of an observed level"),
        "sd_claimed": _("Spread of a claimed level"),
        "sd_inferred": _("Spread of an inferred level"),
        "unknown_mean": _("Level that is assumed where none is named"),
        "unknown_sd": _("Spread where none is named"),
        "optional_share": _("Weight of an optional skill beside an essential one"),
        "must_fit": _("Probability from which a must is met"),
    }
    return [(words[one.name], getattr(terms, one.name)) for one in fields(terms)]


def known_skills(organisation: OrganisationRecord | None) -> list[str]:
    """Return labels to choose a skill from: those of the smallest framework."""
    row = frameworks.visible(organisation).filter(skills__gt=0).order_by("skills").first()
    if row is None:
        return []
    language = get_language() or "en"
    return [one.label.in_language(language) for one in frameworks.framework(row).skills]


@dataclass(frozen=True, slots=True)
class OwnSkill:
    """One skill of one's own with everything that speaks for it, the strongest first."""

    label: Any
    skill: str
    pieces: tuple[tuple[Evidence, int | None], ...]
    """Each with the number of the row that can be taken back, if it is one."""

    @property
    def best(self) -> Evidence:
        """The strongest piece."""
        return self.pieces[0][0]


def own_skills(
    evidence: tuple[Evidence, ...], organisation: OrganisationRecord | None
) -> list[OwnSkill]:
    """Return one's skills, the best proven first."""
    sorted_out = by_skill(evidence)
    labels = frameworks.label_maps(sorted_out, organisation)
    found = [
        OwnSkill(labels[skill], skill, tuple((one, _statement(one)) for one in pieces))
        for skill, pieces in sorted_out.items()
    ]
    return sorted(found, key=lambda one: (one.best.evidence_class.rank, -(one.best.level or 0)))


def _statement(evidence: Evidence) -> int | None:
    kind, _colon, number = evidence.source.partition(":")
    stored = kind == "statement" and evidence.evidence_class is not EvidenceClass.INFERRED
    return int(number) if stored and number.isdecimal() else None


def fitting(
    organisation: OrganisationRecord | None, evidence: tuple[Evidence, ...], *, today: date
) -> list[dict[str, Any]]:
    """Return the open roles with what is there and what is missing for each, best first."""
    if organisation is None:
        return []
    found = []
    for row, ranked in services.fitting_roles(organisation, evidence, today=today):
        labels = frameworks.label_maps(part.requirement.skill for part in ranked.skills)
        found.append(
            {
                "title": services.as_role(row).title,
                "bars": tuple(Bar(cls, 100 * points) for cls, points in ranked.score),
                "missing": [labels[skill] for skill in ranked.missing],
                "musts_unmet": [labels[skill] for skill in ranked.musts_unmet],
            }
        )
    return found


def recent_observations(
    organisation: OrganisationRecord, observer: AccountRecord
) -> list[tuple[Any, EvidenceRecord]]:
    """Return what somebody wrote down lately, with the labels of the skills."""
    rows = (
        EvidenceRecord.objects.of(organisation)
        .filter(recorded_by=observer, evidence_class=EvidenceClass.EVIDENCED.value)
        .select_related("account")
        .order_by("-recorded")[:10]
    )
    labels = frameworks.label_maps((row.skill for row in rows), organisation)
    return [(labels[row.skill], row) for row in rows]
