"""Pictures of results and tests, as SVG, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import NormalDist
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.nouns.text import Text
from skillmark.render.item_map import svg as item_map
from skillmark.render.stacked_bars import stacked_bars
from skillmark.server.assess.models import CalibrationRecord
from skillmark.server.assess.sitting.results import SkillScore


def skills(parts: Iterable[tuple[Any, SkillScore]]) -> str:
    """Draw the points that were earned and missed, skill by skill."""
    language = get_language() or "en"
    names = (_("Points earned"), _("Points missed"))
    rows = []
    for label, part in parts:
        earned = max(0.0, part.points)
        words = Text.of(label).in_language(language)
        rows += [(words, names[0], earned), (words, names[1], part.maximum - earned)]
    return stacked_bars(
        rows,
        parts=names,
        title=_("Points by skill"),
        axis=_("Points"),
        description=_("The same numbers stand in the table beside this picture."),
        language=language,
    )


WIDTH = 0.5
"""Standard deviations of ability in one class of the item map."""


def items(row: CalibrationRecord) -> str:
    """Draw the difficulty of every item below the abilities that the calibration assumes."""
    known = [(one["item"], one["b"]) for one in row.items if one["b"] is not None]
    shown = [(name, max(-4.0, min(4.0, b))) for name, b in known]
    return item_map(
        shown,
        _standard_normal(row.persons),
        title=_("Items and people on one scale"),
        axis=_("Ability and difficulty, in standard deviations"),
        counts=_("People"),
        description=_("The difficulties stand in the table of items below."),
        language=get_language() or "en",
    )


def _standard_normal(persons: int) -> list[tuple[float, int]]:
    """Return how many of so many people each class holds: calibration fixes the scale to them."""
    normal = NormalDist()
    middles = [WIDTH * k for k in range(-6, 7)]
    return [
        (middle, round(persons * (normal.cdf(middle + WIDTH / 2) - normal.cdf(middle - WIDTH / 2))))
        for middle in middles
    ]
