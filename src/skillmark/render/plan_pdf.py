"""A training plan on one page as tagged PDF/UA, A4; readable in black and white."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.render.theme import ACCENT, FAINT, INK, QUIET
from skillmark.render.typesetting import shown, template, typeset
from skillmark.render.words import base

LONGEST = 40
"""Letters of a name in a table; what is longer is cut, so that the page stays one."""
GAPS, LEARNED, LEFT = 14, 14, 8
"""Rows of each table at most; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table that may be cut: its head, all its rows, and what to say of the rest."""

    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    more: str = ""
    """With `{n}` for the number of rows that do not fit; where there is no row, said instead."""


@dataclass(frozen=True, slots=True)
class PlanPage:
    """What the page says, in words already written in the reader's language."""

    title: str
    organisation: str
    day: str
    language: str
    lead: str
    tiles: tuple[tuple[str, str, str], ...]
    """Name, value and note of the figures on top."""
    gaps: Rows
    """Skill, gaps closed and gaps open (numbers)."""
    learned: Rows
    """Credential, people, hours, cost."""
    saved: str
    left: Rows
    """Skill, people, why."""
    limits: tuple[tuple[str, str], ...]
    decided: str
    colophon: str
    words: Mapping[str, str]
    """`gaps`, `learned`, `saved`, `left`, `limits`, `decided`: the headings."""


def pdf(page: PlanPage) -> bytes:
    """Return the page as PDF/UA-1; the same page gives the same bytes."""
    data = {
        "language": base(page.language),
        "title": shown(page.title),
        "organisation": shown(page.organisation),
        "day": shown(page.day),
        "lead": shown(page.lead),
        "tiles": [[shown(part) for part in tile] for tile in page.tiles],
        "gaps": _rows(page.gaps, GAPS),
        "learned": _rows(page.learned, LEARNED),
        "saved": shown(page.saved),
        "left": _rows(page.left, LEFT),
        "limits": [[shown(name), shown(value)] for name, value in page.limits],
        "decided": shown(page.decided),
        "colophon": shown(page.colophon),
        "words": {name: shown(words) for name, words in page.words.items()},
        "colours": {"ink": INK, "quiet": QUIET, "accent": ACCENT, "faint": FAINT},
    }
    return typeset(template("plan.typ"), data, output="pdf", standard="ua-1")


def _rows(table: Rows, most: int) -> dict[str, Any]:
    rest = len(table.rows) - most
    more = "" if table.rows and rest <= 0 else table.more
    return {
        "header": [shown(cell) for cell in table.header],
        "rows": [
            [shown(_cut(cell)) if isinstance(cell, str) else cell for cell in row[:1]]
            + [shown(cell) if isinstance(cell, str) else cell for cell in row[1:]]
            for row in table.rows[:most]
        ],
        "more": shown(more.replace("{n}", str(max(0, rest)))),
    }


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"
