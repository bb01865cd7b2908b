"""Pictures of results and tests, as SVG, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import NormalDist
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.nouns.text import Text
from skillmark.render.course import course as draw_course
from skillmark.render.item_map import svg as item_map
from skillmark.render.stacked_bars import stacked_bars
from skillmark.server.assess.models import CalibrationRecord
from skillmark.server.assess.sitting.ended import Ended
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


def course(found: Ended) -> str:
    """Draw how a test went: the evidence between its bounds, or the estimate with its interval."""
    right = [step.right for step, _skill in found.steps]
    shared: dict[str, Any] = {
        "right": right,
        "answers": (_("right"), _("not right")),
        "title": _("How your test went"),
        "steps": _("Question"),
        "description": _("The same numbers stand in the table beside this picture."),
        "language": get_language() or "en",
    }
    if found.mastery:
        fail, succeed = found.bounds
        return draw_course(
            [step.ratio for step, _skill in found.steps],
            marks=[(_("clearly passed"), succeed), (_("clearly not passed"), fail)],
            axis=_("Evidence (log likelihood ratio)"),
            **shared,
        )
    return draw_course(
        [step.estimate for step, _skill in found.steps],
        marks=[(_("cut score"), found.cut)],
        reach=[NORMAL_95 * step.standard_error for step, _skill in found.steps],
        axis=_("Ability, in standard deviations"),
        **shared,
    )


NORMAL_95 = NormalDist().inv_cdf(0.975)
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
