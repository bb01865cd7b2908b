"""What the estimate says for itself and its covariates, in words of pages.

`skillmark.measure` answers in English, for the command line; pages build the same sentences from
its codes and figures, in the reader's language.
"""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from skillmark.measure.effects.effect import LEAST_PEOPLE, PERMUTED, Effect


def reason(found: Effect) -> str:
    """Return why the effect is established, or the first thing that speaks against it."""
    if found.verdict.code == "established":
        if found.placebo.kind == PERMUTED:
            return _(
                "The interval leaves out zero, the groups are comparable, and shuffling the "
                "credentials shows nothing. What was not measured can still bias it."
            )
        return _(
            "The interval leaves out zero, the groups are comparable, and the placebo shows "
            "nothing. What was not measured can still bias it."
        )
    worst = max(found.balance, key=lambda row: abs(row.after), default=None)
    figures = {
        "treated": found.overlap.treated,
        "weight": _number(found.effective_sample_size, 0),
        "percent": _number(100 * found.overlap.share_treated_left_out, 0),
        "difference": _number(abs(worst.after), 2) if worst else "",
        "covariate": covariate(worst.covariate) if worst else "",
        "freedom": _number(found.freedom, 0),
    }
    said = {
        "unadjusted": _("Nothing was adjusted for: this is the naive difference."),
        "few_people": _(
            "%(treated)s people with a credential and the weight of %(weight)s without are too few "
            "for an interval to be trusted."
        ),
        "few_clusters": _(
            "People share too few teams for an interval to be trusted: %(freedom)s degrees of "
            "freedom."
        ),
        "no_counterpart": _("%(percent)s %% of those with a credential have no counterpart."),
        "imbalance": _(
            "The groups still differ by %(difference)s standard deviations in: %(covariate)s."
        ),
        "placebo": _("The placebo does not hold: an effect shows where there can be none."),
        "covers_zero": _("The interval covers zero: an effect and none fit these data alike."),
    }
    return said[found.verdict.code] % figures


def remedy(found: Effect) -> str:
    """Return what would settle it; empty where nothing is to be done."""
    said = {
        "unadjusted": _("Measure what decides who gets a credential, before they get it."),
        "few_people": _("Observe at least %(least)s comparable people in each group.")
        % {"least": LEAST_PEOPLE},
        "few_clusters": _("Observe more teams: at least ten of about one size."),
        "no_counterpart": _("Find comparison people like them."),
        "imbalance": _("Find comparison people who are alike in it."),
        "placebo": _("Measure what else tells the groups apart."),
    }
    verdict = found.verdict
    if verdict.code == "covers_zero" and verdict.people_needed:
        return _("About %(people)s people of this mix would show an effect of %(days)s days.") % {
            "people": _number(verdict.people_needed, 0),
            "days": _number(verdict.wanted, 1),
        }
    return said.get(verdict.code, "")


def covariate(name: str) -> str:
    """Return what a covariate of the estimate is called."""
    names = {
        "experience_years": _("Years of experience"),
        "experience_years^2": _("Years of experience, squared"),
    }
    kind, _colon, level = name.partition(": ")
    return _("Function: %(name)s") % {"name": level} if level else names.get(kind, kind)


def _number(value: float, digits: int) -> str:
    return number_format(f"{value:.{digits}f}", digits)
