"""The report's section about change over time: a trend, of which the reason is open."""

from __future__ import annotations

from skillmark.measure.cells import withheld
from skillmark.measure.durations.curves import Curve
from skillmark.measure.ledger.store import Ledger
from skillmark.measure.report.ledger_section import years
from skillmark.measure.report.phrases import Said
from skillmark.measure.report.summary import Group, median, productivity
from skillmark.nouns.credibility import Interval
from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render import charts
from skillmark.render.document import Figure, Section, Table


def trend(said: Said, people: Ledger) -> Section | None:
    """Median days to productivity by year of hiring; `None` without two years to compare."""
    of_each, every = years(people)
    cohorts: list[tuple[Group, Curve | None]] = []
    hidden = withheld([(int((of_each == year).sum()),) for year in every])
    for place, year in enumerate(every):
        members = people.where(of_each == year)
        if place in hidden:
            cohorts.append((Group(str(year), 0), None))
        else:
            cohorts.append((Group(str(year), len(members)), productivity(members)))
    known = [
        (group, curve, middle)
        for group, curve in cohorts
        if curve is not None and (middle := median(curve)) is not None
    ]
    if len(known) < 2:
        return None
    (first, _, a), (last, _, b) = known[0], known[-1]
    claim = Claim(
        ClaimType.TREND,
        said["trend_claim"].format(
            a=said.number(a.estimate),
            x=first.name,
            ai=said.range(a.low, a.high),
            b=said.number(b.estimate),
            y=last.name,
            bi=said.range(b.low, b.high),
        ),
        n=first.n + last.n,
        figure=said["report_figure_days"].format(said.number(b.estimate)),
        about=said["report_about_trend"].format(
            x=first.name, y=last.name, a=said.number(a.estimate)
        ),
    )
    medians = {group.name: middle for group, _, middle in known}
    return Section(
        "trend",
        said["trend"],
        (said.claim(claim),),
        (said["report_trend_text"],),
        (_figure(said, [group for group, _ in cohorts], known, medians),),
    )


def _figure(
    said: Said,
    groups: list[Group],
    known: list[tuple[Group, Curve, Interval]],
    medians: dict[str, Interval],
) -> Figure:
    title = said["report_trend_figure"]
    table = Table(
        title,
        (said["cohort"], said["people"], said["median_days"]),
        tuple(
            (group.name, said["report_withheld"], said["unknown"])
            if group.suppressed
            else (group.name, said.number(group.n), said.interval(medians.get(group.name)))
            for group in groups
        ),
    )
    svg = charts.bars_with_intervals(
        [
            # An open interval is drawn as far as people were watched.
            charts.IntervalRow(
                group.name, middle.estimate, middle.low, min(middle.high, float(curve.times[-1]))
            )
            for group, curve, middle in known
        ],
        title=title,
        axis=said["report_trend_axis"],
        description="; ".join(f"{row[0]}: {row[2]}" for row in table.rows),
        percent=False,
        language=said.language,
    )
    return Figure(svg, title, table, said.simulated)
