"""The pictures of measuring, in the reader's language; each page has the numbers beside."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.measure.effects.nsw import KnownAnswer
from skillmark.measure.estimate import Estimate
from skillmark.measure.report.summary import Group
from skillmark.render import charts


def group_name(name: str) -> str:
    """Return what a group is called on pages."""
    names = {
        "all": _("Everybody"),
        "with": _("With a credential at hiring"),
        "without": _("Without one"),
    }
    return names[name]


def productivity(groups: Sequence[Group]) -> str:
    """Draw the share not yet productive by days since hiring."""
    curves = [
        charts.Steps(
            group_name(group.name),
            tuple(float(t) for t in group.productivity.times),
            tuple(float(s) for s in group.productivity.survival),
            tuple(float(s) for s in group.productivity.low),
            tuple(float(s) for s in group.productivity.high),
        )
        for group in groups
        if group.productivity is not None
    ]
    return charts.survival(
        curves,
        title=_("Not yet productive"),
        axis=_("Days since hiring"),
        share=_("Share not yet productive"),
        description=_("The table beside has the medians."),
        language=_language(),
    )


def known_answer(check: KnownAnswer) -> str:
    """Draw the experiment, the naive difference, the adjusted estimate and the placebo."""
    return charts.intervals(
        [
            _row(_("The experiment (the truth)"), check.experimental, quiet=True),
            _row(_("Naive difference"), check.adjusted.naive, quiet=True),
            _row(_("Adjusted, as here"), check.adjusted.estimate),
            _row(_("Placebo (the truth is 0)"), check.placebo, quiet=True),
        ],
        title=_("A study with a known answer"),
        axis=_("US dollars of earnings in 1978"),
        description=_("The table beside has the same numbers."),
        language=_language(),
    )


def _row(label: str, estimate: Estimate, *, quiet: bool = False) -> charts.IntervalRow:
    return charts.IntervalRow(label, estimate.value, estimate.low, estimate.high, quiet)


def _language() -> str:
    return get_language() or "en"
