"""Drawing a pathway: a draft is its document while it is still unfinished, and edits change it.

A draft looks like what `pathways_written.pathway_from` reads, but steps may be empty, names may be
missing, `need` is null for "all of them" (and stays so when options are added), and every step has
an id. An edit returns a new draft and leaves the old one alone, which is all that undo takes.
Options are found by their place: `(0, 2)` is the third option of the first option of the root.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, TypeAlias

from skillmark.define.pathways_written import DEEPEST, pathway_from
from skillmark.define.problem import Problem, ProblemKind, Remedy, RemedyKind
from skillmark.nouns.errors import InputError
from skillmark.nouns.pathway import Pathway

Draft: TypeAlias = dict[str, Any]
Place: TypeAlias = tuple[int, ...]


def empty(draft_id: str = "") -> Draft:
    """Return the draft of a pathway of which nothing is drawn."""
    return {"id": draft_id, "name": {}, "description": {}, "steps": [], "need": None, "awards": ""}


def of(document: Mapping[str, Any]) -> Draft:
    """Return the draft that continues a finished pathway's document."""
    draft: Draft = deepcopy(dict(document))
    _open(draft, "steps")
    number = 0
    taken = {step["id"] for _place, step in steps(draft) if step.get("id")}
    for _place, step in steps(draft):
        _open(step, "options")
        while not step.get("id"):
            number += 1
            if f"step-{number}" not in taken:
                step["id"] = f"step-{number}"
    return draft


def _open(step: dict[str, Any], member: str) -> None:
    """All of them is null: whoever adds an option means all of them still."""
    if step.get("need") == len(step[member]):
        step["need"] = None


def place_of(words: str) -> Place:
    """Read a place as it is written: `0.2`; the root is empty."""
    try:
        return tuple(int(part) for part in words.split(".") if part)
    except ValueError:
        raise InputError(f"{words!r} is not a place", remedy="write it as 0.2") from None


def options(step: Mapping[str, Any]) -> list[Any]:
    """Return the options of a step, or of the draft itself."""
    found: list[Any] = step["options"] if "options" in step else step["steps"]
    return found


def at(draft: Draft, place: Place) -> Any:
    """Return the option that stands there; the draft itself for the empty place."""
    found: Any = draft
    for number in place:
        inner = options(found) if isinstance(found, dict) and "skill" not in found else []
        if not 0 <= number < len(inner):
            raise InputError("nothing stands there", where=".".join(map(str, place)))
        found = inner[number]
    return found


