"""What a test can say for itself, as HTML: a whole file, or the part that a site's page holds."""

from __future__ import annotations

from html import escape
from importlib import resources

from skillmark.render.document import Figure, QualityPage, Reading, Section, Table
from skillmark.render.report_html import POLICY
from skillmark.render.section_html import table
from skillmark.render.words import base

CLASSES = {"fine": "fine", "look": "look", "poor": "poor", "not known": "unknown", "fact": "fact"}
"""Class of each state; what is not known has one of its own, and it is not green."""


def html(page: QualityPage) -> str:
    """Return a complete file: no scripts, nothing loaded from elsewhere, good in print."""
    folder = resources.files("skillmark.render")
    style = "".join((folder / name).read_text("utf-8") for name in ("report.css", "quality.css"))
    title = f"{page.title} – {page.kicker}"
    return (
        f'<!doctype html><html lang="{base(page.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"{POLICY}<title>{escape(title)}</title><style>{style}</style></head>"
        f'<body><main class="quality"><header><p class="organisation">'
        f"{escape(page.organisation)}</p><h1>{escape(page.title)}</h1>"
        f'<p class="day">{escape(page.kicker)}. {escape(page.as_of)}</p></header>'
        f"{body(page)}</main></body></html>"
    )


def body(page: QualityPage) -> str:
    """Return everything below the title; all words are escaped."""
    notice = ""
    if page.notice:
        notice = f'<p class="simulated" role="note">{escape(page.notice)}</p>'
    tiles = "".join(_tile(one, page) for one in page.tiles)
    return "".join(
        [
            notice,
            '<section class="quality-top" aria-labelledby="in-short">',
            f'<h2 id="in-short">{escape(page.words["summary"])}</h2>',
            f'<p class="headline">{escape(page.headline)}</p>',
            f'<dl class="quality-tiles">{tiles}</dl>',
            f'<p class="muted">{escape(page.summary)}</p></section>',
            _pictures(page),
            *(_section(section, page) for section in page.sections),
            _signatures(page),
            f'<p class="note colophon">{escape(page.colophon)}</p>',
        ]
    )


def _chip(one: Reading) -> str:
    if not one.state_words:
        return ""
    kind = CLASSES[one.state]
    return f'<span class="chip state-{kind}">{escape(one.state_words)}</span>'


def _tile(one: Reading, page: QualityPage) -> str:
    known = one.state != "not known"
    shown = one.value if known else page.words["not_known"]
    below = one.interval if known else one.value
    return (
        f"<div><dt>{escape(one.name)}</dt><dd><span class='figure'>{escape(shown)}</span> "
        f"<span class='muted small'>{escape(below)}</span> {_chip(one)}</dd></div>"
    )


def _section(section: Section, page: QualityPage) -> str:
    name = f"part-{section.id}"
    facts = "".join(f"<dt>{escape(a)}</dt><dd>{escape(b)}</dd>" for a, b in section.facts)
    readings = "".join(_reading(one, page) for one in section.readings)
    notes = "".join(f"<li>{escape(one)}</li>" for one in section.notes)
    return "".join(
        [
            f'<section class="card part" aria-labelledby="{name}"><h2 id="{name}">',
            f'{escape(section.title)}</h2><p class="lead muted">{escape(section.lead)}</p>',
            f'<dl class="facts">{facts}</dl>' if facts else "",
            f'<ul class="readings">{readings}</ul>' if readings else "",
            f'<ul class="limits">{notes}</ul>' if notes else "",
            *(_table(one) for one in section.tables),
            "</section>",
        ]
    )


def _reading(one: Reading, page: QualityPage) -> str:
    between = f'<span class="muted">({escape(one.interval)})</span>' if one.interval else ""
    bar = ""
    if one.bar:
        source = f" ({escape(one.source)})" if one.source else ""
        bar = f'<p class="reading-bar">{escape(page.words["bar"])}: {escape(one.bar)}{source}</p>'
    known = "" if one.state != "not known" else " is-unknown"
    return (
        f'<li class="reading{known}"><div><h3>{escape(one.name)}</h3>'
        f'<p class="reading-value"><strong>{escape(one.value)}</strong> {between}</p>'
        f"<p>{_chip(one)}</p></div><div>"
        + (f"<p>{escape(one.meaning)}</p>" if one.meaning else "")
        + f"{bar}</div></li>"
    )


LONG = 14
"""Rows from which a table is folded."""


def _table(one: Table) -> str:
    if len(one.rows) <= LONG:
        return table(one)
    return f'<details class="fold"><summary>{escape(one.caption)}</summary>{table(one)}</details>'


def _pictures(page: QualityPage) -> str:
    drawn = "".join(_figure(one, page) for section in page.sections for one in section.figures)
    return f'<div class="quality-pictures">{drawn}</div>' if drawn else ""


def _figure(figure: Figure, page: QualityPage) -> str:
    mark = ""
    if figure.simulated:
        mark = f' <span class="mark">{escape(page.words["no_field_data"])}</span>'
    beside = ""
    if figure.table.header:
        beside = (
            f"<details><summary>{escape(page.words['table'])}</summary>"
            f"{table(figure.table)}</details>"
        )
    return (
        f"<figure><figcaption>{escape(figure.caption)}{mark}</figcaption>"
        f'<div class="chart" tabindex="0" role="region" aria-label="{escape(figure.caption)}">'
        f"{figure.svg}</div>{beside}</figure>"
    )


def _signatures(page: QualityPage) -> str:
    lines = "".join(f"<li>{escape(one)}</li>" for one in page.signatures)
    said = f"<ul>{lines}</ul>" if lines else f'<p class="muted">{escape(page.unsigned)}</p>'
    return (
        '<section class="card" aria-labelledby="signatures"><h2 id="signatures">'
        f"{escape(page.words['signatures'])}</h2>{said}</section>"
    )
