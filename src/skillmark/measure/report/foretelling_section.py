"""The report's section on what results of assessments, credentials and items foretell."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

import numpy as np

from skillmark.measure.insight import feedback as foretelling
from skillmark.measure.insight.reading import Scores
from skillmark.measure.ledger.store import Ledger
from skillmark.measure.report.phrases import Said
from skillmark.render import charts
from skillmark.render.document import Figure, Section, Table, further

WORTH: Final = 0.2
"""The correlation for which it is said how many people would show it."""


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
    paragraphs = [said.marked(text), said["insight_no_cause"]]
    counted = _items_text(said, scores, ledger)
    if counted:
        paragraphs.append(said.marked(counted))
    section = Section(
        "insight_feedback",
        said["insight_feedback"],
        paragraphs=tuple(paragraphs),
        figures=(Figure(svg, table.caption, table, said.simulated),),
    )
    return replace(section, more=further(section, tables=tuple(tables)))


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
