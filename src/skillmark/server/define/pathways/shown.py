"""A draft as its editor shows it: a tree of rows, each with what can be done to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.define import drafting
from skillmark.nouns.achievement import Achievement
from skillmark.nouns.proficiency import SkillLevel
from skillmark.server.define import services as definitions
from skillmark.server.define.models import AchievementRecord, PathwayDraftRecord
from skillmark.server.define.pathways.picture import Names, level, said, worth
from skillmark.server.skills import services as frameworks

MOST_FOUND = 8


@dataclass(slots=True)
class Row:
    """One option of the tree."""

    place: str
    key: str
    """The same after it was moved, so that the focus stays with it."""
    name: str
    label: str
    kind: str
    """`achievement`, `skill` or `step`."""
    note: str
    first: bool
    last: bool
    inner: bool
    """Whether it stands in a step, and can be taken out of it."""
    enters: str
    """Name of the step right above it, which it can be put into; empty where there is none."""
    after: list[tuple[str, str]]
    """What comes before it: names and labels."""
    others: list[tuple[str, str]]
    """What could come before it."""
    step: Step | None = None
    asked: int | None = None
    """Level that a skill is asked for at."""
    missing: bool = False


@dataclass(slots=True)
class Step:
    """What a step asks for, as its form shows it."""

    id: str
    need: int | None
    """`None` is all of them."""
    counts: list[int]
    amount: float | None
    unit: str
    name_en: str
    name_de: str
    rows: list[Row]


def tree(draft: PathwayDraftRecord) -> tuple[Step, list[tuple[str, str]]]:
    """Return the root of a draft's tree, and every step (id and label) to add something to."""
    document = draft.document
    slugs = {one for _place, one in drafting.walk(document) if isinstance(one, str)}
    rows = AchievementRecord.objects.of(draft.organisation).filter(slug__in=slugs)
    nouns = {row.slug: row.noun for row in rows}
    uris = {
        one["skill"]
        for _place, one in drafting.walk(document)
        if isinstance(one, dict) and "skill" in one
    }
    labels = frameworks.labels(uris, get_language() or "en", draft.organisation)
    maker = _Maker(document, Names(nouns, labels), nouns)
    places = [("", _("the pathway itself"))]
    places += [(one["id"], maker.label(one)) for _place, one in drafting.steps(document)]
    return maker.step(document, ()), places


class _Maker:
    def __init__(
        self, document: drafting.Draft, names: Names, nouns: dict[str, Achievement]
    ) -> None:
        self.document, self.names, self.nouns = document, names, nouns
        self.order = document.get("order", [])
        self.parts = {drafting.name_of(one): one for _place, one in drafting.walk(document)}
        self.seen: dict[str, int] = {}

    def label(self, option: Any) -> str:
        if drafting.is_step(option):
            if option.get("name"):
                return said(option["name"])
            return _("Step %(number)s") % {"number": str(option["id"]).removeprefix("step-")}
        if isinstance(option, dict):
            return self.names.option(SkillLevel(option["skill"], option.get("level")))
        return self.names.achievement(option)

    def step(self, step: dict[str, Any], place: drafting.Place) -> Step:
        inner = drafting.options(step)
        (unit, amount), *_rest = (*step.get("credits", {}).items(), ("ects", None))
        words = step.get("name", {})
        return Step(
            id=step["id"] if place else "",
            need=step.get("need"),
            counts=list(range(1, max(len(inner), step.get("need") or 0))),
            amount=amount,
            unit=unit,
            name_en=words.get("en", ""),
            name_de=words.get("de", ""),
            rows=[self.row(one, (*place, number), inner) for number, one in enumerate(inner)],
        )

    def row(self, option: Any, place: drafting.Place, siblings: list[Any]) -> Row:
        name, number = drafting.name_of(option), place[-1]
        self.seen[name] = self.seen.get(name, 0) + 1
        step = drafting.is_step(option)
        kind = "step" if step else "skill" if isinstance(option, dict) else "achievement"
        above = siblings[number - 1] if number else None
        before = [first for first, then in self.order if then == name]
        inside = {name, *(drafting.name_of(one) for _p, one in _within(option))}
        asked = option.get("level") if kind == "skill" else None
        return Row(
            place=".".join(map(str, place)),
            key=f"{len(self.seen)}-{self.seen[name]}" if kind == "skill" else (
                name if self.seen[name] == 1 else f"{name}-{self.seen[name]}"
            ),
            name=name,
            label=self.label(option),
            kind=kind,
            note="" if step else level(SkillLevel(name, asked)) if kind == "skill" else worth(
                self.nouns.get(name)
            ),
            first=number == 0,
            last=number == len(siblings) - 1,
            inner=len(place) > 1,
            enters=self.label(above) if drafting.is_step(above) else "",
            after=[(one, self.label(self.parts[one])) for one in before if one in self.parts],
            others=[] if kind == "skill" else [
                (one, self.label(part))
                for one, part in self.parts.items()
                if one not in inside and one not in before
            ],
            step=self.step(option, place) if step else None,
            asked=asked,
            missing=kind == "achievement" and name not in self.nouns,
        )  # fmt: skip


def _within(option: Any) -> list[tuple[drafting.Place, Any]]:
    return list(drafting.walk(option)) if drafting.is_step(option) else []


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that can be added."""

    value: str
    """What the button says: `achievement` or `skill`, and the name."""
    label: str
    note: str
    kind: str


def found(draft: PathwayDraftRecord, words: str) -> list[Hit]:
    """Return achievements of the organisation, then skills, that these words mean."""
    asked = words.strip().casefold()
    language = get_language() or "en"
    hits = [
        Hit(f"achievement {row.slug}", said(row.name), worth(row.noun), "achievement")
        for row in definitions.offered(draft.organisation)
        if not asked or any(asked in one.casefold() for one in (*row.name.values(), row.slug))
    ][:MOST_FOUND]
    if asked:
        skills = frameworks.search(
            words[:200], organisation=draft.organisation, language=language, limit=MOST_FOUND // 2
        )
        for _row, hit in skills:
            label = frameworks.labels([hit.uri], language, draft.organisation)[hit.uri]
            hits.append(Hit(f"skill {hit.uri}", label, _("a skill, wherever confirmed"), "skill"))
    return hits
