"""A simulated panel, so that a demo shows what a standard setting looks like."""

from __future__ import annotations

import math
from datetime import datetime
from random import Random

from django.utils.translation import gettext as _

from skillmark.assess.expected import RESPONSE_PROBABILITY, expected_points, location
from skillmark.assess.standards.bookmark import ability_at
from skillmark.server.assess import library
from skillmark.server.assess.models import TestRecord
from skillmark.server.assess.standards import judging, opening
from skillmark.server.assess.standards.models import Method, StandardSettingRecord
from skillmark.server.people.models import AccountRecord

SEVERITY = 0.35
"""Standard deviation, in abilities, of how severe simulated panellists are."""
NOISE = 0.5
"""Of how one sees a single question, in abilities, in the first round."""
CLOSER = 0.5
"""What is left of both in the second round, after talking."""


def demo(
    test: TestRecord,
    *,
    actor: AccountRecord | None,
    now: datetime,
    rng: Random,
    panellists: int = 5,
) -> StandardSettingRecord:
    """Hold two rounds of modified Angoff with simulated panellists, and decide nothing.

    Each rates by the author's model (`skillmark.assess.expected`) for a candidate who just
    masters the level that passing confirms, off by own severity and noise. Everything says that
    the panel is simulated.
    """
    rule = library.noun(test).cut
    plan = opening.Plan(
        method=Method.ANGOFF,
        candidate=str(rule.description) if rule else _("Somebody who is only just competent."),
        consent=_("A simulated panel agrees to nothing."),
        simulated=True,
    )
    guests = [
        opening.Guest(f"{_('Simulated panellist')} {number}", _("simulated"))
        for number in range(1, panellists + 1)
    ]
    row, _invited = opening.open_setting(test, plan, guests, actor=actor)
    level = rule.level if rule else 3
    centre = ability_at(RESPONSE_PROBABILITY, difficulty=location(level))
    severity = [rng.gauss(0, SEVERITY) for _seat in range(panellists)]
    for width in (1.0, CLOSER):
        for seat, severe in zip(row.panel.order_by("number"), severity, strict=True):
            judging.agree(seat, named=False, now=now)
            said = {
                name: _rating(test, name, centre + width * (severe + rng.gauss(0, NOISE)))
                for name, _points in row.items
            }
            judging.judge_all(seat, said, now=now)
        judging.close_round(row, now=now, impact_shown=False, actor=actor)
        if width == 1.0:
            judging.next_round(row, actor=actor)
    return row


def _rating(test: TestRecord, name: str, ability: float) -> float:
    """Return expected points, on the scale that the page offers."""
    item = library.noun(test).item(name)
    expected = max(0.0, expected_points(item, ability))
    step = 0.05 if item.points == 1 else 0.5
    return min(item.points, round(math.floor(expected / step + 0.5) * step, 9))
