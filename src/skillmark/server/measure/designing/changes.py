"""What a design wrote down, and what a change changed, in words of pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from skillmark.measure.designs.design import Design, Question
from skillmark.measure.designs.registry import Change
from skillmark.measure.report import finding_words as words
from skillmark.measure.report.phrases import Said
from skillmark.render.words import day


def member(name: str) -> str:
    """Return what a member of a design is called."""
    known = {
        "worth_knowing": _("Smallest effect worth knowing"),
        "horizon_days": _("Days after hiring"),
        "achievement": _("Which credential"),
        "covariates": _("Alike in"),
        "overlap": _("Who has a counterpart"),
        "overlap.rule": _("Rule for overlap"),
        "overlap.most_left_out": _("Most without a counterpart"),
        "overlap.least_people": _("Fewest in a group"),
        "overlap.most_difference": _("Largest difference left"),
        "cluster": _("Errors follow"),
        "alpha": _("Chance of a false alarm"),
        "readings": _("Days of reading"),
        "hired_from": _("Only people hired from"),
        "hired_until": _("Only people hired until"),
        "hour_price": _("Price of an hour"),
        "estimand": _("Asked for"),
        "comparison": _("Compared with"),
        "method": _("Method"),
    }
    kind, _point, team = name.partition(".")
    if kind == "starts":
        return _("Start of %(team)s") % {"team": team}
    return known.get(name, name)


def value(said: Said, name: str, given: Any) -> str:
    """Write a member's value in the reader's language."""
    if given is None or given in ("", []):
        return "–" if name != "achievement" else _("any")
    if name == "covariates":
        return ", ".join(words.covariate(said, one) for one in given)
    if name == "readings":
        return ", ".join(day(date.fromisoformat(one), said.language) for one in given)
    if name in {"hired_from", "hired_until"} or name.startswith("starts."):
        return day(date.fromisoformat(given), said.language)
    if name in {"alpha", "overlap.most_left_out"}:
        return said.percent(given)
    if name == "cluster":
        return _("teams")
    if isinstance(given, int | float):
        digits = 0 if float(given).is_integer() else 2
        return said.number(given, digits)
    return str(given)


def named(said: Said, _design: Design, change: Change) -> tuple[str, str, str]:
    """Return a change: what, before, after."""
    before, after = (value(said, change.name, one) for one in (change.before, change.after))
    return member(change.name), before, after


def readable(said: Said, design: Design) -> list[tuple[str, str]]:
    """Return everything that was written down, as names and values."""
    given = design.as_json()
    rule = design.overlap
    rows = [
        (member("estimand"), _estimand(design)),
        (member("comparison"), _comparison(design)),
        (member("method"), _method(design)),
        (
            member("worth_knowing"),
            f"{value(said, 'worth_knowing', design.worth_knowing)} {_unit(design)}",
        ),
    ]
    if design.horizon_days:
        rows.append((member("horizon_days"), value(said, "horizon_days", design.horizon_days)))
    if design.question is Question.PROGRAMME:
        rows += [
            (member(f"starts.{team}"), day(start, said.language)) for team, start in design.starts
        ]
    else:
        rows += [
            (member("achievement"), value(said, "achievement", design.achievement)),
            (member("covariates"), value(said, "covariates", given["covariates"])),
            (
                member("overlap"),
                _(
                    "who is no likelier to have it than the likeliest person without; not "
                    "established where more than %(share)s are left out so, where a group is "
                    "below %(least)s people, or where the groups still differ by %(difference)s "
                    "standard deviations"
                )
                % {
                    "share": said.percent(rule.most_left_out),
                    "least": rule.least_people,
                    "difference": said.number(rule.most_difference, 2),
                },
            ),
            (member("cluster"), value(said, "cluster", design.cluster)),
        ]
    if design.question is Question.TRAINING_COST:
        price = given["hour_price"]
        rows.append(
            (
                member("hour_price"),
                _("from the pay of people without a credential")
                if price is None
                else value(said, "hour_price", price),
            )
        )
    for name in ("hired_from", "hired_until"):
        if given[name]:
            rows.append((member(name), value(said, name, given[name])))
    rows += [
        (member("readings"), value(said, "readings", given["readings"])),
        (member("alpha"), value(said, "alpha", design.alpha)),
    ]
    return rows


def _unit(design: Design) -> str:
    return {
        "days": _("days"),
        "percentage points": _("percentage points"),
        "percent of the comparison group's mean": _("percent of the mean without"),
    }[design.settled.unit.value]


def _estimand(design: Design) -> str:
    return {
        "mean difference": _("mean difference, on average over those who have it"),
        "difference of days cut at the horizon": _(
            "difference of mean days, each cut at the days below, on average over those who have it"
        ),
        "difference of the shares still there at the horizon": _(
            "difference of the shares still there, on average over those who have it"
        ),
        "difference of the shares promoted by the horizon, leaving counted as never": _(
            "difference of the shares promoted; who leaves before counts as never"
        ),
        "average of the group-time effects": _(
            "change with the start, on average over teams and quarters"
        ),
    }[design.settled.estimand.value]


def _comparison(design: Design) -> str:
    if design.question is Question.PROGRAMME:
        return _("teams that have not started yet")
    return _("people hired without a credential, also those who earned one later")


def _method(design: Design) -> str:
    return {
        "doubly robust": _("doubly robust weighting and regression"),
        "doubly robust on pseudo-observations": _(
            "doubly robust weighting and regression; who is still on the way counts by a "
            "pseudo-observation"
        ),
        "differences in differences, staggered": _(
            "differences in differences for starts at different times"
        ),
    }[design.settled.method.value]
