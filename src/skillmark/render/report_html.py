"""A report as one HTML file: no scripts, nothing loaded from elsewhere, good in print."""

from __future__ import annotations

from html import escape
from importlib import resources

from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render.appendix_html import appendix, further
from skillmark.render.claim_marks import kind, mark
from skillmark.render.document import Advice, Document, Section, Standing, standing
from skillmark.render.report_words import words
from skillmark.render.section_html import badge, inside
from skillmark.render.words import base

POLICY = (
    '<meta http-equiv="Content-Security-Policy"'
    " content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)


def html(document: Document) -> str:
    """Return the report as a complete page; everything it says is escaped."""
    folder = resources.files("skillmark.render")
    style = "".join((folder / name).read_text("utf-8") for name in ("report.css", "impact.css"))
    parts = [
        f'<!doctype html><html lang="{base(document.language)}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        POLICY,
        f"<title>{escape(document.title)} – {escape(document.organisation)}</title>",
        f'<style>{style}{_margins(document)}</style></head><body class="impact">',
        _cover(document),
        "<main>",
        _contents(document),
        _summary(document),
        *(_section(section, document.language) for section in document.sections),
        _advice(document),
        _terms("methods", document.methods, document.language),
        _limits(document),
        appendix(document),
        _terms("glossary", document.glossary, document.language),
        _reproduce(document),
        "</main></body></html>",
    ]
    return "".join(parts)


def _margins(document: Document) -> str:
    """What stands in the margins of every printed page: its number, and that it is simulated."""
    said = words(document.language)
    number = f'"{said["page"]} " counter(page) " / " counter(pages)'
    look = "font: 8pt system-ui, sans-serif; color: #566066;"
    sheet = f"@bottom-right {{ content: {number}; {look} }}"
    if document.simulated:
        marked = "font: 700 9pt system-ui, sans-serif; color: #7a4d05;"
        sheet += f'@top-right {{ content: "{said["simulated"]}"; {marked} }}'
    return f"@page {{ {sheet} }}"


def _cover(document: Document) -> str:
    said = words(document.language)
    period = ""
    if document.period:
        period = f"{escape(said['period'])}: {escape(document.period)} · "
    notice = ""
    if document.simulated:
        notice = f'<p class="simulated" role="note">{escape(said["simulated_all"])}</p>'
    tiles = "".join(_tile(name, claim, document.language) for name, claim in document.headline)
    if tiles:
        tiles = f'<ul class="tiles" aria-label="{escape(said["cover_facts"])}">{tiles}</ul>'
    return (
        f'<header class="cover"><div><p class="organisation">{escape(document.organisation)}</p>'
        f"<h1>{escape(document.title)}</h1>"
        f'<p class="day">{period}{escape(said["as_of"])} {escape(document.as_of)}</p>'
        f"{notice}{tiles}</div></header>"
    )


def _tile(name: str, claim: Claim, language: str) -> str:
    look = " open" if kind(claim) == "open" else ""
    return (
        f'<li class="tile{look}"><p class="figure">{escape(claim.figure)}</p>'
        f'<p class="about">{escape(claim.about)}</p>'
        f'<p class="chips"><a href="#{escape(name)}">{badge(claim, language)}</a></p></li>'
    )


def _contents(document: Document) -> str:
    said = words(document.language)
    there = [
        ("summary", said["summary"]),
        *((section.id, section.title) for section in document.sections),
        *((name, said[name]) for name, there in _ends(document) if there),
    ]
    rows = "".join(
        f'<li><a href="#{escape(name)}">{escape(title)}</a></li>' for name, title in there
    )
    return (
        f'<nav class="contents" aria-labelledby="contents"><h2 id="contents">'
        f"{escape(said['contents'])}</h2><ol>{rows}</ol></nav>"
    )


def _ends(document: Document) -> list[tuple[str, bool]]:
    return [
        ("advice", bool(document.advice)),
        ("methods", bool(document.methods)),
        ("limits", bool(document.limits)),
        ("appendix", bool(document.appendix)),
        ("glossary", bool(document.glossary)),
        ("reproduce", document.reproduce is not None),
    ]


def _summary(document: Document) -> str:
    said = words(document.language)
    groups = "".join(_group(document, one) for one in Standing)
    legend = "".join(
        f"<li>{_legend(which, said)} {escape(said['legend_' + which])}</li>" for which in ClaimType
    )
    return (
        f'<section class="summary" aria-labelledby="summary"><h2 id="summary">'
        f"{escape(said['summary'])}</h2>{groups}"
        f'<h3>{escape(said["how_to_read"])}</h3><ul class="legend">{legend}</ul></section>'
    )


def _legend(which: ClaimType, said: dict[str, str]) -> str:
    return f'<span class="chip {which}">{mark(which)}{escape(said[which])}</span>'


def _group(document: Document, group: Standing) -> str:
    said = words(document.language)
    claims = [(name, claim) for name, claim in document.anchored if standing(claim) is group]
    rows = "".join(
        f'<li>{_mark_of(claim)}<a href="#{escape(name)}">{escape(claim.sentence)}</a></li>'
        for name, claim in claims
    )
    body = f"<ul>{rows}</ul>" if rows else f"<p>{escape(said[f'none_{group}'])}</p>"
    return f'<div class="group {group}"><h3>{escape(said[f"group_{group}"])}</h3>{body}</div>'


def _mark_of(claim: Claim) -> str:
    return f'<span class="sign {kind(claim)}">{mark(kind(claim))}</span>'


def _section(section: Section, language: str) -> str:
    name = escape(section.id, quote=True)
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(section.title)}</h2>'
        + inside(section, language)
        + further(section, language)
        + "</section>"
    )


