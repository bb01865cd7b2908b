"""A catalogue: achievements, the pathways that stack them, and where they can be learned."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Protocol, TypeVar

from skillmark.define.achievements import Resolve, achievement_from, as_written, skill_levels
from skillmark.define.pathways_written import pathway_from, programme_from
from skillmark.define.reading import Members, placed
from skillmark.nouns.achievement import Achievement, Participation
from skillmark.nouns.errors import InputError
from skillmark.nouns.learning import LearningOpportunity
from skillmark.nouns.pathway import Pathway
from skillmark.nouns.programme import Programme
from skillmark.skills import starter as starter_skills


class _Named(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Named)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What an organisation offers."""

    achievements: tuple[Achievement, ...]
    pathways: tuple[Pathway, ...] = ()
    opportunities: tuple[LearningOpportunity, ...] = ()
    programmes: tuple[Programme, ...] = ()
    archived: frozenset[str] = frozenset()
    """Ids of achievements that are awarded no more."""

    def achievement(self, achievement_id: str) -> Achievement:
        """Return the achievement, or raise `InputError`."""
        return _find(self.achievements, achievement_id, "achievement")

    def pathway(self, pathway_id: str) -> Pathway:
        """Return the pathway, or raise `InputError`."""
        return _find(self.pathways, pathway_id, "pathway")

    def opportunity(self, opportunity_id: str) -> LearningOpportunity:
        """Return the learning opportunity, or raise `InputError`."""
        return _find(self.opportunities, opportunity_id, "learning opportunity")


def _find(offered: Sequence[T], wanted: str, kind: str) -> T:
    for one in offered:
        if one.id == wanted:
            return one
    raise InputError(
        f"no {kind} {wanted}", remedy="check its id", code=f"unknown_{kind.rsplit(maxsplit=1)[-1]}"
    )


@cache
def starter() -> Catalogue:
    """Return Skillmark's starter catalogue; read once a process. Its providers are examples."""
    return read(resources.files("skillmark.define") / "starter", resolve=starter_skills.uri)


def read(folder: Traversable, *, resolve: Resolve = as_written) -> Catalogue:
    """Read `achievements.toml` and, where present, `pathways.toml`, `opportunities.toml` and
    `programmes.toml`.

    Raises `InputError` naming file, row and member; so does an id that comes twice.
    """
    content = _toml(folder / "achievements.toml")
    defaults = content.get("elements", {})
    return Catalogue(
        _unique(
            achievement_from(row, where=place, elements=defaults, resolve=resolve)
            for row, place in _rows(content, "achievement")
        ),
        _unique(
            pathway_from(row, where=place, resolve=resolve)
            for row, place in _rows(_toml(folder / "pathways.toml"), "pathway")
        ),
        _unique(
            opportunity_from(row, where=place, resolve=resolve)
            for row, place in _rows(_toml(folder / "opportunities.toml"), "opportunity")
        ),
        _unique(
            programme_from(row, where=place)
            for row, place in _rows(_toml(folder / "programmes.toml"), "programme")
        ),
    )


def _toml(file: Traversable) -> Mapping[str, Any]:
    if not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"it is not TOML: {error}", where=file.name) from error


def _rows(content: Mapping[str, Any], kind: str) -> list[tuple[object, str]]:
    return [
        (row, f"{kind} {row.get('id', place) if isinstance(row, Mapping) else place}")
        for place, row in enumerate(content.get(kind, ()), start=1)
    ]


def _unique(read: Any) -> tuple[Any, ...]:
    found: dict[str, Any] = {}
    for one in read:
        if one.id in found:
            raise InputError("the id comes twice", where=f"{type(one).__name__} {one.id}")
        found[one.id] = one
    return tuple(found.values())


def opportunity_from(
    content: object, *, where: str = "opportunity", resolve: Resolve = as_written
) -> LearningOpportunity:
    """Read one learning opportunity; `price` is written as `180.00 EUR`."""
    row = Members(content, where=where)
    with placed(where):
        read = LearningOpportunity(
            id=row.words("id"),
            title=row.text("title"),
            provider=row.words("provider"),
            url=row.words("url"),
            skills=skill_levels(row.take("skills"), where=row.place("skills"), resolve=resolve),
            hours=row.number("hours"),
            price=row.money("price"),
            language=row.words("language", "en"),
            starts=row.day("starts"),
            ends=row.day("ends"),
            seats=row.whole("seats"),
            leads_to=row.optional_words("leads_to"),
            participation=row.one_of("participation", Participation)
            if row.has("participation")
            else None,
        )
    row.close()
    return read
