"""The appendix of a report as HTML: what is looked up, each part linked with its section.

Nothing is folded away: a folded part is lost in print, and a link into it leads nowhere in some
browsers.
"""

from __future__ import annotations

from html import escape

from skillmark.render.document import Document, Section
from skillmark.render.report_words import contents_of, words
from skillmark.render.section_html import inside


def further(section: Section, language: str) -> str:
    """Return the link from a section to its part of the appendix; empty where there is none."""
    if section.more is None:
        return ""
    said = words(language)
    return (
        f'<p class="further">{escape(said["further"])} <a href="#{escape(section.more.id)}">'
        f"{escape(contents_of(section.more, language))}</a></p>"
    )


def appendix(document: Document) -> str:
    """Return the whole appendix, in the order of the sections."""
    if not document.appendix:
        return ""
    said = words(document.language)
    parts = "".join(_part(section, more, document.language) for section, more in document.appendix)
    return (
        f'<section class="appendix" aria-labelledby="appendix"><h2 id="appendix">'
        f'{escape(said["appendix"])}</h2><p class="lead">{escape(said["appendix_intro"])}</p>'
        f"{parts}</section>"
    )


def _part(section: Section, more: Section, language: str) -> str:
    said, name = words(language), escape(more.id)
    return (
        f'<div class="part" id="{name}"><h3>{escape(section.title)}</h3>'
        + inside(more, language)
        + f'<p class="further"><a href="#{escape(section.id)}">'
        + f"{escape(said['back'].format(section.title))}</a></p></div>"
    )
