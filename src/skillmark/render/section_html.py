"""What stands in a section of a report, as HTML: claims, words, figures with tables, notes."""

from __future__ import annotations

from html import escape
from typing import Final

from skillmark.nouns.outcome import Claim
from skillmark.render.claim_marks import kind, mark
from skillmark.render.columns import figures
from skillmark.render.document import Figure, Section, Table, anchor
from skillmark.render.report_words import chip, words

BESIDE: Final = 3
"""Columns that a table may have to stand beside its chart; wider ones stand below."""


def inside(section: Section, language: str) -> str:
    """Return everything below the title; all words are escaped."""
    lead = f'<p class="lead">{escape(section.lead)}</p>' if section.lead else ""
    facts = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in section.facts
    )
    return (
        lead
        + _claims(section, language)
        + "".join(f"<p>{escape(paragraph)}</p>" for paragraph in section.paragraphs)
        + (f'<dl class="facts">{facts}</dl>' if facts else "")
        + "".join(_figure(figure, language) for figure in section.figures)
        + "".join(_alone(one) for one in section.tables)
        + "".join(f'<p class="note">{escape(note)}</p>' for note in section.notes)
    )


def _figure(figure: Figure, language: str) -> str:
    said = words(language)
    marked = f'<span class="mark">{escape(said["simulated"])}</span>' if figure.simulated else ""
    beside = " beside" if not figure.apart and len(figure.table.header) <= BESIDE else ""
    return (
        f"<figure><figcaption>{escape(figure.caption)} {marked}</figcaption>"
        f'<div class="drawn{beside}"><div class="chart" tabindex="0" role="group"'
        f' aria-label="{escape(figure.caption)}">{figure.svg}</div>{_numbers(figure, said)}'
        "</div></figure>"
    )


def _numbers(figure: Figure, said: dict[str, str]) -> str:
    """The table with the same numbers, beside; a long one stands in the appendix."""
    if figure.apart:
        return ""
    return (
        f'<details open=""><summary>{escape(said["table"])}</summary>{table(figure.table)}'
        "</details>"
    )


def _alone(shown: Table) -> str:
    """A table without a chart; one of few columns is kept narrow, or its rows fall apart."""
    look = "alone" if len(shown.header) > BESIDE or shown.code else "alone few"
    return f'<div class="{look}">{table(shown)}</div>'


def table(shown: Table) -> str:
    """Return a table that scrolls by itself where it is too wide."""
    look = ["" if figure else ' class="words"' for figure in figures(shown)]
    head = "".join(
        f'<th scope="col"{look[place]}>{escape(cell)}</th>' if cell else "<td></td>"
        for place, cell in enumerate(shown.header)
    )
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(
            f"<td{look[place]}>{escape(cell)}</td>" for place, cell in enumerate(row[1:], start=1)
        )
        + "</tr>"
        for row in shown.rows
    )
    note = f'<p class="note">{escape(shown.note)}</p>' if shown.note else ""
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(shown.caption)}">'
        f"<table><caption>{escape(shown.caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{note}"
    )


def _claims(section: Section, language: str) -> str:
    if not section.claims:
        return ""
    said = words(language)
    rows = []
    for place, claim in enumerate(section.claims, start=1):
        count = (
            f'<span class="n">{escape(said["n"].format(claim.n))}</span>'
            if claim.n is not None
            else ""
        )
        rows.append(
            f'<li id="{escape(anchor(section, place))}"><p class="chips">{badge(claim, language)}'
            f"{count}</p><p>{escape(claim.sentence)}</p></li>"
        )
    return f'<ul class="claim-list">{"".join(rows)}</ul>'


def badge(claim: Claim, language: str) -> str:
    """Return what kind of claim it is, and whether an effect is established."""
    which = kind(claim)
    look = "effect not" if which == "open" else which
    return f'<span class="chip {look}">{mark(which)}{escape(chip(claim, language))}</span>'
