"""Foresight in words: what an outlook means, and how sure it is."""

from __future__ import annotations

from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skillmark.nouns.share import Share
from skillmark.plan.foresight.outlook import Ahead, Forecast, Method, Outlook
from skillmark.plan.foresight.periods import Every
from skillmark.plan.foresight.weakening import Weakness

OUTLOOKS = {
    Outlook.RISING: (gettext_lazy("Rising"), "good", "arrow"),
    Outlook.FALLING: (gettext_lazy("Falling"), "bad", "arrow"),
    Outlook.STEADY: (gettext_lazy("Steady"), "busy", "dash"),
    Outlook.UNCLEAR: (gettext_lazy("No better than naive"), "unsure", "question"),
    Outlook.TOO_FEW: (gettext_lazy("Too few to say"), "quiet", "pause"),
}
METHODS = {
    Method.MODEL: gettext_lazy("Forecast, with 80 % and 95 % interval"),
    Method.NAIVE: gettext_lazy("Naive forecast (as last time)"),
    Method.SEASONAL: gettext_lazy("Seasonal naive forecast (as this time last year)"),
}
SHORT = {
    Method.MODEL: gettext_lazy("model"),
    Method.NAIVE: gettext_lazy("naive"),
    Method.SEASONAL: gettext_lazy("seasonal naive"),
}
WEAKNESSES = {
    Weakness.ENDS: gettext_lazy("ends before the day"),
    Weakness.FADES: gettext_lazy("will have faded below what is asked"),
    Weakness.LOW: gettext_lazy("below the level that is asked then"),
}


def percent(value: float) -> str:
    """Return a share in whole percent."""
    return _whole(_("%(value)s %%") % {"value": number_format(round(100 * value))})


def between(low: float, high: float) -> str:
    """Return an interval in whole percent."""
    return _whole(_("%(low)s–%(high)s %%") % {"low": round(100 * low), "high": round(100 * high)})


def _whole(figure: str) -> str:
    """Return a figure that no line breaks in."""
    return figure.replace(" ", "\u00a0").replace("–", "\u2060–\u2060")


def share(one: Share) -> str:
    """Return a share with its interval of 95 %."""
    return f"{percent(one.value)} ({between(*one.interval)})"


def period(start: date, every: Every) -> str:
    """Return a period as it is written here."""
    if every is Every.MONTH:
        return f"{start.month:02}/{start.year}"
    return _("Q%(quarter)s %(year)s") % {"quarter": (start.month + 2) // 3, "year": start.year}


def ahead(one: Ahead) -> str:
    """Return a share to come with its interval of 80 %."""
    return f"{percent(one.share)} ({between(one.low80, one.high80)})"


def verdict(one: Forecast) -> str:
    """Say what the forecast was worth on the series' own past."""
    if one.backtest is None or one.shown is None:
        return _("Too few periods or advertisements: nothing is forecast.")
    skill = one.backtest.skill
    said = {
        "origins": one.backtest.origins,
        "better": number_format(round(abs(100 * (skill or 0)))),
    }
    if one.shown is Method.MODEL:
        return (
            _("Tried from %(origins)s past periods: %(better)s %% better than the naive forecast.")
            % said
        )
    if one.shown is Method.SEASONAL:
        return (
            _(
                "Tried from %(origins)s past periods, nothing predicts better than “as this time "
                "last year”: that is shown."
            )
            % said
        )
    if skill is not None and skill > 0:
        return _(
            "Tried from %(origins)s past periods, the model is %(better)s %% better than the naive "
            "forecast: that may be chance. The naive forecast is shown."
        ) % said  # fmt: skip
    return (
        _(
            "Tried from %(origins)s past periods, the model is no better than the naive forecast. "
            "The naive forecast is shown."
        )
        % said
    )
