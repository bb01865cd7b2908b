"""Pathways and programmes as they are written down, in TOML or JSON: out and in."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from skillmark.define.achievements import Resolve, as_written
from skillmark.define.reading import Members, as_text, placed
from skillmark.nouns.errors import InputError
from skillmark.nouns.held import CreditUnit
from skillmark.nouns.pathway import (
    Before,
    Credits,
    Lasts,
    Option,
    Pathway,
    Step,
    Validity,
    WholeRenewal,
)
from skillmark.nouns.proficiency import SkillLevel
from skillmark.nouns.proficiency import level as check_level
from skillmark.nouns.programme import Programme, ProgrammeCourse

DEEPEST = 20
"""How deep steps may be nested; deeper ones no person could read."""


def pathway_from(
    content: object, *, where: str = "pathway", resolve: Resolve = as_written
) -> Pathway:
    """Read one pathway.

    Members: `id`, `name`, `description`, `awards`, `steps` (the options of its root), and
    optionally `need` and `credits` (of the root), `order` and `validity`. An option is the id of
    an achievement, `{"skill", "level"}`, or a step: `{"options"}` with `need`, `credits`
    (`{"ects": 5}` or `{"hours": 40}`), `name` and `id`. `need` is all options where it is absent,
    none where only credits are asked for. `order` is a list of chains: `["a", "b", "c"]` is a
    before b before c. Raises `InputError` naming the member; unknown members are refused.
    """
    row = Members(content, where=where)
    root = _step(row, "steps", depth=1, resolve=resolve)
    awards, order = row.words("awards"), _order(row)
    validity = _validity(row, resolve) if row.has("validity") else Validity()
    with placed(where):
        read = Pathway(
            id=row.words("id"),
            name=row.text("name"),
            description=row.text("description"),
            root=root,
            awards=awards,
            order=order,
            validity=validity,
        )
    row.close()
    return read


def _step(row: Members, member: str, *, depth: int, resolve: Resolve) -> Step:
    if depth > DEEPEST:
        raise InputError(f"steps more than {DEEPEST} deep", where=row.where, remedy="flatten them")
    options = _options(row.rows(member), where=row.place(member), depth=depth, resolve=resolve)
    asked = _credits(row)
    need = row.whole("need")
    if need is None:
        need = 0 if asked else len(options)
    name = as_text(row.take("name"), where=row.place("name")) if _nested_name(row, member) else None
    with placed(row.place(member)):
        return Step(options, need, name, _own_id(row, member), asked)


def _nested_name(row: Members, member: str) -> bool:
    """The root has the name of the pathway, and needs none of its own."""
    return member == "options" and row.has("name")


def _own_id(row: Members, member: str) -> str:
    return row.words("id", "") if member == "options" else ""


def _options(
    found: Sequence[object], *, where: str, depth: int, resolve: Resolve
) -> tuple[Option, ...]:
    read: list[Option] = []
    for place, option in enumerate(found):
        if isinstance(option, str):
            read.append(option)
            continue
        row = Members(option, where=f"{where}[{place}]")
        if row.has("skill"):
            with placed(row.where):
                asked = (
                    check_level(row.take("level"), where=row.place("level"))
                    if row.has("level")
                    else None
                )
                read.append(SkillLevel(resolve(row.words("skill")), asked))
        else:
            read.append(_step(row, "options", depth=depth + 1, resolve=resolve))
        row.close()
    return tuple(read)


def _credits(row: Members) -> Credits | None:
    if not row.has("credits"):
        return None
    inner = Members(row.take("credits"), where=row.place("credits"))
    found = [(unit, inner.number(unit.value)) for unit in CreditUnit if inner.has(unit.value)]
    inner.close()
    if len(found) != 1:
        raise InputError(
            "a sum of credits has one unit", where=inner.where, remedy='write {"ects": 5}'
        )
    with placed(inner.where):
        return Credits(found[0][1], found[0][0])


def _order(row: Members) -> tuple[Before, ...]:
    pairs: dict[Before, None] = {}
    for place, chain in enumerate(row.rows("order")):
        where = f"{row.place('order')}[{place}]"
        if (
            not isinstance(chain, list)
            or len(chain) < 2
            or not all(isinstance(name, str) for name in chain)
        ):
            raise InputError("at least two names are expected here", where=where)
        for first, then in pairwise(chain):
            pairs[Before(first, then)] = None
    return tuple(pairs)


def _validity(row: Members, resolve: Resolve) -> Validity:
    inner = Members(row.take("validity"), where=row.place("validity"))
    refresher = None
    if inner.has("refresher"):
        own = Members(inner.take("refresher"), where=inner.place("refresher"))
        refresher = _step(own, "options", depth=1, resolve=resolve)
        own.close()
    with placed(inner.where):
        read = Validity(
            lasts=inner.one_of("lasts", Lasts) if inner.has("lasts") else Lasts.OWN,
            renewal=inner.one_of("renewal", WholeRenewal)
            if inner.has("renewal")
            else WholeRenewal.PIECES,
            share=inner.optional_number("share"),
            refresher=refresher,
        )
    inner.close()
    return read


def step_to(step: Step) -> dict[str, Any]:
    """Write a step as `pathway_from` reads it; the root's options are a pathway's `steps`."""
    return {
        **({"id": step.id} if step.id else {}),
        **({"name": step.name.as_mapping()} if step.name else {}),
        "need": step.need,
        **({"credits": {step.credits.unit.value: step.credits.amount}} if step.credits else {}),
        "options": [option_to(option) for option in step.options],
    }


def option_to(option: Option) -> str | dict[str, Any]:
    """Write an option: an id, `{"skill", "level"}` or a step."""
    if isinstance(option, Step):
        return step_to(option)
    if isinstance(option, SkillLevel):
        return {"skill": option.skill, "level": option.level}
    return option


def pathway_to(pathway: Pathway) -> dict[str, Any]:
    """Write a pathway as JSON that `pathway_from` reads back to the same."""
    root = step_to(pathway.root)
    validity = pathway.validity
    return {
        "id": pathway.id,
        "name": pathway.name.as_mapping(),
        "description": pathway.description.as_mapping(),
        "steps": root["options"],
        "need": root["need"],
        **({"credits": root["credits"]} if "credits" in root else {}),
        **({"order": [[one.first, one.then] for one in pathway.order]} if pathway.order else {}),
        **({"validity": validity_to(validity)} if validity != Validity() else {}),
        "awards": pathway.awards,
    }


def validity_to(validity: Validity) -> dict[str, Any]:
    """Write how long a whole holds and what renews it."""
    return {
        "lasts": validity.lasts.value,
        "renewal": validity.renewal.value,
        **({} if validity.share is None else {"share": validity.share}),
        **({"refresher": step_to(validity.refresher)} if validity.refresher else {}),
    }


def programme_from(content: object, *, where: str = "programme") -> Programme:
    """Read one programme.

    Members: `id`, `name`, `description`, `pathway` or `achievements`, and optionally `courses`
    (`{"opportunity", "starts", "ends"}`), `workload_hours`, `ects`, `eqf_level`, `languages`.
    """
    row = Members(content, where=where)
    courses: list[ProgrammeCourse] = []
    for place, one in enumerate(row.rows("courses")):
        inner = Members(one, where=f"{row.place('courses')}[{place}]")
        with placed(inner.where):
            courses.append(
                ProgrammeCourse(inner.words("opportunity"), inner.day("starts"), inner.day("ends"))
            )
        inner.close()
    with placed(where):
        read = Programme(
            id=row.words("id"),
            name=row.text("name"),
            description=row.text("description"),
            pathway=row.optional_words("pathway"),
            achievements=_names(row, "achievements"),
            courses=tuple(courses),
            workload_hours=row.optional_number("workload_hours"),
            ects=row.optional_number("ects"),
            eqf_level=row.whole("eqf_level"),
            languages=_names(row, "languages") or ("en",),
        )
    row.close()
    return read


def _names(row: Members, member: str) -> tuple[str, ...]:
    found = row.rows(member)
    if not all(isinstance(one, str) and one.strip() for one in found):
        raise InputError("a list of names is expected here", where=row.place(member))
    return tuple(dict.fromkeys(found))


def programme_to(programme: Programme) -> dict[str, Any]:
    """Write a programme as JSON that `programme_from` reads back to the same."""
    return {
        "id": programme.id,
        "name": programme.name.as_mapping(),
        "description": programme.description.as_mapping(),
        "pathway": programme.pathway,
        "achievements": list(programme.achievements),
        "courses": [
            {
                "opportunity": one.opportunity,
                "starts": one.starts.isoformat() if one.starts else None,
                "ends": one.ends.isoformat() if one.ends else None,
            }
            for one in programme.courses
        ],
        "workload_hours": programme.workload_hours,
        "ects": programme.ects,
        "eqf_level": programme.eqf_level,
        "languages": list(programme.languages),
    }
