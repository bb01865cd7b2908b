"""Pictures of the bench: who is ready when, with the words in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from skillmark.render import lanes
from skillmark.server.front.templatetags.look import words
from skillmark.server.match.talent.reach import Answer, Standing, State

MOST = 30
"""Rows of a picture; the table beside has everybody."""
NOW = 4
"""Of those who can now, so many beside those who are on the way."""
_LEAST, _LONGEST, _TICK = 8.0, 52.0, 4.0


def weeks_words(weeks: float) -> str:
    """Return a number of weeks as people say it: whole weeks, rounded up."""
    return _("week %(week)s") % {"week": number_format(ceil(weeks - 1e-9))}


def readiness(answer: Answer) -> SafeString:
    """Return the timeline of everybody whom a way leads to what is asked, as inline SVG."""
    coming = [one for one in answer.people if one.state in (State.SOON, State.LATER)]
    # Who can already is named above the picture; a few of them show where the others go to.
    shown = [*answer.those(State.NOW)[: MOST if not coming else NOW], *coming][:MOST]
    longest = max([one.weeks or 0.0 for one in shown] + [answer.weeks, _LEAST])
    longest = min(_LONGEST, _TICK * ceil(longest / _TICK))
    drawn = lanes.svg(
        [_row(one) for one in shown],
        longest=longest,
        step=_TICK if longest <= 32 else 2 * _TICK,
        axis=_("weeks from today"),
        title=_("Who is ready when"),
        description=_("The table below has the same, with every step."),
        asked=answer.weeks or None,
    )
    return mark_safe(drawn)  # noqa: S308 - every word in it is escaped


def _row(one: Standing) -> lanes.Row:
    if one.state is State.NOW:
        return lanes.Row(str(one.person), note=_("can now"), ready=0.0)
    bars: Sequence[lanes.Bar] = [
        lanes.Bar(step.start, step.end, words(step.row.title) or step.row.slug)
        for step in (one.path.steps if one.path else ())
    ]
    return lanes.Row(str(one.person), tuple(bars), weeks_words(one.weeks or 0.0), ready=one.weeks)
