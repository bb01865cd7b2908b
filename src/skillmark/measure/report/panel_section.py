"""The report's section on a panel of one's own: staggered differences, plainly not registered.

A registry holds questions to the ledger; nothing of a panel that was brought along was written
down before its data. So its claim is an effect that is not established, whatever the interval
says, and it leads to no act. The methods are those of `panels` (Callaway and Sant'Anna 2021).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isfinite
from typing import Final

from skillmark.measure.cells import LEAST_CELL, withheld
from skillmark.measure.estimate import Estimate
from skillmark.measure.panels.did import Base, Staggered, group_time
from skillmark.measure.report.grounds import Ground
from skillmark.measure.report.panel_file import OwnPanel
from skillmark.measure.report.phrases import Said
from skillmark.nouns.errors import InputError
from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render.document import Figure, Section, Table, further
from skillmark.render.event_study import EventPoint, event_study

ID: Final = "panel"
ALIKE: Final = 0.05
"""Below this p of the test of earlier periods, units moved apart before the start."""
NOTES: Final = ("from_start", "single_unit", "few_clusters")


def section(said: Said, own: OwnPanel) -> Section:
    """Return what the panel shows. Fewer than five units on a side, and nothing is shown."""
    said = replace(said, simulated=said.simulated or own.simulated)
    try:
        found = group_time(own.panel, base=Base.UNIVERSAL)
    except InputError as error:
        key = f"designs_code_{error.code}"
        return _refused(said, own, said.phrases.get(key, said["designs_code_other"]))
    if min(_sides(own, found)) < LEAST_CELL:
        return _refused(said, own, said["panel_few"])
    claim = _claim(
        said,
        own,
        said["panel_claim"].format(what=own.label, **_numbers(said, found, found.overall)),
        found.overall,
    )
    made = Section(
        ID,
        said["panel_title"].format(what=own.label),
        claims=(claim,),
        paragraphs=tuple(_paragraphs(said, own, found)),
        figures=_events(said, own, found),
    )
    return replace(made, more=further(made, tables=_cohorts(said, own, found)))


def ground(made: Section) -> Ground:
    """Return what a recommendation may rest on: that the question was not registered."""
    (claim,) = made.claims
    objection = "not_estimated" if claim.estimate is None else "unregistered"
    return Ground(
        f"{ID}-1", ID, ClaimType.EFFECT, False, objection=objection, simulated=claim.simulated
    )


def _refused(said: Said, own: OwnPanel, reason: str) -> Section:
    sentence = said["panel_refused"].format(what=own.label, reason=reason)
    title = said["panel_title"].format(what=own.label)
    return Section(ID, title, claims=(_claim(said, own, sentence, None),))


def _claim(said: Said, own: OwnPanel, sentence: str, it: Estimate | None) -> Claim:
    made = Claim(
        ClaimType.EFFECT,
        sentence,
        estimate=it.value if it else None,
        low=it.low if it else None,
        high=it.high if it else None,
        established=False,
        figure=said["report_figure_open"],
        about=said["panel_about"].format(what=own.label),
    )
    return said.claim(made)


def _starting(own: OwnPanel, found: Staggered) -> list[int]:
    """Count the units of each cohort that is told of."""
    return [int((own.panel.first_treated == group).sum()) for group, _ in found.averages.by_group]


def _sides(own: OwnPanel, found: Staggered) -> tuple[int, int]:
    """Count the units whose start is told of, and those that they are compared with to the end."""
    last = max(group for group, _ in found.averages.by_group)
    return sum(_starting(own, found)), int((own.panel.first_treated >= last).sum())


def _paragraphs(said: Said, own: OwnPanel, found: Staggered) -> Iterator[str]:
    shared = found.clusters < found.units
    yield (
        said["panel_text"]
        .format(
            n=said.number(found.units),
            t=said.number(len(own.panel.periods)),
            k=said.number(_sides(own, found)[0]),
            clusters=said["panel_clusters"].format(n=said.number(found.clusters)) if shared else "",
        )
        .strip()
    )
    if found.overall.covers_zero:
        yield said["panel_zero"]
    yield _before(said, found)
    if found.honest is not None and 0 < found.honest.breakdown < float("inf"):
        yield said["panel_breakdown"].format(m=said.number(found.honest.breakdown, 1))
    for code in NOTES:
        count = sum(note.count for note in found.notes if note.code == code)
        if count:
            shown = said["few"] if count < LEAST_CELL else said.number(count)
            yield said[f"panel_note_{code}"].format(n=shown)
    yield f"{said['designs_settle']}: {said['panel_register']}"


def _before(said: Said, found: Staggered) -> str:
    """Say whether the units moved alike before, and what the test could have seen."""
    test = found.pre_trend
    if test is None or test.p is None:
        return said["panel_untested"]
    p = said.number(test.p, 2)
    if test.p < ALIKE:
        return said["panel_apart"].format(p=p)
    if not isfinite(test.detectable):
        return said["panel_alike_blind"].format(p=p)
    digits = _digits(found)
    return said["panel_alike"].format(
        p=p, d=said.number(test.detectable, digits), m=said.number(abs(test.moves), digits)
    )


def _digits(found: Staggered) -> int:
    """Return how many decimals the outcome's errors are worth."""
    size = found.overall.se
    return 0 if not 0 < size < 10 else 1 if size >= 1 else 2 if size >= 0.1 else 3


