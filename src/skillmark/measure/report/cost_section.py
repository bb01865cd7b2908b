"""The report's section about costs: what it costs, what it saves, what would have to be true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from skillmark.measure.costs.catalogue import INTANGIBLES
from skillmark.measure.costs.phillips import Rung
from skillmark.measure.costs.simulating import Outcome, Verdict
from skillmark.measure.estimate import Estimate
from skillmark.measure.report import cost_pictures
from skillmark.measure.report.cost_words import CostWords
from skillmark.measure.report.phrases import Said
from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render.document import Figure, Section, Table, further

SHOWN = 3
"""Break-even values that become a sentence of their own; the table has all."""


def section(
    said: Said,
    outcome: Outcome | None,
    rungs: Sequence[Rung],
    days: tuple[Estimate, int] | None = None,
) -> Section | None:
    """Return what can be said of costs and worth; `None` without costs, assumptions and effect.

    `days` is the estimate for days to productivity with the people behind it: its favourable end
    is a bound of its own, whatever a day is worth.
    """
    if outcome is None and days is None:
        return None
    words = CostWords(said, outcome.model.currency if outcome else "")
    claims = [said.claim(claim) for claim in _claims(words, outcome, days)]
    if outcome is None:
        return Section("bound", words["title"], tuple(claims))
    every = (
        cost_pictures.costs_and_savings(words, outcome),
        cost_pictures.levels(words, rungs) if rungs else None,
        cost_pictures.what_moves(words, outcome),
    )
    pictures = [one for one in every if one is not None]
    made = Section(
        "bound",
        words["title"],
        tuple(claims),
        _paragraphs(words, outcome),
        tuple(
            Figure(one.wide, one.caption, one.table, outcome.model.simulated, apart=True)
            for one in pictures
        ),
        _there(_sums(words, outcome), cost_pictures.what_would_have_to_be_true(words, outcome)),
    )
    more = further(
        made,
        paragraphs=_how(words, outcome),
        tables=(*(one.table for one in pictures), *_there(assumptions(words, outcome))),
    )
    return replace(made, more=more)


def _there(*tables: Table | None) -> tuple[Table, ...]:
    return tuple(table for table in tables if table is not None)


def _claims(
    words: CostWords, outcome: Outcome | None, days: tuple[Estimate, int] | None
) -> list[Claim]:
    found = []
    if days is not None:
        estimate, n = days
        saved = max(0.0, -estimate.low)
        most = words.said.number(saved, 1)
        found.append(
            Claim(
                ClaimType.BOUND,
                words["bound_days"].format(d=most) if saved else words["bound_none"],
                low=0.0,
                high=saved,
                n=n,
                figure="≤ " + words.said["report_figure_days"].format(most) if saved else "",
                about=words.said["report_about_bound"],
            )
        )
    if outcome is None:
        return found
    roi = outcome.counted.roi if outcome.counted else None
    shown = outcome.verdict not in {
        Verdict.NO_COSTS, Verdict.NO_TIME, Verdict.NOT_KNOWN, Verdict.NOT_ESTABLISHED,
    }  # fmt: skip
    found.append(
        Claim(
            ClaimType.BOUND,
            words.verdict(outcome),
            low=roi.low if roi and shown else None,
            high=roi.high if roi and shown else None,
        )
    )
    for one in [each for each in outcome.break_even if not each.never][:SHOWN]:
        low, high = one.least.low, one.least.high
        finite = abs(low) < float("inf")
        found.append(
            Claim(
                ClaimType.BOUND, words.break_even(one), low=low if finite else None,
                high=high if abs(high) < float("inf") else None,
            )
        )  # fmt: skip
    return found


def _paragraphs(words: CostWords, outcome: Outcome) -> tuple[str, ...]:
    said = [words["text"]]
    if outcome.costs is not None and outcome.unstated:
        costs = words.money(outcome.costs.mean)
        said.append(words["at_least"].format(costs=costs, kinds=words.kinds(outcome.unstated)))
    listed = ", ".join(words[f"n_{name}"] for name in INTANGIBLES)
    said.append(words["intangible"].format(list=listed))
    return tuple(said)


def _how(words: CostWords, outcome: Outcome) -> tuple[str, ...]:
    """Return over how many years it is counted, and what the intervals are made of."""
    years = outcome.model.horizon.years
    return (
        words["years_text"].format(n=years) if years > 1 else words["one_year"],
        words["assumed"].format(n=words.said.number(outcome.draws), seed=outcome.seed),
    )


def _sums(words: CostWords, outcome: Outcome) -> Table | None:
    rows = [
        (words[key], words.money(x.mean), words.range(x))
        for key, x in (
            ("costs", outcome.costs),
            ("per_learner", outcome.per_learner),
            ("per_credential", outcome.per_credential),
            ("per_hire", outcome.per_hire),
        )
        if x is not None
    ]
    if not rows:
        return None
    return Table(words["costs"], (words["line"], words["value"], words["interval"]), tuple(rows))


def assumptions(words: CostWords, outcome: Outcome) -> Table | None:
    """Return every assumption and cost with range, standing and source."""
    every = (*outcome.model.assumed.values(), *(item.quantity for item in outcome.model.items))
    if not every:
        return None
    rows = tuple(
        (
            f"{words.quantity(one.name)} ({words.unit(words.unit_of(one.name))})",
            *words.assumed(one),
            words.standing(one),
            words.source(one.source) or one.said_by or words["nobody"],
        )
        for one in every
    )
    header = (
        words["quantity"], words["value"], words["ranges"], words["standing"], words["source"],
    )  # fmt: skip
    return Table(words["assumptions"], header, rows)
