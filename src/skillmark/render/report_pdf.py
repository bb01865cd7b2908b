"""A report as PDF/UA through Typst: the same claims, charts and tables as the page."""

from __future__ import annotations

from typing import Any

from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render.document import Document, Figure, Section, Table
from skillmark.render.report_words import chip, words
from skillmark.render.theme import ACCENT, FAINT, INK, QUIET, SANS, SERIF
from skillmark.render.typesetting import shown, template, typeset
from skillmark.render.words import base


def pdf(document: Document) -> bytes:
    """Return the report as tagged PDF/UA-1, A4; the same document gives the same bytes."""
    said = words(document.language)
    data = {
        "language": base(document.language),
        "title": shown(document.title),
        "organisation": shown(document.organisation),
        "day": shown(f"{said['as_of']} {document.as_of}"),
        "notice": said["simulated_all"] if document.simulated else "",
        "words": {key: value for key, value in said.items() if isinstance(key, str)},
        "claims": [_claim(claim, document.language) for claim in document.claims],
        "sections": [_section(section, document.language) for section in document.sections],
        "methods": [[shown(term), shown(meaning)] for term, meaning in document.methods],
        "colours": {"ink": INK, "quiet": QUIET, "accent": ACCENT, "faint": FAINT},
    }
    return typeset(template("report.typ"), data, output="pdf", standard="ua-1")


def _claim(claim: Claim, language: str) -> dict[str, Any]:
    said = words(language)
    return {
        "chip": chip(claim, language),
        "strong": claim.type is ClaimType.EFFECT and bool(claim.established),
        "note": said["n"].format(claim.n) if claim.n is not None else "",
        "sentence": shown(claim.sentence),
    }


def _section(section: Section, language: str) -> dict[str, Any]:
    return {
        "title": shown(section.title),
        "claims": [_claim(claim, language) for claim in section.claims],
        "paragraphs": [shown(paragraph) for paragraph in section.paragraphs],
        "figures": [_figure(figure, language) for figure in section.figures],
        "tables": [table(one) for one in section.tables],
    }


def _figure(figure: Figure, language: str) -> dict[str, Any]:
    mark = f" ({words(language)['simulated']})" if figure.simulated else ""
    return {
        # Typst carries no sans serif: the chart is lettered like the text around it.
        "svg": figure.svg.replace(SANS, SERIF),
        "caption": shown(figure.caption + mark),
        "table": table(figure.table),
    }


def table(shown_table: Table) -> dict[str, Any]:
    """Return a table as the templates read it."""
    return {
        "caption": shown(shown_table.caption),
        "header": [shown(cell) for cell in shown_table.header],
        "rows": [[shown(cell) for cell in row] for row in shown_table.rows],
        "note": shown(shown_table.note),
    }
