"""The report's section about effects: whether a credential helped."""

from __future__ import annotations

from collections.abc import Sequence

from skillmark.measure.effects.effect import Effect
from skillmark.measure.report.phrases import Said
from skillmark.measure.report.summary import Group
from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render import charts
from skillmark.render.document import Figure, Section, Table


def effect(
    said: Said,
    found: Effect | None,
    refusal: str,
    groups: Sequence[Group],
    until: float | None,
) -> Section:
    """The effect of a credential, established or not, with naive difference and placebo."""
    curves = _curves(said, groups)
    if found is None:
        claim = Claim(
            ClaimType.EFFECT,
            said["effect_none"].format(reason=_sentence(refusal)),
            established=False,
        )
        return Section("effect", said["effect"], (said.claim(claim),), figures=curves)
    estimate = found.estimate
    overlap = found.overlap
    numbers = {
        "e": said.number(estimate.value, 1),
        "l": said.number(estimate.low, 1),
        "h": said.number(estimate.high, 1),
    }
    if found.verdict.established:
        sentence = said["effect_yes"].format(**numbers)
    else:
        sentence = said["effect_no"].format(
            reason=_objection(said, found), remedy=_remedy(said, found), **numbers
        )
    claim = Claim(
        ClaimType.EFFECT,
        sentence,
        estimate=estimate.value,
        low=estimate.low,
        high=estimate.high,
        n=overlap.treated + overlap.untreated,
        established=found.verdict.established,
    )
    sturdy = said["sturdy"].format(
        e=said.number(found.sensitivity.e_value, 1),
        l=said.number(found.sensitivity.e_value_limit, 1),
        out=overlap.treated_left_out,
        t=overlap.treated + overlap.treated_left_out,
    )
    return Section(
        id="effect",
        title=said["effect"],
        claims=(said.claim(claim),),
        paragraphs=(said["adjusted_text"].format(h=said.number(until or 0)), sturdy),
        figures=(_forest(said, found), *curves),
        tables=(_balance(said, found),),
    )


def _forest(said: Said, found: Effect) -> Figure:
    rows = (
        (said["naive"], found.naive, True),
        (said["adjusted"], found.estimate, False),
        (said["placebo"], found.placebo.estimate, True),
    )
    shown = [row for row in rows if row[1].low == row[1].low]
    table = Table(
        said["figure_effect"],
        ("", said["estimate"], said["interval"]),
        tuple(
            (label, said.number(x.value, 1), said.range(x.low, x.high, 1)) for label, x, _ in shown
        ),
    )
    svg = charts.intervals(
        [charts.IntervalRow(label, x.value, x.low, x.high, quiet) for label, x, quiet in shown],
        title=said["figure_effect"],
        axis=said["axis_effect"],
        description="; ".join(f"{row[0]}: {row[1]} ({row[2]})" for row in table.rows),
        language=said.language,
    )
    return Figure(svg, said["figure_effect"], table, said.simulated)


def _curves(said: Said, groups: Sequence[Group]) -> tuple[Figure, ...]:
    there = [(group, group.productivity) for group in groups[:2] if group.productivity]
    if not there:
        return ()
    # A step of the curve is one person's day: the picture shows the curve by the week.
    steps = []
    for group, curve in there:
        weeks = [7.0 * w for w in range(1, int(curve.times[-1] // 7) + 2)]
        heights = [curve.at(time) for time in weeks]
        steps.append(
            charts.Steps(
                group.name,
                tuple(weeks),
                tuple(h[0] for h in heights),
                tuple(h[1] for h in heights),
                tuple(h[2] for h in heights),
            )
        )
    table = Table(
        said["median_days"],
        (said["group"], said["people"], said["median_days"]),
        tuple((g.name, said.number(g.n), said.interval(g.median_days)) for g, _ in there),
    )
    svg = charts.survival(
        steps,
        title=said["figure_curve"],
        axis=said["axis_curve"],
        share=said["share_curve"],
        description="; ".join(f"{row[0]}: {said['median_days']} {row[2]}" for row in table.rows),
        language=said.language,
    )
    return (Figure(svg, said["figure_curve"], table, said.simulated),)


def _balance(said: Said, found: Effect) -> Table:
    return Table(
        said["balance"],
        ("", said["before"], said["after"]),
        tuple(
            (_covariate(said, row.covariate), said.number(row.before, 2), said.number(row.after, 2))
            for row in found.balance
        ),
        said["balance_note"],
    )


def _covariate(said: Said, name: str) -> str:
    _, _, level = name.partition(": ")
    return f"{said['function']}: {level}" if level else said.phrases.get(name, name)


def _objection(said: Said, found: Effect) -> str:
    code = found.verdict.code
    return said["placebo_failed" if code == "placebo" else code]


def _remedy(said: Said, found: Effect) -> str:
    verdict = found.verdict
    if verdict.code != "covers_zero" or verdict.people_needed is None:
        return ""
    size = said.number(abs(verdict.wanted), 1)
    return said["remedy"].format(
        said["needed"].format(n=said.number(verdict.people_needed), e=size)
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:].rstrip(".") + "." if words else ""
