"""What a test can say for itself as tagged PDF/UA, A4: the figures, pictures and limits."""

from __future__ import annotations

from typing import Any

from skillmark.render.document import Figure, QualityPage, Reading, Section
from skillmark.render.report_pdf import table
from skillmark.render.theme import ACCENT, FAINT, INK, QUIET, SANS, SERIF, WASH
from skillmark.render.typesetting import shown, template, typeset
from skillmark.render.words import base


def pdf(page: QualityPage) -> bytes:
    """Return the page as PDF/UA-1; the same page gives the same bytes.

    What must be said first where no people stand behind the figures is on every sheet.
    """
    data = {
        "language": base(page.language),
        "kicker": shown(page.kicker),
        "title": shown(page.title),
        "organisation": shown(page.organisation),
        "day": shown(page.as_of),
        "notice": shown(page.notice),
        "notice_short": shown(page.notice_short),
        "headline": shown(page.headline),
        "summary": shown(page.summary),
        "tiles": [_reading(one) for one in page.tiles],
        "sections": [_section(section) for section in page.sections],
        "figures": [_figure(one) for section in page.sections for one in section.figures],
        "signatures": [shown(one) for one in page.signatures],
        "unsigned": page.unsigned,
        "colophon": page.colophon,
        "words": dict(page.words),
        "colours": {"ink": INK, "quiet": QUIET, "accent": ACCENT, "faint": FAINT, "wash": WASH},
    }
    return typeset(template("quality.typ"), data, output="pdf", standard="ua-1")


def _reading(one: Reading) -> dict[str, Any]:
    return {
        "name": shown(one.name),
        "value": shown(one.value),
        "interval": shown(one.interval),
        "state": one.state,
        "state_words": one.state_words,
        "meaning": shown(one.meaning),
        "bar": shown(one.bar),
        "source": shown(one.source),
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": shown(section.title),
        "lead": shown(section.lead),
        "facts": [[shown(a), shown(b)] for a, b in section.facts],
        "readings": [_reading(one) for one in section.readings],
        "notes": [shown(one) for one in section.notes],
        "tables": [table(one) for one in section.tables],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    # Typst carries no sans serif: the chart is lettered like the text around it.
    return {"svg": figure.svg.replace(SANS, SERIF), "caption": shown(figure.caption)}
