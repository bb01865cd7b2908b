"""PROBLEM.json: read strictly, errors placed by JSON pointer."""

from __future__ import annotations

import math
from typing import Any

from skillmark.nouns.errors import InputError
from skillmark.nouns.objects import NUMBER, members, parse
from skillmark.nouns.plan import Enrolment, Gap, Learner, Objective, Offer, Problem, Target
from skillmark.nouns.proficiency import level


def read_problem(text: str, *, where: str) -> Problem:
    """Read a planning problem; unknown ids, negative amounts and typos are refused by name."""
    data = members(
        parse(text, where=where),
        {
            "objective": str,
            "budget": dict,
            "periods": list,
            "people": list,
            "credentials": list,
            "targets": list,
        },
        ("objective", "people", "credentials"),
        where=where,
    )
    if data["objective"] not in set(Objective):
        raise InputError(
            f"objective {data['objective']!r}",
            where=f"{where}: /objective",
            remedy="use value or cost",
        )
    budget = members(
        data.get("budget", {}),
        {"money": NUMBER, "hours_per_person": NUMBER},
        (),
        where=f"{where}: /budget",
    )
    periods = _names(data.get("periods", []), f"{where}: /periods")
    offers = tuple(
        _offer(raw, f"{where}: /credentials/{i}") for i, raw in enumerate(data["credentials"])
    )
    people = tuple(
        _learner(raw, periods, f"{where}: /people/{i}") for i, raw in enumerate(data["people"])
    )
    targets = tuple(
        _target(raw, f"{where}: /targets/{i}") for i, raw in enumerate(data.get("targets", []))
    )
    _each_once([offer.id for offer in offers], f"{where}: /credentials")
    _each_once([person.id for person in people], f"{where}: /people")
    _each_once([target.skill for target in targets], f"{where}: /targets")
    known = {offer.id for offer in offers}
    for i, offer in enumerate(offers):
        for required in offer.requires:
            if required not in known:
                raise InputError(
                    f"{required!r} is required but not among the credentials",
                    where=f"{where}: /credentials/{i}/requires",
                )
    return Problem(
        people=people,
        offers=offers,
        objective=Objective(data["objective"]),
        money=_amount(budget, "money", f"{where}: /budget"),
        hours_per_person=_amount(budget, "hours_per_person", f"{where}: /budget"),
        periods=periods,
        targets=targets,
    )


def read_enrolments(text: str, *, where: str) -> tuple[Enrolment, ...]:
    """Read the enrolments of a plan as `plan solve --json` wrote it."""
    data = parse(text, where=where)
    rows = data.get("enrolments") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise InputError(
            "it holds no enrolments", where=where, remedy="give the output of plan solve --json"
        )
    found = []
    for i, raw in enumerate(rows):
        place = f"{where}: /enrolments/{i}"
        item = members(
            raw,
            {"person": str, "credential": str, "period": (str, type(None))},
            ("person", "credential"),
            where=place,
        )
        found.append(Enrolment(item["person"], item["credential"], item.get("period")))
    return tuple(found)


def _offer(raw: Any, where: str) -> Offer:
    item = members(
        raw,
        {
            "id": str,
            "cost": NUMBER,
            "hours": NUMBER,
            "seats": int,
            "levels": dict,
            "skills": list,
            "requires": list,
        },
        ("id", "cost", "hours", "skills"),
        where=where,
    )
    skills = _names(item["skills"], f"{where}/skills")
    levels = item.get("levels", {})
    for skill in levels:
        if skill not in skills:
            raise InputError(
                f"a level for {skill!r}, which the credential does not carry",
                where=f"{where}/levels",
                remedy="add it to skills",
            )
    seats = item.get("seats")
    if seats is not None and seats < 0:
        raise InputError("seats cannot be negative", where=f"{where}/seats")
    return Offer(
        id=item["id"],
        cost=_amount(item, "cost", where) or 0.0,
        hours=_amount(item, "hours", where) or 0.0,
        skills=skills,
        levels=tuple((s, level(n, where=f"{where}/levels/{s}")) for s, n in levels.items()),
        requires=_names(item.get("requires", []), f"{where}/requires"),
        seats=seats,
    )


def _learner(raw: Any, periods: tuple[str, ...], where: str) -> Learner:
    item = members(
        raw,
        {"id": str, "gaps": list, "holds": list, "hours": NUMBER},
        ("id", "gaps"),
        where=where,
    )
    gaps = tuple(_gap(g, periods, f"{where}/gaps/{i}") for i, g in enumerate(item["gaps"]))
    _each_once([gap.skill for gap in gaps], f"{where}/gaps")
    return Learner(
        id=item["id"],
        gaps=gaps,
        holds=frozenset(_names(item.get("holds", []), f"{where}/holds")),
        hours=_amount(item, "hours", where),
    )


def _gap(raw: Any, periods: tuple[str, ...], where: str) -> Gap:
    item = members(
        raw,
        {"skill": str, "value": NUMBER, "level": NUMBER, "deadline": str},
        ("skill", "value"),
        where=where,
    )
    deadline = item.get("deadline")
    if deadline is not None and deadline not in periods:
        raise InputError(
            f"deadline {deadline!r} is not a period",
            where=f"{where}/deadline",
            remedy=f"use one of {', '.join(periods)}" if periods else "list the periods first",
        )
    return Gap(
        skill=item["skill"],
        value=_amount(item, "value", where) or 0.0,
        level=level(item["level"], where=f"{where}/level") if "level" in item else None,
        deadline=deadline,
    )


def _target(raw: Any, where: str) -> Target:
    item = members(raw, {"skill": str, "people": int}, ("skill", "people"), where=where)
    if item["people"] < 1:
        raise InputError("a target is at least one person", where=f"{where}/people")
    return Target(item["skill"], item["people"])


def _amount(item: dict[str, Any], name: str, where: str) -> float | None:
    value = item.get(name)
    if value is None:
        return None
    if value < 0 or not math.isfinite(value):
        raise InputError(
            f"{name} is {value}", where=f"{where}/{name}", remedy="give a number of at least 0"
        )
    return float(value)


def _names(raw: list[Any], where: str) -> tuple[str, ...]:
    for index, name in enumerate(raw):
        if not isinstance(name, str):
            raise InputError("a text was expected", where=f"{where}/{index}")
    _each_once(raw, where)
    return tuple(raw)


def _each_once(names: list[str], where: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise InputError(f"{name!r} occurs twice", where=where)
        seen.add(name)
