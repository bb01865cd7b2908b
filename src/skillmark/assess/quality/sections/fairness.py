"""Fairness: are items harder for one group among people who know equally much?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from skillmark.assess.fairness.groups import ADVISED, FEWEST
from skillmark.assess.fairness.logistic import Kind, LogisticReport, logistic
from skillmark.assess.fairness.mantel_haenszel import DifReport, mantel_haenszel
from skillmark.assess.quality.figure import Column, Fact, Figure, Grid, Part, State, Unit, unknown
from skillmark.assess.quality.findings import Findings
from skillmark.assess.quality.sample import Grouping
from skillmark.assess.responses import Responses
from skillmark.nouns.errors import InputError


def part(found: Findings) -> Part:
    """Return the section: every group beside the largest one.

    With fewer than `ADVISED` people in a group real differences hide (Zwick 2012): then it is
    never fine.
    """
    sample = found.sample
    if not sample.groupings:
        return Part("fairness", (unknown("dif", Unit.COUNT, "no_groups"),))
    if found.few:
        return Part("fairness", (unknown("dif", Unit.COUNT, found.few.why, **found.few.facts),))
    figures: list[Figure] = []
    rows: list[tuple[str, DifReport]] = []
    for one in sample.answered.groupings:
        more, reports = _compare(one, sample.responses)
        figures += more
        rows += reports
    return Part("fairness", tuple(figures), (_table(rows),) if rows else ())


def _compare(
    grouping: Grouping, responses: Responses
) -> tuple[list[Figure], list[tuple[str, DifReport]]]:
    sizes = Counter(str(name) for name in grouping.members if name)
    names = sorted(sizes, key=lambda name: (-sizes[name], name))
    if len(names) < 2:
        return [unknown("dif", Unit.COUNT, "one_group", grouping=grouping.name)], []
    figures, reports = [], []
    for other in names[1:]:
        facts: dict[str, Fact] = {
            "grouping": grouping.name,
            "reference": names[0],
            "focal": other,
        }
        if min(sizes[names[0]], sizes[other]) < FEWEST:
            facts |= {"have": sizes[other], "need": FEWEST}
            figures.append(unknown("dif", Unit.COUNT, "small_group", **facts))
            continue
        told = Responses(responses.items, responses.values, groups=grouping.members)
        try:
            report = mantel_haenszel(told, reference=names[0], focal=other, purify=True)
            uneven = logistic(told, reference=names[0], focal=other, kind=Kind.NON_UNIFORM)
        except InputError as error:
            figures.append(unknown("dif", Unit.COUNT, "refused", **facts, cause=str(error)))
            continue
        figures += [_figure(report, facts), _uneven(uneven, facts)]
        reports.append((grouping.name, report))
    return figures, reports


def _figure(report: DifReport, facts: Mapping[str, Fact]) -> Figure:
    classes = Counter(one.ets_class for one in report.items)
    smaller = min(report.counts)
    said: dict[str, Fact] = {
        **facts,
        "reference_people": report.counts[0],
        "focal_people": report.counts[1],
        "slight": classes["B"],
        "open": classes[None],
        "items": len(report.items),
        "advised": ADVISED,
    }
    if classes[None] == len(report.items):
        return unknown("dif", Unit.COUNT, "not_comparable", **said)
    settled = smaller >= ADVISED and not classes["B"] and not classes[None]
    state = State.FINE if settled else State.LOOK
    if classes["C"]:
        state = State.POOR
    return Figure("dif", state, Unit.COUNT, float(classes["C"]), facts=said)


def _uneven(report: LogisticReport, facts: Mapping[str, Fact]) -> Figure:
    """Return how many items differ between groups among some scores and not among others."""
    tests = [one.non_uniform for one in report.items if one.non_uniform is not None]
    said: dict[str, Fact] = {**facts, "items": len(tests), "advised": ADVISED}
    if not tests:
        return unknown("dif_uneven", Unit.COUNT, "not_comparable", **said)
    marked = [one for one in tests if one.jodoin_gierl != "A" and (one.p_adjusted or 0) < 0.05]
    settled = min(report.counts) >= ADVISED and len(tests) == len(report.items) and not marked
    state = State.FINE if settled else State.LOOK
    return Figure("dif_uneven", state, Unit.COUNT, float(len(marked)), facts=said)


def _table(rows: list[tuple[str, DifReport]]) -> Grid:
    """Return the items of classes B and C, largest differences first."""
    marked = [
        (f"{grouping}: {report.focal}", item)
        for grouping, report in rows
        for item in report.items
        if item.ets_class in {"B", "C"}
    ]
    marked.sort(key=lambda one: -abs(one[1].delta if one[1].delta is not None else np.inf))
    columns = (
        Column("item", Unit.WORDS, tuple(item.item for _, item in marked)),
        Column("group", Unit.WORDS, tuple(group for group, _ in marked)),
        Column("class", Unit.WORDS, tuple(item.ets_class for _, item in marked)),
        Column("delta", Unit.COEFFICIENT, tuple(item.delta for _, item in marked)),
        Column("error", Unit.COEFFICIENT, tuple(item.standard_error for _, item in marked)),
    )
    return Grid("dif", columns)
