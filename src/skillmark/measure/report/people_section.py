"""The report's sections about people: who is in the ledger, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from skillmark.measure.ledger.store import Ledger
from skillmark.measure.report.phrases import Said
from skillmark.measure.report.summary import Group, summarise
from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render.document import Section, Table


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
