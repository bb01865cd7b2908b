"""What the pages of a standard setting show: questions, places on a scale, spreads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.assess.interactions import ItemType
from skillmark.assess.items import Item
from skillmark.assess.public import PublicItem, public_view
from skillmark.server.assess import library
from skillmark.server.assess.standards.models import Method
from skillmark.server.assess.standards.standing import Standing

STEP = 5
"""Percent between two answers on the scale of ratings."""
MOST_CHOICES = 25


@dataclass(frozen=True, slots=True)
class Question:
    """One question as a candidate sees it, with the scale to rate it on."""

    number: int
    total: int
    item: PublicItem
    points: float
    choices: list[tuple[float, str]]
    """Value in points, and what is written on it; empty where a number is typed."""
    value: float | None
    key: list[str]
    """The right answer in words; empty where the panel does not see it."""

    @property
    def single(self) -> bool:
        """Whether it is rated as a share of candidates, and not in points."""
        return self.points == 1


def order(found: Standing) -> list[str]:
    """Return the items in the order in which the panel sees them."""
    if found.row.method == Method.BOOKMARK:
        return [page.item for page in found.booklet.pages]
    return [name for name, _points in found.row.items]


def question(found: Standing, number: int, said: dict[str, float]) -> Question:
    """Return the question at a place (from 1)."""
    names = order(found)
    name = names[number - 1]
    item = library.noun(found.row.test).item(name)
    points = dict(found.row.items)[name]
    return Question(
        number,
        len(names),
        public_view(item, language=get_language() or "en"),
        points,
        choices(points),
        said.get(name),
        key(item) if found.row.show_key else [],
    )


def choices(points: float) -> list[tuple[float, str]]:
    """Return what can be answered: shares in steps of 5 %, or points in steps of a half."""
    if points == 1:
        return [(percent / 100, str(percent)) for percent in range(0, 101, STEP)]
    steps = [k / 2 for k in range(int(2 * points) + 1)]
    if len(steps) > MOST_CHOICES or abs(steps[-1] - points) > 1e-9:
        return []
    return [(value, str(floatformat(value))) for value in steps]


def key(item: Item) -> list[str]:
    """Return the right answer in words."""
    said = item.interaction.solution(get_language() or "en")
    if item.type is not ItemType.BEST_WORST:
        return said
    return [
        _("Most effective: %(words)s") % {"words": said[0]},
        _("Least effective: %(words)s") % {"words": said[1]},
    ]


@dataclass(frozen=True, slots=True)
class Spread:
    """How one item was rated in a round, as shares of its points in percent."""

    number: int
    item: str
    prompt: str
    mean: float
    lowest: float
    highest: float
    own: float | None
    values: tuple[float, ...]

    def scaled(self, by: float) -> Spread:
        """Return the same on another scale, such as points in place of percent."""
        return replace(
            self,
            mean=self.mean * by,
            lowest=self.lowest * by,
            highest=self.highest * by,
            own=None if self.own is None else self.own * by,
            values=tuple(value * by for value in self.values),
        )


def spreads(found: Standing, seat: int | None = None) -> list[Spread]:
    """Return how every item was rated in the last closed round; `seat` is the reader's number."""
    if not found.ratings:
        return []
    last = found.ratings[-1]
    own = library.noun(found.row.test)
    mine = last.panellists.index(str(seat)) if str(seat) in last.panellists else None
    rows = []
    for k, name in enumerate(last.items):
        shares = 100 * last.values[:, k] / last.maxima[k]
        rows.append(
            Spread(
                k + 1,
                name,
                _short(own.item(name)),
                float(shares.mean()),
                float(shares.min()),
                float(shares.max()),
                None if mine is None else float(shares[mine]),
                tuple(map(float, shares)),
            )
        )
    return rows


def _short(item: Item, most: int = 70) -> str:
    words = " ".join(item.prompt.in_language(get_language() or "en").split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one panellist's cut lies among the panel's."""

    own: float | None
    mean: float
    lowest: float
    highest: float
    maximum: float


def place(found: Standing, seat: int) -> Place | None:
    """Return the reader's place in the last closed round."""
    if not found.cuts:
        return None
    cut = found.cuts[-1]
    return Place(
        dict(cut.by_panellist).get(str(seat)), cut.score, cut.lowest, cut.highest, cut.maximum
    )


def by_seat(found: Standing, *, facilitator: bool) -> list[dict[str, Any]]:
    """Return a row a panellist of the last round; names as the reader may see them."""
    if not found.cuts:
        return []
    printed = found.panel.printed
    people = {one.name: one for one in found.consistency.panellists} if found.consistency else {}
    names = {str(seat.number): seat.name for seat in found.seats}
    rows = []
    for number, cut in found.cuts[-1].by_panellist:
        one = people.get(number) if facilitator else None
        rows.append(
            {
                "name": names[number] if facilitator else printed[number],
                "cut": cut,
                "difficulty": one.with_difficulty if one else None,
                "moved": one.moved if one else None,
                "talk": facilitator
                and found.consistency is not None
                and number in found.consistency.to_talk_with,
            }
        )
    return rows
