"""The report's sections of insight: what results foretell, self-ratings, equity between groups.

None of them is an effect and none is a belief: they describe, with intervals, and say what is not
established. The one claim is a trend, of how self-ratings changed around training.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from skillmark.measure.estimate import Estimate
from skillmark.measure.insight import calibration as rating
from skillmark.measure.insight import equity as groups
from skillmark.measure.insight import feedback as foretelling
from skillmark.measure.insight.reading import Rating, Scores
from skillmark.measure.ledger.store import Ledger
from skillmark.measure.report.phrases import Said
from skillmark.nouns.errors import UnavailableError
from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render import charts
from skillmark.render.against_diagonal import against_diagonal
from skillmark.render.document import Figure, Section, Table

WORTH = 0.2
"""The correlation for which it is said how many people would show it."""


def sections(
    said: Said,
    ledger: Ledger,
    ratings: Sequence[Rating] = (),
    scores: Scores | None = None,
    *,
    today: date,
    rng: np.random.Generator,
) -> tuple[Section, ...]:
    """Return the sections that there is something to say in, in their order."""
    made = (
        feedback(said, ledger, scores, rng=rng),
        calibration(said, ratings, ledger),
        equity(said, ledger, today=today),
    )
    return tuple(section for section in made if section is not None)


def feedback(
    said: Said, ledger: Ledger, scores: Scores | None = None, *, rng: np.random.Generator
) -> Section | None:
    """What results and items foretell; `None` where no result is on record."""
    result, work = ledger.number("result"), ledger.number("performance")
    found = foretelling.validity(result, work, experience=ledger.number("experience_years"))
    if found is None:
        return None
    observed, direct = found.observed, found.direct
    finding = said[f"insight_{found.code}"].format(
        r=said.number(observed.value, 2),
        l=said.number(observed.low, 2),
        h=said.number(observed.high, 2),
        c=said.number(direct.value, 2),
        cl=said.number(direct.low, 2),
        ch=said.number(direct.high, 2),
        k=said.number(foretelling.pairs_needed(WORTH)),
        w=said.number(WORTH, 1),
    )
    text = said["insight_feedback_text"].format(
        n=said.number(found.n), m=said.number(found.assessed), finding=finding
    )
    rows = [(said["insight_observed"], observed), (said["insight_direct"], direct)]
    if found.beyond is not None:
        rows.append((said["insight_beyond"], found.beyond))
    table = Table(
        said["insight_figure_feedback"],
        ("", said["insight_correlation"], said["interval"]),
        tuple((name, said.number(e.value, 2), said.range(e.low, e.high, 2)) for name, e in rows),
    )
    svg = charts.intervals(
        [charts.IntervalRow(name, e.value, e.low, e.high) for name, e in rows],
        title=table.caption,
        axis=said["insight_axis_feedback"],
        description="; ".join(f"{line[0]}: {line[1]} ({line[2]})" for line in table.rows),
        language=said.language,
    )
    tables = [one for one in (_credentials(said, ledger, rng), _items(said, scores, ledger)) if one]
    paragraphs = [_marked(said, text), said["insight_no_cause"]]
    counted = _items_text(said, scores, ledger)
    if counted:
        paragraphs.append(_marked(said, counted))
    return Section(
        "insight_feedback",
        said["insight_feedback"],
        paragraphs=tuple(paragraphs),
        figures=(Figure(svg, table.caption, table, said.simulated),),
        tables=tuple(tables),
    )


def _marked(said: Said, text: str) -> str:
    return said["simulated"] + text if said.simulated else text


def _credentials(said: Said, ledger: Ledger, rng: np.random.Generator) -> Table | None:
    words = ledger.word("achievement")
    names = np.array([*words.levels, ""], dtype=object)[words.codes]
    found = foretelling.by_name(
        names, ledger.number("result"), ledger.number("performance"), rng=rng
    )
    told = [one for one in found if one.shrunken is not None]
    if len(told) < 2:
        return None
    rows = []
    for one in told:
        if one.shrunken is None:
            continue
        e = one.shrunken.estimate
        rank = (
            f"{one.shrunken.best}–{one.shrunken.worst}"
            if one.shrunken.ordered
            else said["insight_any_rank"]
        )
        rows.append(
            (
                one.name,
                said.number(one.n),
                f"{said.number(e.value, 2)} ({said.range(e.low, e.high, 2)})",
                rank,
            )
        )
    header = (
        said["insight_name"], said["people"], said["insight_correlation"], said["insight_rank"],
    )  # fmt: skip
    note = said["insight_credentials_note"]
    return Table(said["insight_credentials"], header, tuple(rows), note)


def _told_items(scores: Scores | None, ledger: Ledger) -> tuple[foretelling.Item, ...]:
    if scores is None:
        return ()
    place = {person: index for index, person in enumerate(ledger.people)}
    work = ledger.number("performance")
    y = np.array([work[place[one]] if one in place else np.nan for one in scores.people])
    return foretelling.items(scores.values, scores.items, y)


def _items_text(said: Said, scores: Scores | None, ledger: Ledger) -> str:
    found = _told_items(scores, ledger)
    if not found:
        return ""
    counts = Counter(one.code for one in found)
    return said["insight_items_text"].format(
        n=said.number(len(found)),
        good=said.number(counts["foretells"]),
        bad=said.number(counts["against"]),
        slight=said.number(counts["slight"]),
        open=said.number(counts["open"]),
        hidden=said.number(counts["hidden"]),
    )


def _items(said: Said, scores: Scores | None, ledger: Ledger) -> Table | None:
    found = _told_items(scores, ledger)
    if not found:
        return None
    rows = tuple(
        (
            one.name,
            said.number(one.n) if one.n else said["few"],
            said["unknown"]
            if one.estimate is None
            else f"{said.number(one.estimate.value, 2)} "
            f"({said.range(one.estimate.low, one.estimate.high, 2)})",
            said[f"insight_item_{one.code}"],
        )
        for one in found
    )
    header = (
        said["insight_item"], said["people"], said["insight_correlation"], said["insight_finding"],
    )  # fmt: skip
    return Table(said["insight_items"], header, rows)


def calibration(
    said: Said, ratings: Sequence[Rating], ledger: Ledger | None = None
) -> Section | None:
    """How people judge themselves; `None` without ratings, or of too few people."""
    if not ratings:
        return None
    first = _first(ratings)
    try:
        found = rating.calibration(
            [one.self_rated for one in first],
            [one.assessed for one in first],
            person=[one.person for one in first],
        )
    except UnavailableError:
        return None
    key = "bias_open" if found.code == "open" else found.code
    sentence = said[f"insight_{key}"].format(
        b=said.number(found.bias.value, 2),
        l=said.number(found.bias.low, 2),
        h=said.number(found.bias.high, 2),
        n=said.number(found.n),
        p=said.number(found.people),
    )
    header = (said["insight_said"], said["insight_ratings"], said["insight_assessed"])
    rows, points = [], []
    for one in found.curve:
        level = said.number(one.at)
        if one.mean is None:
            rows.append((level, said["few"], said["unknown"]))
            continue
        e = one.mean
        points.append((one.at, charts.IntervalRow("", e.value, e.low, e.high)))
        shown = f"{said.number(e.value, 1)} ({said.range(e.low, e.high, 1)})"
        rows.append((level, said.number(one.n), shown))
    table = Table(said["insight_figure_calibration"], header, tuple(rows))
    figures: tuple[Figure, ...] = ()
    if points:
        svg = against_diagonal(
            points,
            domain=(rating.LOWEST, rating.HIGHEST),
            title=table.caption,
            across=said["insight_across"],
            up=said["insight_up"],
            agree=said["insight_agree"],
            description="; ".join(f"{row[0]}: {row[2]}" for row in rows),
            language=said.language,
        )
        figures = (Figure(svg, table.caption, table, said.simulated),)
    return Section(
        "insight_calibration",
        said["insight_calibration"],
        claims=_change(said, ratings, ledger),
        paragraphs=(_marked(said, sentence), said["insight_noise"]),
        figures=figures,
    )


def _first(ratings: Sequence[Rating]) -> list[Rating]:
    """Return each person's first rating of a skill: later ones know of a result."""
    found: dict[tuple[str, str], Rating] = {}
    for one in sorted(ratings, key=lambda one: one.date):
        found.setdefault((one.person, one.skill), one)
    return list(found.values())


