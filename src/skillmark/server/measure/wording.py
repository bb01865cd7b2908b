"""What the estimate says for itself, its covariates and the ledger's columns, in words of pages.

`skillmark.measure` answers in English, for the command line; pages build the same sentences from
its codes and figures, in the reader's language.
"""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from skillmark.measure.effects.effect import LEAST_PEOPLE, PERMUTED, Effect
from skillmark.measure.ledger.columns import COLUMNS


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


def columns() -> list[tuple[str, str]]:
    """Return the columns of the ledger with what they mean, in their order."""
    said = {
        "person": _("who, by any id; each once (required)"),
        "applied": _("day of the application"),
        "hired": _("day of hiring; empty for who only applied"),
        "function": _("what the person was hired for"),
        "team": _("who works together; errors are clustered by it"),
        "experience_years": _("years in the field when hired"),
        "credential": _("id of the credential linked to the person, by consent; empty for none"),
        "credential_date": _("day it was awarded"),
        "achievement": _("what the credential is for"),
        "provider": _("who awarded it"),
        "result": _("result of its assessment, rescaled to 0-1"),
        "starting_pay": _("a year's pay at the start"),
        "days_to_productivity": _("days from hiring to working unaided, or so far (see the next)"),
        "productivity_censored": _(
            "1 where the person is not there yet and the days are only so far"
        ),
        "training_hours": _("the person's training hours since hiring"),
        "manager_hours": _("managers' hours spent on the person's start"),
        "peer_hours": _("colleagues' hours spent on the person's start"),
        "training_cost": _("paid for courses, material and fees"),
        "currency": _("ISO 4217 code of all amounts"),
        "performance": _("rating of the work, rescaled to 0-1"),
        "influence": _("rating of influence on others, 0-1"),
        "collaboration": _("rating of working with others, 0-1"),
        "promoted": _("day of the first promotion; empty for none"),
        "further_study": _("day on which further study began"),
        "left": _("day of leaving; empty while employed"),
        "simulated": _("1 where the row comes from a simulation"),
    }
    return [(column.name, said.get(column.name, column.meaning)) for column in COLUMNS]


def _number(value: float, digits: int) -> str:
    return number_format(f"{value:.{digits}f}", digits)
