"""A report as PDF/UA through Typst: the same claims, charts and tables as the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render.claim_marks import kind, mark
from skillmark.render.columns import DENSE, ROOM, SIZES, columns
from skillmark.render.document import Document, Figure, Section, Standing, Table, anchor, standing
from skillmark.render.report_words import chip, contents_of, words
from skillmark.render.theme import ACCENT, FAINT, INK, QUIET, SANS, SERIF
from skillmark.render.typesetting import shown, template, typeset
from skillmark.render.words import base

GOOD = "#17663C"
HALVES = (258.0, 194.0)
"""Points for two tables side by side."""


def pdf(document: Document) -> bytes:
    """Return the report as tagged PDF/UA-1, A4; the same document gives the same bytes."""
    said = words(document.language)
    language = document.language
    data = {
        "language": base(language),
        "title": shown(document.title),
        "organisation": shown(document.organisation),
        "day": shown(f"{said['as_of']} {document.as_of}"),
        "period": shown(f"{said['period']}: {document.period}") if document.period else "",
        "notice": said["simulated_all"] if document.simulated else "",
        "words": {key: value for key, value in said.items() if isinstance(key, str)},
        "marks": {which: _drawn(which) for which in ("belief", "trend", "bound", "effect", "open")},
        "headline": [
            {
                "figure": shown(claim.figure),
                "about": shown(claim.about),
                "to": name,
                **_badge(claim, language),
            }
            for name, claim in document.headline
        ],
        "groups": [_group(document, group) for group in Standing],
        "legend": [
            {"mark": which.value, "chip": said[which], "means": said[f"legend_{which}"]}
            for which in ClaimType
        ],
        "sections": [_section(section, language) for section in document.sections],
        "advice": [
            {
                "acts": one.acts,
                "text": shown(one.text),
                "ground": shown(one.ground),
                "to": one.rests_on,
            }
            for one in document.advice
        ],
        "methods": _pairs(document.methods),
        "limits": [shown(one) for one in document.limits],
        "glossary": _pairs(document.glossary),
        "appendix": [
            {**_section(more, language, dense=True), "from": section.id}
            for section, more in document.appendix
        ],
        "reproduce": None if document.reproduce is None else _section(document.reproduce, language),
        "colours": {"ink": INK, "quiet": QUIET, "accent": ACCENT, "faint": FAINT, "good": GOOD},
    }
    return typeset(template("report.typ"), data, output="pdf", standard="ua-1")


def _drawn(which: str) -> str:
    return mark(which, ink=GOOD if which == "effect" else INK, ground="#ffffff")


def _pairs(terms: tuple[tuple[str, str], ...]) -> list[list[str]]:
    return [[shown(term), shown(meaning)] for term, meaning in terms]


def _group(document: Document, group: Standing) -> dict[str, Any]:
    said = words(document.language)
    return {
        "title": said[f"group_{group}"],
        "none": said[f"none_{group}"],
        "name": group.value,
        "claims": [
            {"mark": kind(claim), "sentence": shown(claim.sentence), "to": name}
            for name, claim in document.anchored
            if standing(claim) is group
        ],
    }


def _badge(claim: Claim, language: str) -> dict[str, str]:
    return {"mark": kind(claim), "chip": chip(claim, language)}


def _claim(claim: Claim, language: str, name: str) -> dict[str, Any]:
    said = words(language)
    return {
        **_badge(claim, language),
        "name": name,
        "strong": claim.type is ClaimType.EFFECT and bool(claim.established),
        "note": said["n"].format(claim.n) if claim.n is not None else "",
        "sentence": shown(claim.sentence),
    }


def _section(section: Section, language: str, *, dense: bool = False) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": shown(section.title),
        "lead": shown(section.lead),
        "claims": [
            _claim(claim, language, anchor(section, place))
            for place, claim in enumerate(section.claims, start=1)
        ],
        "paragraphs": [shown(paragraph) for paragraph in section.paragraphs],
        "facts": [[shown(name), shown(value)] for name, value in section.facts],
        "figures": [_figure(figure, language, dense=dense) for figure in section.figures],
        "tables": _tables(section.tables, dense=dense),
        "notes": [shown(note) for note in section.notes],
        "further": "" if section.more is None else shown(contents_of(section.more, language)),
        "to": "" if section.more is None else section.more.id,
    }


def _figure(figure: Figure, language: str, *, dense: bool) -> dict[str, Any]:
    marked = f" ({words(language)['simulated']})" if figure.simulated else ""
    return {
        # Typst carries no sans serif: the chart is lettered like the text around it.
        "svg": figure.svg.replace(SANS, SERIF),
        "caption": shown(figure.caption + marked),
        "alt": shown(_spoken(figure)),
        "table": None if figure.apart else table(figure.table, dense=dense),
    }


def _spoken(figure: Figure) -> str:
    """What a picture shows, row by row, for those who hear it."""
    heads = figure.table.header
    rows = (
        ", ".join(
            [row[0], *(f"{head}: {cell}" for head, cell in zip(heads[1:], row[1:], strict=False))]
        )
        for row in figure.table.rows[:8]
    )
    return f"{figure.caption}. " + "; ".join(rows)


def _tables(tables: Sequence[Table], *, dense: bool) -> list[list[dict[str, Any]]]:
    """Return the tables in rows: short ones that are looked up stand two and two."""
    rows: list[list[dict[str, Any]]] = []
    place = 0
    while place < len(tables):
        pair = tables[place : place + 2]
        if dense and len(pair) == 2 and all(map(_short, pair)):
            rows.append([_set(one, room, DENSE) for one, room in zip(pair, HALVES, strict=True)])
            place += 2
            continue
        rows.append([table(tables[place], dense=dense)])
        place += 1
    return rows


def _short(one: Table) -> bool:
    return len(one.header) <= 3 and len(one.rows) <= 14 and len(one.note) < 120 and not one.code


def table(shown_table: Table, *, dense: bool = False) -> dict[str, Any]:
    """Return a table as the templates read it; one that is looked up is set smaller."""
    return _set(shown_table, ROOM, DENSE if dense else SIZES)


def _set(shown_table: Table, room: float, sizes: Sequence[float]) -> dict[str, Any]:
    set_so = columns(shown_table, room=room, sizes=sizes)
    return {
        "size": set_so.size,
        "widths": list(set_so.widths),
        "figures": list(set_so.figures),
        "caption": shown(shown_table.caption),
        "header": [shown(cell) for cell in shown_table.header],
        "rows": [[shown(cell) for cell in row] for row in shown_table.rows],
        "note": shown(shown_table.note),
        "code": shown_table.code,
    }
