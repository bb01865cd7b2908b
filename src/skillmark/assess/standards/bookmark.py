"""Bookmark: a booklet of items from easy to hard, and the page where mastery ends.

Every item has a place on the ability scale: where it is answered right with the response
probability (0.67 unless chosen; Mitzel, Lewis, Patz and Green 2001). A panellist marks the
**last page that the minimally competent candidate masters**; the place of that page is the
panellist's cut, and the test characteristic curve turns abilities into points of a form.

With guessing, mastery may mean two things. *Adjusted*: the candidate **knows** the answer with
that probability, so that P = c + (1 - c) RP. *Not adjusted*: the answer is **right** with that
probability, guesses included.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from skillmark.assess.expected import RESPONSE_PROBABILITY
from skillmark.assess.scaling.response_model import ItemParameters
from skillmark.assess.standards.angoff import PanelCut, panel_cut
from skillmark.assess.standards.ratings import FEWEST_PANELLISTS, table, whole
from skillmark.nouns.errors import InputError


def ability_at(
    probability: float,
    *,
    slope: float = 1.0,
    difficulty: float,
    guessing: float = 0.0,
    adjusted: bool = True,
) -> float:
    """Return the ability at which an item is mastered with this response probability.

    Raises `InputError` for a probability outside 0 to 1 and, without adjustment, for one that
    blind guessing reaches already.
    """
    if not 0 < probability < 1:
        raise InputError(f"{probability:g} is no response probability", remedy="such as 0.67")
    if not (math.isfinite(slope) and slope > 0 and math.isfinite(difficulty)):
        raise InputError(
            "an item without a positive slope has no place in a booklet",
            remedy="leave it out: the better do not get it right more often",
            code="slope",
        )
    known = probability if adjusted else (probability - guessing) / (1 - guessing)
    if known <= 0:
        raise InputError(
            f"guessing alone is right with probability {guessing:g}",
            remedy="choose a higher response probability, or adjust for guessing",
            code="guessing",
        )
    return difficulty + math.log(known / (1 - known)) / slope


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the ordered item booklet."""

    number: int
    """From 1, the easiest."""
    item: str
    ability: float
    """Where it is mastered with the response probability."""


@dataclass(frozen=True, eq=False)
class Booklet:
    """Items in the order in which they are mastered."""

    pages: tuple[Page, ...]
    response_probability: float
    adjusted: bool

    def ability(self, page: int, *, where: str = "") -> float:
        """Return the place of a page; raises `InputError` for one that the booklet has not."""
        if not 1 <= page <= len(self.pages):
            raise InputError(
                f"there is no page {page}: the booklet has {len(self.pages)}",
                where=where,
                remedy="mark the last page that is mastered, from 1; who masters none, or more"
                " than the last, is beyond what these items can tell",
                code="page",
            )
        return self.pages[page - 1].ability


def booklet(
    items: Sequence[str],
    parameters: ItemParameters,
    *,
    response_probability: float = RESPONSE_PROBABILITY,
    adjusted: bool = True,
) -> Booklet:
    """Order calibrated items by where they are mastered. Equal places go by name."""
    if not items:
        raise InputError("there is no calibrated item", code="too_few")
    places = []
    for item, a, b, c in zip(items, parameters.a, parameters.b, parameters.c, strict=True):
        try:
            place = ability_at(
                response_probability,
                slope=float(a),
                difficulty=float(b),
                guessing=float(c),
                adjusted=adjusted,
            )
        except InputError as error:
            raise error.at(f"item {item}") from error
        places.append((place, item))
    return Booklet(
        tuple(Page(k, item, place) for k, (place, item) in enumerate(sorted(places), start=1)),
        response_probability,
        adjusted,
    )


def expected_score(parameters: ItemParameters, points: Sequence[float], ability: float) -> float:
    """Return the test characteristic curve: the points that this ability can expect of a form."""
    right = parameters.probability(np.array([ability]))[:, 0]
    return float(right @ np.asarray(points, dtype=float))


@dataclass(frozen=True, slots=True)
class Bookmarks:
    """The cut of one round of bookmarks, as ability and in points of the form."""

    ability: float
    """Mean over panellists."""
    ability_error: float
    median: float
    """Median over panellists: where it differs from the mean, single panellists pull."""
    cut: PanelCut
    """In points: the expected score at the mean ability; every panellist's own likewise."""


def bookmarks(
    placements: Mapping[str, int],
    pages: Booklet,
    parameters: ItemParameters,
    points: Sequence[float],
) -> Bookmarks:
    """Turn placements (page by panellist) into a cut on the score scale of a form.

    `parameters` and `points` are those of the form's items. The standard error in points is
    that of the ability times the slope of the characteristic curve there (delta method).
    Raises `InputError` for fewer than two panellists and for pages that there are not.
    """
    if len(placements) < FEWEST_PANELLISTS:
        raise InputError("a panel needs at least two panellists", code="too_few")
    abilities = np.array(
        [pages.ability(page, where=f"panellist {who}") for who, page in placements.items()]
    )
    mean = float(np.clip(abilities.mean(), abilities.min(), abilities.max()))
    error = float(abilities.std(ddof=1) / math.sqrt(len(abilities)))
    own = [expected_score(parameters, points, one) for one in abilities]
    score = expected_score(parameters, points, mean)
    step = 1e-4
    slope = (
        expected_score(parameters, points, mean + step)
        - expected_score(parameters, points, mean - step)
    ) / (2 * step)
    around = panel_cut(tuple(placements), own, float(sum(points)))
    return Bookmarks(
        mean,
        error,
        float(np.median(abilities)),
        PanelCut(score, around.maximum, slope * error, around.spread, around.by_panellist),
    )


def read_placements(words: str) -> tuple[dict[str, int], ...]:
    """Return the placements of every round: CSV with `panellist`, `page` and maybe `round`."""
    rows = table(words)
    header = rows[0][1]
    for name in ("panellist", "page"):
        if name not in header:
            raise InputError(f"there is no column {name!r}", where="line 1")
    found: dict[int, dict[str, int]] = {}
    for line, row in rows[1:]:
        cells = dict(zip(header, row, strict=True))
        turn = whole(cells["round"], line, "round") if "round" in cells else 1
        if not cells["panellist"]:
            raise InputError("a row without a panellist", where=f"line {line}")
        marks = found.setdefault(turn, {})
        if cells["panellist"] in marks:
            raise InputError(
                f"{cells['panellist']!r} has two rows in round {turn}", where=f"line {line}"
            )
        marks[cells["panellist"]] = whole(cells["page"], line, "page")
    if not found:
        raise InputError("there is a header, but no placement", code="too_few")
    return tuple(marks for _turn, marks in sorted(found.items()))