def _advice(document: Document) -> str:
    if not document.advice:
        return ""
    said = words(document.language)
    rows = "".join(_one_advice(one, said) for one in document.advice)
    return (
        f'<section class="advice" aria-labelledby="advice"><h2 id="advice">'
        f'{escape(said["advice"])}</h2><p class="lead">{escape(said["advice_intro"])}</p>'
        f"<ol>{rows}</ol></section>"
    )


def _one_advice(one: Advice, said: dict[str, str]) -> str:
    ground = escape(one.ground)
    if one.rests_on:
        ground = f'<a href="#{escape(one.rests_on)}">{ground}</a>'
    look, lead = ("act", "rests_on") if one.acts else ("collect", "because")
    return (
        f'<li class="{look}"><p class="chips"><span class="step">{escape(said[look])}</span></p>'
        f'<p class="do">{escape(one.text)}</p>'
        f'<p class="ground">{escape(said[lead])} {ground}</p></li>'
    )


def _terms(name: str, terms: tuple[tuple[str, str], ...], language: str) -> str:
    if not terms:
        return ""
    rows = "".join(f"<dt>{escape(term)}</dt><dd>{escape(meaning)}</dd>" for term, meaning in terms)
    heading = escape(words(language)[name])
    head = f'<section class="{name}" aria-labelledby="{name}"><h2 id="{name}">{heading}</h2>'
    return f"{head}<dl>{rows}</dl></section>"


def _limits(document: Document) -> str:
    if not document.limits:
        return ""
    rows = "".join(f"<li>{escape(one)}</li>" for one in document.limits)
    heading = escape(words(document.language)["limits"])
    return (
        '<section class="limits" aria-labelledby="limits">'
        f'<h2 id="limits">{heading}</h2><ul>{rows}</ul></section>'
    )


def _reproduce(document: Document) -> str:
    if document.reproduce is None:
        return ""
    heading = escape(words(document.language)["reproduce"])
    return (
        f'<section class="reproduce" aria-labelledby="reproduce"><h2 id="reproduce">{heading}</h2>'
        + inside(document.reproduce, document.language)
        + "</section>"
    )
