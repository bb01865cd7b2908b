"""The report's sections about people: who is in the ledger, what changed, what people say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from skillmark.measure.ledger.store import Ledger
from skillmark.measure.report.folder import Survey
from skillmark.measure.report.phrases import Said
from skillmark.measure.report.summary import Group, summarise
from skillmark.measure.surveys.shares import Share
from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render import charts
from skillmark.render.document import Figure, Section, Table


def ledger(said: Said, people: Ledger, groups: Sequence[Group]) -> Section:
    """Who is in the ledger, and the groups side by side."""
    header = (
        said["group"],
        said["people"],
        said["median_days"],
        said["cost"].format(people.currency or said["unknown"]),
        said["hours"],
        said["retention"],
    )
    held = groups[0]
    return Section(
        id="ledger",
        title=said["ledger"],
        paragraphs=(
            said["ledger_text"].format(
                n=said.number(len(people)),
                held=said["few"] if held.suppressed else said.number(held.n),
            ),
        ),
        tables=(
            Table(
                said["ledger"],
                header,
                tuple(_group_row(said, group) for group in _not_revealing(groups)),
                said["described"],
            ),
        ),
    )


def _not_revealing(groups: Sequence[Group]) -> Sequence[Group]:
    """Leave out the total where it would reveal a suppressed group by subtraction."""
    return groups[:2] if any(group.suppressed for group in groups[:2]) else groups


def _group_row(said: Said, group: Group) -> tuple[str, ...]:
    if group.suppressed:
        return (group.name, said["few"], *[said["unknown"]] * 4)
    return (
        group.name,
        said.number(group.n),
        said.interval(group.median_days),
        said.interval(group.cost),
        said.interval(group.hours),
        said.shares(group.retention),
    )


def trend(said: Said, people: Ledger) -> Section | None:
    """Median days to productivity by year of hiring."""
    hired = people.day("hired")
    year_of = hired.astype("datetime64[Y]")
    groups = []
    for year in np.unique(year_of[~np.isnat(hired)]):
        last = hired[year_of == year].max().astype(date)
        groups.append(summarise(str(year), people.where(year_of == year), today=last))
    known = [group for group in groups if group.median_days]
    if len(known) < 2:
        return None
    first, last_group = known[0], known[-1]
    a, b = first.median_days, last_group.median_days
    if a is None or b is None:
        return None
    sentence = said["trend_claim"].format(
        a=said.number(a.estimate),
        x=first.name,
        ai=said.range(a.low, a.high),
        b=said.number(b.estimate),
        y=last_group.name,
        bi=said.range(b.low, b.high),
    )
    table = Table(
        said["trend"],
        (said["cohort"], said["people"], said["median_days"]),
        tuple(
            (g.name, said["few"], said["unknown"])
            if g.suppressed
            else (g.name, said.number(g.n), said.interval(g.median_days))
            for g in groups
        ),
    )
    claim = Claim(ClaimType.TREND, sentence, n=first.n + last_group.n)
    return Section("trend", said["trend"], (said.claim(claim),), tables=(table,))


def belief(said: Said, shares: Sequence[tuple[Survey, Share | None]]) -> Section | None:
    """What people say, held against published figures."""
    if not shares:
        return None
    claims, rows, lines = [], [], []
    for survey, found in shares:
        mark = said["simulated"] if survey.simulated else ""
        if found is None:
            sentence = mark + said["belief_few"].format(q=survey.label)
            claims.append(Claim(ClaimType.BELIEF, sentence, simulated=survey.simulated))
            continue
        sentence = mark + _belief_sentence(said, survey, found)
        claims.append(
            Claim(
                ClaimType.BELIEF,
                sentence,
                found.share,
                found.low,
                found.high,
                found.n,
                survey.simulated,
            )
        )
        rows.append(charts.IntervalRow(survey.label, found.share, found.low, found.high))
        between = said["to"].format(said.percent(found.low), said.percent(found.high))
        lines.append(
            (
                survey.label,
                f"{said.percent(found.share)} ({between})",
                said.number(found.n),
                said.number(found.effective_n),
                said["unknown"] if survey.published is None else said.percent(survey.published),
            )
        )
    header = (
        said["question"],
        said["share"],
        said["answers"],
        said["effective"],
        said["published"],
    )
    figures: tuple[Figure, ...] = ()
    if rows:
        table = Table(said["figure_belief"], header, tuple(lines))
        svg = charts.bars_with_intervals(
            rows,
            title=said["figure_belief"],
            axis=said["axis_belief"],
            description="; ".join(f"{line[0]}: {line[1]}" for line in lines),
            language=said.language,
        )
        simulated = any(survey.simulated for survey, _ in shares)
        figures = (Figure(svg, said["figure_belief"], table, simulated),)
    return Section("belief", said["belief"], tuple(claims), (said["belief_text"],), figures)


def _belief_sentence(said: Said, survey: Survey, found: Share) -> str:
    sentence = said["belief_claim"].format(
        p=said.percent(found.share),
        n=said.number(found.n),
        q=survey.label.rstrip("."),
        l=said.percent(found.low),
        h=said.percent(found.high),
    )
    compared = found.comparison
    if compared is not None:
        source = f" ({survey.published_source})" if survey.published_source else ""
        sentence += said["belief_compare"].format(
            f=said.percent(compared.published),
            s=source,
            d=said.number(100 * compared.difference),
            dl=said.number(100 * compared.low),
            dh=said.number(100 * compared.high),
        )
    return sentence