def _change(said: Said, ratings: Sequence[Rating], ledger: Ledger | None) -> tuple[Claim, ...]:
    trained: dict[str, Any] | None = None
    if ledger is not None:
        days = ledger.day("credential_date")
        there = ~np.isnat(days)
        trained = {
            str(person): day.astype(date)
            for person, day in zip(ledger.people[there], days[there], strict=True)
        }
    found = rating.changes(ratings, trained=trained).trained
    if found is None:
        return ()
    e = found.error
    sentence = said["insight_change"].format(
        e=said.number(e.value, 2),
        l=said.number(e.low, 2),
        h=said.number(e.high, 2),
        p=said.number(found.people),
    )
    claim = Claim(ClaimType.TREND, sentence, e.value, e.low, e.high, found.people)
    return (said.claim(claim),)


def equity(said: Said, ledger: Ledger, *, today: date) -> Section | None:
    """Outcomes by group; `None` where the ledger has no groups, or none that can be compared."""
    tables = groups.equity(ledger, today=today)
    told = [(table, row) for table in tables for row in table.rows if row.comparable]
    if not told:
        return None
    compared = sum(cell.p is not None for _table, row in told for cell in row.cells)
    hold = [
        said["insight_equity_one"].format(
            outcome=said[f"insight_{row.outcome}"],
            group=_group(said, cell.groups),
            kind=table.kind,
            gap=_gap(said, row.outcome, cell.gap),
        )
        for table, row in told
        for cell in row.cells
        if cell.differs
    ]
    summary = (
        said["insight_equity_some"].format(
            k=said.number(len(hold)), n=said.number(compared), list="; ".join(hold)
        )
        if hold
        else said["insight_equity_none"].format(n=said.number(compared))
    )
    header = (
        said["insight_outcome"],
        said["group"],
        said["people"],
        said["insight_value"],
        said["insight_difference"],
    )
    return Section(
        "insight_equity",
        said["insight_equity"],
        paragraphs=(said["insight_equity_text"], _marked(said, summary)),
        tables=tuple(
            Table(
                table.kind,
                header,
                tuple(
                    _line(said, row, cell, ledger.currency or "")
                    for row in table.rows
                    if row.comparable
                    for cell in row.cells
                ),
            )
            for table in tables
            if any(row.comparable for row in table.rows)
        ),
    )


