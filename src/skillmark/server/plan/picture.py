"""The picture of a plan: what it closes and what it leaves open, skill by skill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.render.stacked_bars import stacked_bars


class Sum(Protocol):
    """Gaps in one skill."""

    @property
    def skill(self) -> str:
        """Its label."""

    @property
    def closed(self) -> int:
        """Gaps that the plan closes."""

    @property
    def left(self) -> int:
        """Gaps that stay open."""


def closed_and_open(sums: Sequence[Sum]) -> str:
    """Return an SVG of stacked bars in the reader's language."""
    parts = (_("Closed"), _("Left open"))
    return stacked_bars(
        [
            (s.skill, part, n)
            for s in sums
            for part, n in zip(parts, (s.closed, s.left), strict=True)
        ],
        parts=parts,
        title=_("What it closes, skill by skill"),
        axis=_("People"),
        description=_("The table beside has the same numbers."),
        language=get_language() or "en",
    )
