"""What the dashboards call things, in the reader's language."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skillmark.measure.estimate import Estimate
from skillmark.measure.insight.equity import NOT_STATED, SHARES
from skillmark.measure.insight.funnel import Stage

STAGES = {
    Stage.ENTERED: gettext_lazy("Invited or enrolled"),
    Stage.STARTED: gettext_lazy("Begun"),
    Stage.ASSESSED: gettext_lazy("Assessed"),
    Stage.PASSED: gettext_lazy("Passed"),
    Stage.AWARDED: gettext_lazy("Awarded"),
    Stage.HELD: gettext_lazy("Accepted"),
    Stage.SHARED: gettext_lazy("Shared"),
}
OUTCOMES = {
    "hired": gettext_lazy("Hired, of those who applied"),
    "starting_pay": gettext_lazy("Starting pay"),
    "pay_adjusted": gettext_lazy("Starting pay at like function and experience"),
    "days_to_productivity": gettext_lazy("Days to productivity"),
    "promoted": gettext_lazy("Promoted within a year"),
    "stayed": gettext_lazy("Still there after a year"),
}
FORETELLS = {
    "foretells": (gettext_lazy("Foretells"), "good", "check"),
    "against": (gettext_lazy("Points the wrong way"), "bad", "cross"),
    "slight": (gettext_lazy("At most slightly"), "quiet", "dash"),
    "open": (gettext_lazy("Not established"), "unsure", "question"),
    "hidden": (gettext_lazy("Too few people"), "quiet", "dash"),
}
HOW_FAR = (
    gettext_lazy("nothing yet"),
    gettext_lazy("less than half"),
    gettext_lazy("half or more"),
    gettext_lazy("one piece missing"),
    gettext_lazy("through"),
)


def count(number: int | None) -> str:
    """Return a count as it may be shown."""
    return _("fewer than 5") if number is None else number_format(number, 0, force_grouping=True)


def percent(share: float | None, digits: int = 0) -> str:
    """Return a share as a percentage, a dash where there is none."""
    if share is None:
        return "–"
    return _("%(number)s %%") % {"number": number_format(f"{100 * share:z.{digits}f}", digits)}


def number(value: float, digits: int = 0) -> str:
    """Return a number as the reader writes it."""
    return number_format(f"{value:z.{digits}f}", digits, force_grouping=True)


def span(found: Estimate | None, digits: int = 0, *, share: bool = False) -> str:
    """Return the limits of an interval."""
    if found is None:
        return "–"
    low, high = (
        (percent(found.low, digits), percent(found.high, digits))
        if share
        else (number(found.low, digits), number(found.high, digits))
    )
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def group(names: tuple[str, ...]) -> str:
    """Return what a group, or several told together, are called."""
    return " + ".join(_("not stated") if name == NOT_STATED else name for name in names)


def gap(outcome: str, found: Estimate | None) -> tuple[str, str]:
    """Return a difference and its interval: of shares in points, of pay in percent, of days."""
    if found is None:
        return "–", "–"
    if outcome in SHARES:
        points = Estimate(*(100 * x for x in (found.value, found.se, found.low, found.high)))
        return _("%(number)s points") % {"number": signed(points.value)}, span(points)
    if outcome == "days_to_productivity":
        return signed(found.value, 1), span(found, 1)
    said = _("%(number)s %%") % {"number": signed(100 * found.value, 1)}
    return said, span(found, 1, share=True)


def signed(value: float, digits: int = 0) -> str:
    """Return a difference with its sign."""
    said = number(value, digits)
    return f"+{said}" if value > 0 and not said.startswith("-") else said.replace("-", "−")


def own(outcome: str, found: Estimate | None) -> str:
    """Return a group's own figure."""
    if found is None:
        return "–"
    return percent(found.value) if outcome in SHARES else number(found.value)
