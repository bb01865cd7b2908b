"""A quality report laid out as one page, in one language, for HTML and PDF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from skillmark.assess.quality import pictures
from skillmark.assess.quality.figure import Figure as Quantity
from skillmark.assess.quality.figure import Grid, Part, QualityReport, State
from skillmark.assess.quality.wording import Wording
from skillmark.nouns.text import Text
from skillmark.render.document import Figure, QualityPage, Reading, Section, Table
from skillmark.render.words import day

TILES: Final = ("truly_above", "alpha", "accuracy", "flagged")
"""The figures that stand on top."""
FACTS: Final = frozenset(
    {"field_data", "days", "version", "method", "reason", "decided_by", "decided_on"}
)
"""Figures that describe, shown as name and words."""
PICTURED: Final = {
    "scores": "who",
    "errors": "reliability",
    "items": "items",
    "information": "scale",
}
"""Each picture's section."""
HIDDEN: Final = frozenset({"scores", "errors", "information"})
"""Tables that stand beside their pictures."""
SHORT: Final = 12
"""Rows of a short table."""
COLOPHON: Final = 16
"""Digits of the digest that are shown: enough to compare by eye."""


def page(report: QualityReport, language: str, *, short: bool = False) -> QualityPage:
    """Return the page; `short` shows only the items that somebody should look at, for paper."""
    said = Wording(language)
    title = Text.of(dict(report.title)).in_language(language)
    as_of = said.label("made_on", day=day(report.made_on, language))
    version = f", {said.label('version', version=report.version)}" if report.version else ""
    top = [one for name in TILES if (one := report.figure(name)) is not None]
    return QualityPage(
        kicker=said.own.label["title"],
        title=title,
        organisation=report.organisation,
        as_of=as_of + version,
        language=language,
        notice=said.notice(report),
        notice_short="" if report.has_field_data else said.own.label["no_field_data"],
        headline=said.headline(report),
        summary=said.counts(report),
        tiles=tuple(reading(one, said) for one in top),
        sections=tuple(_section(report, part, said, short=short) for part in report.parts),
        signatures=tuple(said.signature(one) for one in report.signatures),
        unsigned=said.own.label["unsigned"],
        colophon=said.label(
            "reproduce",
            digest=report.digest[:COLOPHON],
            seed=str(report.seed),
            statistics=report.statistics,
        ),
        words=said.own.label,
    )


def reading(figure: Quantity, said: Wording) -> Reading:
    """Return one figure in words."""
    return Reading(
        name=said.name(figure),
        value=said.value(figure),
        interval=said.interval(figure),
        state=figure.state.value,
        state_words=said.own.state[figure.state.value],
        meaning=said.meaning(figure),
        bar=said.bar(figure),
        source=said.source(figure),
    )


def _section(report: QualityReport, part: Part, said: Wording, *, short: bool) -> Section:
    title, lead = said.own.part[part.id]
    notes = [said.note(code, facts) for code, facts in part.notes]
    return Section(
        id=part.id,
        title=title,
        lead=lead,
        facts=tuple(
            (said.name(one), said.value(one))
            for one in part.figures
            if one.id in FACTS and one.state is not State.NOT_KNOWN
        ),
        readings=tuple(
            reading(one, said)
            for one in part.figures
            if one.id not in FACTS or one.state is State.NOT_KNOWN
        ),
        figures=tuple(_figures(report, part, said)),
        tables=tuple(
            table(grid, said, names=report.names, short=short)
            for grid in part.grids
            if grid.id not in HIDDEN and _shown(grid, short=short)
        ),
        notes=tuple(notes),
    )


def _shown(grid: Grid, *, short: bool) -> bool:
    if short and grid.id == "parameters":
        return False
    return bool(grid.columns[0].cells) and (not short or grid.id != "items" or any(grid["look"]))


def _figures(report: QualityReport, part: Part, said: Wording) -> list[Figure]:
    found = []
    for name in pictures.NAMES:
        if PICTURED[name] != part.id:
            continue
        svg = pictures.draw(report, name, said.language)
        grid = next((one for other in report.parts if (one := other.grid(name))), None)
        if svg and grid is not None:
            beside = table(grid, said) if name in HIDDEN else None
            empty = Table(said.own.grid[grid.id].caption, (), ())
            found.append(
                Figure(
                    svg,
                    said.own.picture[name].caption,
                    beside or empty,
                    simulated=not report.has_field_data,
                )
            )
    return found


def table(
    grid: Grid,
    said: Wording,
    *,
    names: Mapping[str, Mapping[str, str]] | None = None,
    short: bool = False,
) -> Table:
    """Return a table in words; of items, those that somebody should look at come first."""
    own = said.own.grid[grid.id]
    columns = [column for column in grid.columns if column.id in own.columns]
    order = list(range(len(columns[0].cells) if columns else 0))
    caption, note = own.caption, said.grid_note(grid)
    if grid.id == "items":
        looked = grid["look"]
        order.sort(key=lambda row: not looked[row])
        caption = said.own.label["items_look" if short else "items_all"]
        if short:
            order = [row for row in order if looked[row]]
            if len(order) > SHORT:
                more = said.label("and_more", count=len(order) - SHORT)
                order, note = order[:SHORT], f"{more}. {note}"
    elif short and len(order) > SHORT:
        more = said.label("and_more", count=len(order) - SHORT)
        order, note = order[:SHORT], f"{more}. {note}"
    named = {
        skill: Text.of(dict(own)).in_language(said.language) for skill, own in (names or {}).items()
    }
    rows = tuple(
        tuple(
            said.cell(column.id, _named(column.cells[row], named), column.unit)
            for column in columns
        )
        for row in order
    )
    return Table(caption, tuple(own.columns[column.id] for column in columns), rows, note)


def _named(cell: float | str | None, names: Mapping[str, str]) -> float | str | None:
    return names.get(cell, cell) if isinstance(cell, str) else cell