def _numbers(said: Said, found: Staggered, it: Estimate) -> dict[str, str]:
    digits = _digits(found)
    return {
        "e": said.number(it.value, digits),
        "l": said.number(it.low, digits),
        "h": said.number(it.high, digits),
    }


def _events(said: Said, own: OwnPanel, found: Staggered) -> tuple[Figure, ...]:
    """Draw the differences by time since the start, those of fewer than five units left out."""
    units = {
        since: sum(one.treated for one in found.effects if one.since == since)
        for since, _ in found.by_event_time
    }
    shown = [(since, it) for since, it in found.by_event_time if units[since] >= LEAST_CELL]
    shown = [pair for pair in shown if isfinite(pair[1].low) and isfinite(pair[1].high)]
    if not shown:
        return ()
    digits, caption = _digits(found), said["panel_figure"]
    rows = tuple(
        (
            f"{since:g}".replace("-", "−"),
            said.number(it.value, digits),
            said.range(it.low, it.high, digits),
        )
        for since, it in shown
    )
    early = {one.since for one in found.effects if one.is_placebo}
    svg = event_study(
        [
            EventPoint(since, it.value, it.low, it.high, placebo=since in early)
            for since, it in shown
        ],
        title=caption,
        axis=said["panel_axis"].format(what=own.label),
        across=said["panel_since"],
        before=said["panel_before"],
        after=said["panel_after"],
        base=None if found.base_time is None else (found.base_time, said["panel_base"]),
        description="; ".join(f"{row[0]}: {row[1]} ({row[2]})" for row in rows),
        language=said.language,
    )
    header = (said["panel_since"], said["estimate"], said["interval"])
    return (Figure(svg, caption, Table(caption, header, rows), said.simulated),)


def _cohorts(said: Said, own: OwnPanel, found: Staggered) -> tuple[Table, ...]:
    counts = _starting(own, found)
    hidden = withheld([(count,) for count in (*counts, found.units - sum(counts))])
    digits = _digits(found)
    rows = tuple(
        (f"{group:g}", said["report_withheld"], said["unknown"], said["unknown"])
        if place in hidden
        else (
            f"{group:g}",
            said.number(counts[place]),
            said.number(it.value, digits),
            said.range(it.low, it.high, digits),
        )
        for place, (group, it) in enumerate(found.averages.by_group)
    )
    keys = ("panel_first", "panel_units", "panel_average", "interval")
    header = tuple(said[key] for key in keys)
    return (Table(said["panel_cohorts"], header, rows, said["panel_cohorts_note"]),)
