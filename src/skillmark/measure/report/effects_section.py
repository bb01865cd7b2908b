"""The report's section on one finding: the verdict, pictures with their tables, who is in it."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite

from skillmark.measure.designs.design import Question, Unit
from skillmark.measure.designs.finding import Finding
from skillmark.measure.estimate import Estimate
from skillmark.measure.report import finding_words as words
from skillmark.measure.report.phrases import Said
from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render import charts
from skillmark.render.document import Figure, Section, Table, further


def section(said: Said, finding: Finding) -> Section:
    """Return what a design found, established or not; how it was asked is in the appendix."""
    paragraphs = [words.meaning(said, finding.design)]
    if finding.estimate is not None:
        paragraphs.append(words.caution(said, finding))
    settling = words.remedies(said, finding)
    if settling:
        paragraphs.append(f"{said['designs_settle']}: {' '.join(settling)}")
    made = Section(
        id=f"design-{finding.design.id}",
        title=words.title(said, finding.design),
        claims=(claim(said, finding),),
        paragraphs=tuple(paragraphs),
        figures=_there(forest(said, finding), events(said, finding)),
    )
    people = who(said, finding)
    more = further(
        made,
        paragraphs=(" ".join(words.timing(said, finding)), *_sturdy(said, finding),
                    *notes(said, finding)),
        figures=_there(curves(said, finding)),
        tables=(*balance(said, finding), *((people,) if people.rows else ())),
    )  # fmt: skip
    return replace(made, more=more)


def _there(*figures: Figure | None) -> tuple[Figure, ...]:
    return tuple(figure for figure in figures if figure is not None)


def _sturdy(said: Said, finding: Finding) -> tuple[str, ...]:
    """Return how strong an unmeasured cause would have to be, where there is something to doubt."""
    it, e, limit = finding.estimate, finding.e_value, finding.e_value_limit
    if it is None or it.covers_zero or e is None or limit is None:
        return ()
    return (said["designs_sturdy"].format(e=said.number(e, 1), l=said.number(limit, 1)),)


def claim(said: Said, finding: Finding) -> Claim:
    """Return the finding as a typed claim."""
    it = finding.estimate
    sentence = " ".join((words.sentence(said, finding), *words.also(said, finding)))
    # A programme compares teams; the people behind it are their new colleagues.
    people = finding.notes.get("hires") or finding.treated + finding.untreated
    made = Claim(
        ClaimType.EFFECT,
        sentence,
        estimate=it.value if it else None,
        low=it.low if it else None,
        high=it.high if it else None,
        n=people or None,
        established=finding.holds,
        simulated=finding.simulated,
    )
    if finding.simulated and not said.simulated:
        return replace(made, sentence=said["simulated"] + sentence)
    return said.claim(made)


def notes(said: Said, finding: Finding) -> list[str]:
    """Return what the outcome rests on."""
    found = []
    if "hour_price" in finding.notes:
        price = finding.notes["hour_price"]
        found.append(
            said["designs_unpriced"]
            if price is None
            else said["designs_price"].format(
                price=f"{said.number(price, 2)}\u00a0{finding.currency or ''}".strip()
            )
        )
    gone = finding.notes.get("left_before", 0)
    if gone >= 5:
        found.append(said["designs_left_before"].format(n=said.number(gone)))
    return found


def forest(said: Said, finding: Finding) -> Figure | None:
    """Draw the naive difference, the estimate and the placebo."""
    it, plain = finding.estimate, finding.naive
    if it is None or plain is None:
        return None
    rows = [(said["designs_naive"], plain, True), (said["designs_adjusted"], it, False)]
    if finding.placebo:
        rows.append((words.placebo(said, finding), finding.placebo.estimate, True))
    return _intervals(
        said,
        finding,
        rows,
        said["designs_figure"].format(what=words.what(said, finding.design)),
    )


def events(said: Said, finding: Finding) -> Figure | None:
    """Draw the difference by quarters since the start."""
    if not finding.event_times:
        return None
    rows = [
        (said.number(since), it, since < 0) for since, it in sorted(finding.event_times, key=_since)
    ]
    return _intervals(said, finding, rows, said["designs_events"], first=said["designs_since"])


def _since(pair: tuple[float, Estimate]) -> float:
    return pair[0]


def _intervals(
    said: Said,
    finding: Finding,
    rows: list[tuple[str, Estimate, bool]],
    caption: str,
    *,
    first: str = "",
) -> Figure:
    there = [row for row in rows if isfinite(row[1].low) and isfinite(row[1].high)]
    scale = 100.0 if finding.design.settled.unit is Unit.POINTS else 1.0
    digits = 0 if finding.design.question in words.MONEY else 1
    table = Table(
        caption,
        (first, f"{said['estimate']} ({words.unit(said, finding)})", said["interval"]),
        tuple(
            (
                label,
                said.number(scale * x.value, digits),
                said.range(scale * x.low, scale * x.high, digits),
            )
            for label, x, _ in there
        ),
    )
    svg = charts.intervals(
        [
            charts.IntervalRow(label, scale * x.value, scale * x.low, scale * x.high, quiet)
            for label, x, quiet in there
        ],
        title=caption,
        axis=words.unit(said, finding),
        description="; ".join(f"{row[0]}: {row[1]} ({row[2]})" for row in table.rows),
        language=said.language,
    )
    return Figure(svg, caption, table, finding.simulated)


def curves(said: Said, finding: Finding) -> Figure | None:
    """Draw the shares by days since hiring, as they are."""
    if not finding.curves:
        return None
    question = finding.design.question
    share = said[f"designs_curve_{question.value}"]
    caption = said["designs_curve"].format(what=share)
    names = {True: said["with"], False: said["without"]}
    last = finding.curves[0].days[-1]
    marks = [round(last * part) for part in (0.25, 0.5, 0.75, 1.0)]
    rows = []
    for curve in finding.curves:
        at = [min(range(len(curve.days)), key=lambda k: abs(curve.days[k] - m)) for m in marks]
        rows.append((names[curve.treated], *(said.percent(curve.share[k]) for k in at)))
    table = Table(
        caption,
        ("", *(said["designs_at"].format(d=said.number(mark)) for mark in marks)),
        tuple(rows),
    )
    svg = charts.survival(
        [
            charts.Steps(
                names[c.treated],
                c.days[1:],
                c.share[1:],
                c.low[1:],
                c.high[1:],
                start=0.0 if question is Question.PROMOTION else 1.0,
            )
            for c in finding.curves
        ],
        title=caption,
        axis=said["designs_days_since"],
        share=share,
        description="; ".join(", ".join(row) for row in table.rows),
        language=said.language,
    )
    return Figure(svg, caption, table, finding.simulated)


def balance(said: Said, finding: Finding) -> tuple[Table, ...]:
    """Return how alike the groups are."""
    if not finding.balance:
        return ()
    return (
        Table(
            said["designs_balance"],
            ("", said["before"], said["after"]),
            tuple(
                (
                    words.covariate(said, row.covariate),
                    said.number(row.before, 2),
                    said.number(row.after, 2),
                )
                for row in finding.balance
            ),
            said["balance_note"],
        ),
    )


def who(said: Said, finding: Finding) -> Table:
    """Return who is in it and who is left out."""
    return Table(said["designs_who"], ("", said["people"]), words.people(said, finding))