def walk(draft: Draft, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield every option with its place, each step before what is in it."""
    for number, option in enumerate(options(at(draft, place))):
        yield (*place, number), option
        if is_step(option):
            yield from walk(draft, (*place, number))


def steps(draft: Draft) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Yield every step below the root with its place."""
    for place, option in walk(draft):
        if is_step(option):
            yield place, option


def is_step(option: Any) -> bool:
    """Say whether an option is a step."""
    return isinstance(option, dict) and "options" in option


def name_of(option: Any) -> str:
    """Return by which name the order knows an option."""
    if isinstance(option, dict):
        return str(option["id"] if "options" in option else option["skill"])
    return str(option)


def step_place(draft: Draft, step: str) -> Place:
    """Return where the step with this id stands; the root has none."""
    if not step:
        return ()
    for place, found in steps(draft):
        if found["id"] == step:
            return place
    raise InputError(f"there is no step {step}", remedy="choose another")


# edits: each returns a new draft


def _edit(change: Callable[..., None]) -> Callable[..., Draft]:
    def edited(draft: Draft, *args: Any, **members: Any) -> Draft:
        new = deepcopy(draft)
        change(new, *args, **members)
        _tidy(new)
        return new

    edited.__doc__ = change.__doc__
    edited.__name__ = change.__name__
    return edited


def _tidy(draft: Draft) -> None:
    """Forget of the order what stands nowhere any more."""
    names = {name_of(option) for _place, option in walk(draft)}
    kept = [pair for pair in draft.get("order", []) if set(pair) <= names]
    draft.pop("order", None)
    if kept:
        draft["order"] = kept


@_edit
def add(draft: Draft, option: Any, *, into: str = "") -> None:
    """Add an achievement (its id) or a skill (`{"skill", "level"}`) to a step."""
    inner = options(at(draft, step_place(draft, into)))
    if option in inner:
        raise InputError("it stands there already", remedy="add it to another step")
    inner.append(option)


@_edit
def add_step(draft: Draft, *, into: str = "") -> None:
    """Add an empty step to a step."""
    place = step_place(draft, into)
    _not_too_deep(len(place) + 1)
    options(at(draft, place)).append(_new_step(draft, []))


def _new_step(draft: Draft, inner: list[Any]) -> dict[str, Any]:
    taken = {name_of(option) for _place, option in walk(draft)}
    number = next(n for n in range(1, len(taken) + 2) if f"step-{n}" not in taken)
    return {"id": f"step-{number}", "need": None, "options": inner}


@_edit
def group(draft: Draft, places: Sequence[Place]) -> None:
    """Put options of one step into a new step of their own, where the first of them stood."""
    chosen = sorted(set(places))
    if not chosen or len({place[:-1] for place in chosen}) != 1 or not chosen[0]:
        raise InputError("choose options that stand in the same step")
    _not_too_deep(len(chosen[0]) + max(_depth(at(draft, place)) for place in chosen))
    inner = options(at(draft, chosen[0][:-1]))
    picked = [at(draft, place) for place in chosen]
    step = _new_step(draft, picked)
    for place in reversed(chosen):
        del inner[place[-1]]
    inner.insert(chosen[0][-1], step)


@_edit
def ungroup(draft: Draft, place: Place) -> None:
    """Put the options of a step where the step stood."""
    step = at(draft, place)
    if not place or not is_step(step):
        raise InputError("that is no step")
    inner = options(at(draft, place[:-1]))
    inner[place[-1] : place[-1] + 1] = step["options"]


@_edit
def remove(draft: Draft, place: Place) -> None:
    """Take out what stands there, with everything in it."""
    at(draft, place)
    del options(at(draft, place[:-1]))[place[-1]]


@_edit
def remove_named(draft: Draft, name: str, *, once: bool = False) -> None:
    """Take out every option with this name; `once`, only the last."""
    found = [place for place, option in walk(draft) if name_of(option) == name]
    for place in reversed(found):
        del options(at(draft, place[:-1]))[place[-1]]
        if once:
            return


@_edit
def move(draft: Draft, place: Place, way: str) -> None:
    """Move an option `up`, `down`, `in` (to the end of the step above it) or `out` of its step.

    Where it cannot go that way, nothing changes.
    """
    option = at(draft, place)
    inner, number = options(at(draft, place[:-1])), place[-1]
    match way:
        case "up" if number > 0:
            inner[number - 1 : number + 1] = [option, inner[number - 1]]
        case "down" if number + 1 < len(inner):
            inner[number : number + 2] = [inner[number + 1], option]
        case "in" if number > 0 and is_step(inner[number - 1]):
            _not_too_deep(len(place) + _depth(option))
            del inner[number]
            options(inner[number - 1]).append(option)
        case "out" if len(place) > 1:
            del inner[number]
            options(at(draft, place[:-2])).insert(place[-2] + 1, option)
        case _:
            pass


@_edit
def drop(draft: Draft, place: Place, *, into: Place, number: int) -> None:
    """Put an option before the one with this number in another step (or its own)."""
    if into[: len(place)] == place:
        raise InputError("a step cannot be put into itself")
    option, goal = at(draft, place), options(at(draft, into))
    _not_too_deep(len(into) + _depth(option))
    home = options(at(draft, place[:-1]))
    if home is goal and place[-1] < number:
        number -= 1
    del home[place[-1]]
    goal.insert(max(number, 0), option)


def _depth(option: Any) -> int:
    return 1 + max(map(_depth, option["options"]), default=0) if is_step(option) else 0


def _not_too_deep(depth: int) -> None:
    if depth >= DEEPEST:
        raise InputError(f"steps more than {DEEPEST} deep", remedy="flatten them")


@_edit
def rule(
    draft: Draft, step: str, *, need: int | None, unit: str = "ects", amount: float | None = None
) -> None:
    """Say what a step asks for: so many options (null is all), and a sum of credits.

    0 options where a sum is asked for, and the sum alone counts.
    """
    found = at(draft, step_place(draft, step))
    found["need"] = need if need or amount else None
    found.pop("credits", None)
    if amount:
        found["credits"] = {unit: amount}


@_edit
def name(draft: Draft, step: str, words: Mapping[str, str]) -> None:
    """Give a step its name (no words: none), or the pathway its own."""
    said = {tag: one.strip() for tag, one in words.items() if one.strip()}
    found = at(draft, step_place(draft, step))
    if said or not step:
        found["name"] = said
    else:
        found.pop("name", None)


@_edit
def level(draft: Draft, place: Place, asked: int | None) -> None:
    """Ask for a skill at another level."""
    option = at(draft, place)
    if not isinstance(option, dict) or "skill" not in option:
        raise InputError("that is no skill")
    option["level"] = asked


@_edit
def before(draft: Draft, first: str, then: str) -> None:
    """Say that one part comes before another."""
    names = {name_of(option) for _place, option in walk(draft)}
    if first == then or not {first, then} <= names:
        raise InputError("choose two different parts of the pathway")
    pairs = draft.setdefault("order", [])
    if [first, then] not in pairs:
        pairs.append([first, then])


@_edit
def unorder(draft: Draft, first: str, then: str) -> None:
    """Say no more that one part comes before another."""
    draft["order"] = [pair for pair in draft.get("order", []) if pair != [first, then]]


@_edit
def member(draft: Draft, **members: Any) -> None:
    """Set members of the pathway itself: `description`, `awards`, `validity` (null: none)."""
    for key, value in members.items():
        if value is None:
            draft.pop(key, None)
        else:
            draft[key] = value


# what can be made of it


def finished(draft: Draft) -> Draft:
    """Return the document as `pathway_from` reads it, without saying whether it can be read."""
    document = deepcopy(draft)
    for step in (document, *(step for _place, step in steps(document))):
        if step.get("need") is None:
            step["need"] = len(options(step))
    return document


def look(draft: Draft, *, first_language: str = "en") -> tuple[Pathway | None, list[Problem]]:
    """Return what of a draft can be drawn already, and what is still missing.

    Empty steps are left out of the drawing, and steps that ask for more options than they have
    ask for all. `None` where nothing stands there yet.
    """
    missing: list[Problem] = []
    for part in ("name", "description"):
        if not draft[part].get(first_language):
            missing.append(_missing(draft, part, f"it has no {part}"))
    if not draft["awards"]:
        missing.append(_missing(draft, "awards", "it awards nothing yet"))
    document = deepcopy(draft)
    missing += _prune(document, draft)
    document = finished(document)
    if not document["steps"]:
        missing.append(_missing(draft, "steps", "it asks for nothing yet"))
        return None, missing
    _tidy(document)
    for part in ("name", "description"):
        document[part] = document[part] or {first_language: "…"}
    document["id"] = document["id"] or "draft"
    document["awards"] = document["awards"] or NOTHING
    return pathway_from(document, where="draft"), missing


NOTHING = "?"
"""Stands for the award of a draft that has none: no achievement has this id."""


def _missing(draft: Draft, part: str, detail: str, *, step: str = "") -> Problem:
    return Problem(
        draft["id"],
        ProblemKind.UNFINISHED,
        detail,
        (part,),
        step=step,
        remedies=(Remedy(RemedyKind.FILL, (part,)),),
    )


def _prune(step: dict[str, Any], draft: Draft) -> list[Problem]:
    found: list[Problem] = []
    kept: list[Any] = []
    for option in options(step):
        if is_step(option):
            found += _prune(option, draft)
            if not option["options"]:
                found.append(
                    _missing(draft, "options", f"step {option['id']} is empty", step=option["id"])
                )
                continue
        kept.append(option)
    options(step)[:] = kept
    need = step.get("need")
    if need is not None and need > len(kept):
        if kept:
            detail = f"it asks for {need} of {len(kept)} options"
            found.append(_missing(draft, "need", detail, step=step.get("id", "")))
        step["need"] = None
    return found
