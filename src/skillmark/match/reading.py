"""ROLE.json, PEOPLE.jsonl, RULES.json, assumptions: read strictly, errors placed by member."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from skillmark.match.assumptions import Assumptions
from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.objects import NUMBER, members, parse
from skillmark.nouns.person import Importance, Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass, level
from skillmark.nouns.recognition import Recognition
from skillmark.nouns.text import Text

TYPED_CLASSES = (EvidenceClass.EVIDENCED, EvidenceClass.CLAIMED, EvidenceClass.INFERRED)
"""Verified is never typed in: only a credential that verifies now is verified evidence."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line of PEOPLE.jsonl: evidence that was typed in, and credentials yet to be verified."""

    id: str
    holder: str
    evidence: tuple[Evidence, ...]
    credentials: tuple[Any, ...]
    """Each a credential object, a JWT or a path, as given."""


def read_role(text: str, *, where: str, find: Callable[[str], str] = lambda skill: skill) -> Role:
    """Read ROLE.json. `find` turns a skill's URI or label into its URI (or raises)."""
    data = members(
        parse(text, where=where), {"title": str, "skills": list}, ("title", "skills"), where=where
    )
    requirements = []
    for index, raw in enumerate(data["skills"]):
        place = f"{where}: /skills/{index}"
        item = members(
            raw,
            {
                "skill": str,
                "level": NUMBER,
                "importance": str,
                "weight": NUMBER,
                "must": bool,
            },
            ("skill",),
            where=place,
        )
        if item.get("importance", "essential") not in set(Importance):
            raise InputError(
                f"importance {item['importance']!r}",
                where=f"{place}/importance",
                remedy="use essential or optional",
            )
        requirements.append(
            Requirement(
                skill=_found(find, item["skill"], f"{place}/skill"),
                level=level(item["level"], where=f"{place}/level") if "level" in item else None,
                importance=Importance(item.get("importance", "essential")),
                weight=_number(item.get("weight", 1.0), f"{place}/weight"),
                must=item.get("must", False),
                label=item["skill"],
            )
        )
    return Role(title=Text.of(data["title"]), requirements=tuple(requirements))


def read_recognitions(
    text: str, *, where: str, find: Callable[[str], str] = lambda skill: skill
) -> tuple[Recognition, ...]:
    """Read RULES.json: by which rules credentials from elsewhere count as skills.

    Ids may not repeat; a rule without one is called by its number. `find` as for a role.
    """
    data = members(parse(text, where=where), {"rules": list}, ("rules",), where=where)
    found: dict[str, Recognition] = {}
    for index, raw in enumerate(data["rules"]):
        place = f"{where}: /rules/{index}"
        item = members(
            raw,
            {
                "id": str,
                "achievement": str,
                "issuer": str,
                "skill": str,
                "level": NUMBER,
                "stated_by": str,
                "stated": str,
                "expires": str,
                "reason": str,
                "holder": str,
            },
            ("achievement", "issuer", "skill", "stated_by", "stated"),
            where=place,
        )
        name = item.get("id", "") or f"rule {index + 1}"
        if name in found:
            raise InputError(f"the id {name!r} was used already", where=f"{place}/id")
        try:
            found[name] = Recognition(
                id=name,
                achievement=item["achievement"],
                issuer=item["issuer"],
                skill=_found(find, item["skill"], f"{place}/skill"),
                level=level(item["level"], where=f"{place}/level") if "level" in item else None,
                stated_by=item["stated_by"],
                stated=_day(item["stated"], f"{place}/stated"),
                expires=_day(item["expires"], f"{place}/expires") if "expires" in item else None,
                reason=item.get("reason", ""),
                holder=item.get("holder", ""),
            )
        except InputError as error:
            raise error if error.where.startswith(where) else error.at(place) from None
    return tuple(found.values())


def read_assumptions(
    text: str, *, where: str, find: Callable[[str], str] = lambda skill: skill
) -> Assumptions:
    """Read assumptions by name; those that are left out are at their defaults.

    `half_lives` is an object of skills (URI or label) and months. Raises `InputError` naming what
    is unknown or means nothing.
    """
    known = {one.name: NUMBER for one in fields(Assumptions)}
    data = members(parse(text, where=where), {**known, "half_lives": dict}, (), where=where)
    months: dict[str, float] = {}
    for skill, number in data.pop("half_lives", {}).items():
        place = f"{where}: /half_lives"
        if isinstance(number, bool) or not isinstance(number, NUMBER):
            raise InputError(f"{number!r} is no number of months", where=f"{place}/{skill}")
        months[_found(find, skill, place)] = number
    try:
        return Assumptions(**data, half_lives=tuple(months.items()))
    except InputError as error:
        raise error.at(where) from None


def read_candidates(
    lines: Iterable[str], *, where: str, find: Callable[[str], str] = lambda skill: skill
) -> Iterator[Candidate]:
    """Read PEOPLE.jsonl line by line; empty lines are passed over, ids may not repeat."""
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{where}, line {number}"
        data = members(
            parse(line, where=place),
            {"id": str, "holder": str, "evidence": list},
            ("id", "evidence"),
            where=place,
        )
        if data["id"] in seen:
            raise InputError(
                f"id {data['id']!r} was on line {seen[data['id']]} already", where=place
            )
        seen[data["id"]] = number
        evidence, credentials = [], []
        for index, raw in enumerate(data["evidence"]):
            spot = f"{place}: /evidence/{index}"
            if isinstance(raw, dict) and set(raw) == {"credential"}:
                credentials.append(raw["credential"])
            else:
                evidence.append(_typed(raw, spot, find))
        yield Candidate(data["id"], data.get("holder", ""), tuple(evidence), tuple(credentials))


def _typed(raw: Any, place: str, find: Callable[[str], str]) -> Evidence:
    item = members(
        raw,
        {"skill": str, "level": NUMBER, "class": str, "date": str},
        ("skill", "class", "date"),
        where=place,
    )
    if item["class"] == EvidenceClass.VERIFIED:
        raise InputError(
            "verified evidence cannot be typed in",
            where=f"{place}/class",
            remedy='give the credential itself: {"credential": ...}',
        )
    if item["class"] not in set(TYPED_CLASSES):
        raise InputError(
            f"class {item['class']!r}",
            where=f"{place}/class",
            remedy=f"use {', '.join(TYPED_CLASSES)}",
        )
    return Evidence(
        skill=_found(find, item["skill"], f"{place}/skill"),
        evidence_class=EvidenceClass(item["class"]),
        dated=_day(item["date"], f"{place}/date"),
        level=level(item["level"], where=f"{place}/level") if "level" in item else None,
        title=item["skill"],
    )


def _number(given: float, where: str) -> float:
    try:
        return float(given)
    except OverflowError:
        raise InputError("the number is too large", where=where) from None


def _day(written: str, where: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise InputError(
            f"{written!r} is not a date", where=where, remedy="use YYYY-MM-DD"
        ) from None


def _found(find: Callable[[str], str], skill: str, where: str) -> str:
    try:
        return find(skill)
    except SkillmarkError as error:
        raise error.at(where) from None