def _group(said: Said, names: Sequence[str]) -> str:
    return " + ".join(name or said["insight_not_stated"] for name in names)


def _line(said: Said, row: groups.Row, cell: groups.Cell, currency: str) -> tuple[str, ...]:
    outcome, group = said[f"insight_{row.outcome}"], _group(said, cell.groups)
    if cell.hidden:
        return (outcome, group, said["few"], said["unknown"], said["unknown"])
    own = said["unknown"]
    if cell.own is not None:
        share = row.outcome in groups.SHARES
        own = said.percent(cell.own.value) if share else said.number(cell.own.value)
        own = f"{own} {currency}" if row.outcome == "starting_pay" else own
    gap = said["insight_reference"] if cell.reference else _gap(said, row.outcome, cell.gap)
    return (outcome, group, said.number(cell.n), own, gap)


def _gap(said: Said, outcome: str, found: Estimate | None) -> str:
    if found is None:
        return said["unknown"]
    if outcome == "days_to_productivity":
        shown = said["insight_days"].format(said.number(found.value, 1))
        return f"{shown} ({said.range(found.low, found.high, 1)})"
    low, high = 100 * found.low, 100 * found.high
    if outcome in groups.SHARES:
        shown = said["insight_points"].format(said.number(100 * found.value))
        return f"{shown} ({said.range(low, high)})"
    shown = said.percent(found.value)
    return f"{shown} ({said['to'].format(said.percent(found.low), said.percent(found.high))})"
