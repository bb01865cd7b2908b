"""What somebody answered, in words, as `solution` says what is right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skillmark.assess.interactions import evidence
from skillmark.assess.interactions.base import Interaction, Response
from skillmark.assess.interactions.best_worst import BestWorst
from skillmark.assess.interactions.choice import Choice
from skillmark.assess.interactions.cloze import Cloze, Menu
from skillmark.assess.interactions.gap_match import GapMatch
from skillmark.assess.interactions.hot_spot import HotSpot
from skillmark.assess.interactions.hot_text import HotText
from skillmark.assess.interactions.marked_text import fill, pieces
from skillmark.assess.interactions.match import Match
from skillmark.assess.interactions.multiple import Multiple
from skillmark.assess.interactions.options import words_of
from skillmark.assess.interactions.order import Order

NOTHING = "…"
"""In a gap that was left open."""


def said(way: Interaction, response: Response, language: str) -> list[str]:
    """Return a stored response in words, a line each; nothing for a blank one.

    Options that the item no longer has are left out, so that nothing fails that was stored.
    """
    if response in (None, "", [], {}):
        return []
    if isinstance(response, Mapping):
        return _of_table(way, response, language)
    if isinstance(response, list | tuple):
        return _of_list(way, list(response), language)
    if isinstance(way, Choice):
        return _known(way.options, [response], language)
    return [f"{response:g}" if isinstance(response, float) else str(response)]


def _of_list(way: Interaction, given: list[Any], language: str) -> list[str]:
    match way:
        case Multiple() | Order():
            return _known(way.options, given, language)
        case HotSpot():
            return _known(way.regions, given, language)
        case HotText():
            marked = pieces(way.text.in_language(language))
            return [piece["text"] for piece in marked if piece.get("id") in given]
        case _:
            return _of_evidence(given)


def _of_evidence(given: list[Any]) -> list[str]:
    note = evidence.note(given)
    return [
        *(str(one["name"]) for one in evidence.files(given)),
        *(f"{one['title']}: {one['url']}" for one in evidence.links(given)),
        *([note] if note else []),
    ]


def _of_table(way: Interaction, given: Mapping[str, Any], language: str) -> list[str]:
    match way:
        case BestWorst():
            return _known(way.reactions, [given.get("best"), given.get("worst")], language)
        case Match():
            return _matched(way, given, language)
        case GapMatch():
            places = [gap for gap, _option in way.key]
            filled = {gap: _one(way.options, given.get(gap), language) for gap in places}
            return [fill(way.text.in_language(language), filled)]
        case Cloze():
            return [fill(way.text.in_language(language), _filled(way, given, language))]
        case _:
            return []


def _known(options: Any, ids: list[Any], language: str) -> list[str]:
    there = {option.id for option in options}
    return words_of(options, [one for one in ids if one in there], language)


def _one(options: Any, chosen: Any, language: str) -> str:
    return (_known(options, [chosen], language) or [NOTHING])[0]


def _matched(way: Match, given: Mapping[str, Any], language: str) -> list[str]:
    return [
        f"{row.text.in_language(language)} → {_one(way.options, given[row.id], language)}"
        for row in way.rows
        if row.id in given
    ]


def _filled(way: Cloze, given: Mapping[str, Any], language: str) -> dict[str, str]:
    found = {}
    for gap in way.gaps:
        chosen = given.get(gap.id)
        if isinstance(gap, Menu):
            found[gap.id] = _one(gap.options, chosen, language)
        else:
            found[gap.id] = str(chosen) if chosen not in (None, "") else NOTHING
    return found
