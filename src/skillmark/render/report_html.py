"""A report as one HTML file: no scripts, nothing loaded from elsewhere, good in print."""

from __future__ import annotations

from html import escape
from importlib import resources

from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render.document import Document, Figure, Section, Table
from skillmark.render.report_words import chip, words
from skillmark.render.words import base

POLICY = (
    '<meta http-equiv="Content-Security-Policy"'
    " content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)


def html(document: Document) -> str:
    """Return the report as a complete page; everything it says is escaped."""
    said = words(document.language)
    style = (resources.files("skillmark.render") / "report.css").read_text(encoding="utf-8")
    notice = f'<p class="simulated">{escape(said["simulated_all"])}</p>'
    parts = [
        f'<!doctype html><html lang="{base(document.language)}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        POLICY,
        f"<title>{escape(document.title)} – {escape(document.organisation)}</title>",
        f"<style>{style}</style></head><body><main>",
        f'<header><p class="organisation">{escape(document.organisation)}</p>',
        f"<h1>{escape(document.title)}</h1>",
        f'<p class="day">{escape(said["as_of"])} {escape(document.as_of)}</p>',
        notice if document.simulated else "",
        "</header>",
        _summary(document),
        *(_section(section, document.language) for section in document.sections),
        _methods(document),
        "</main></body></html>",
    ]
    return "".join(parts)


def _summary(document: Document) -> str:
    said = words(document.language)
    legend = "".join(
        f'<li><span class="chip {kind}">{escape(said[kind])}</span>'
        f" {escape(said['legend_' + kind])}</li>"
        for kind in ClaimType
    )
    return (
        f'<section class="claims" aria-labelledby="claims"><h2 id="claims">'
        f"{escape(said['claims'])}</h2>"
        + _claims(document.claims, document.language)
        + f'<ul class="legend">{legend}</ul></section>'
    )


def _claims(claims: tuple[Claim, ...], language: str) -> str:
    if not claims:
        return ""
    said = words(language)
    rows = []
    for claim in claims:
        kind = claim.type.value
        if claim.type is ClaimType.EFFECT and not claim.established:
            kind += " not"
        count = (
            f'<span class="n">{escape(said["n"].format(claim.n))}</span>'
            if claim.n is not None
            else ""
        )
        rows.append(
            f'<li><p class="chips"><span class="chip {kind}">{escape(chip(claim, language))}</span>'
            f"{count}</p><p>{escape(claim.sentence)}</p></li>"
        )
    return f'<ul class="claim-list">{"".join(rows)}</ul>'


def _section(section: Section, language: str) -> str:
    name = escape(section.id, quote=True)
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(section.title)}</h2>'
        + _claims(section.claims, language)
        + "".join(f"<p>{escape(paragraph)}</p>" for paragraph in section.paragraphs)
        + "".join(_figure(figure, language) for figure in section.figures)
        + "".join(table(one) for one in section.tables)
        + "</section>"
    )


def _figure(figure: Figure, language: str) -> str:
    said = words(language)
    mark = f'<span class="mark">{escape(said["simulated"])}</span>' if figure.simulated else ""
    return (
        f"<figure><figcaption>{escape(figure.caption)} {mark}</figcaption>"
        f'<div class="chart">{figure.svg}</div>'
        f'<details open=""><summary>{escape(said["table"])}</summary>{table(figure.table)}'
        "</details></figure>"
    )


def table(shown: Table) -> str:
    """Return a table that scrolls by itself where it is too wide."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in shown.header)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in shown.rows
    )
    note = f'<p class="note">{escape(shown.note)}</p>' if shown.note else ""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(shown.caption)}">'
        f"<table><caption>{escape(shown.caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{note}"
    )


def _methods(document: Document) -> str:
    if not document.methods:
        return ""
    rows = "".join(
        f"<dt>{escape(term)}</dt><dd>{escape(meaning)}</dd>" for term, meaning in document.methods
    )
    heading = escape(words(document.language)["methods"])
    head = f'<section aria-labelledby="methods"><h2 id="methods">{heading}</h2>'
    return f"{head}<dl>{rows}</dl></section>"
