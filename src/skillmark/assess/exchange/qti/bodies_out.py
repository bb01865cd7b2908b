"""What a candidate sees of an interaction, as elements of QTI.

Classes that begin with `skillmark-` mark what QTI has no name for; none of them tells of the key.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.qti.elements import Attributes, fill, make, text
from skillmark.assess.exchange.qti.names import identifier
from skillmark.assess.exchange.qti.scoring_out import RESPONSE, gap_response, upload_responses
from skillmark.assess.interactions.base import Interaction, ItemType
from skillmark.assess.interactions.best_worst import BestWorst
from skillmark.assess.interactions.choice import Choice
from skillmark.assess.interactions.cloze import Cloze, Entry, Gap, Menu
from skillmark.assess.interactions.gap_match import GapMatch
from skillmark.assess.interactions.hot_spot import HotSpot
from skillmark.assess.interactions.hot_text import HotText
from skillmark.assess.interactions.marked_text import Piece, pieces
from skillmark.assess.interactions.match import Match
from skillmark.assess.interactions.multiple import Multiple
from skillmark.assess.interactions.numeric import Numeric
from skillmark.assess.interactions.options import Named
from skillmark.assess.interactions.order import Order
from skillmark.assess.interactions.rated import ShortAnswer, Upload
from skillmark.assess.interactions.slider import Slider

BEST_WORST = "skillmark-best-worst"
NUMBER, UNIT, TEXT, PROMPT = (f"skillmark-{x}" for x in ("number", "unit", "text", "prompt"))
MAX_WORDS, ENDING = "skillmark-max-words-", "skillmark-ending-"
LINKS = "skillmark-links-"
"""How many links may be handed in: QTI knows files only."""
WORDS = {
    "en": {"best": "The best", "worst": "The worst"},
    "de": {"best": "Am besten", "worst": "Am schlechtesten"},
}
"""What the rows of a best-worst table are called, by language."""


@dataclass(frozen=True)
class Place:
    """Where and how an interaction is written."""

    language: str
    source: Callable[[str], str]
    """From the name of a file to its address in the package."""


def body_of(way: Interaction, place: Place) -> list[Element]:
    """Return the blocks of an interaction, without its prompt."""
    return _WRITERS[way.type](way, place)


def words_in(language: str) -> dict[str, str]:
    """Return our own words in a language, English where it is another."""
    return WORDS.get(language.partition("-")[0], WORDS["en"])


def _options(name: str, options: Sequence[Named], place: Place, **more: Any) -> list[Element]:
    attributes: Attributes = {key.replace("_", "-"): value for key, value in more.items()}
    return [
        text(
            name,
            option.text.in_language(place.language),
            {"identifier": identifier(option.id), **attributes},
        )
        for option in options
    ]


def _choices(way: Choice | Multiple, place: Place, most: int) -> list[Element]:
    attributes: Attributes = {
        "response-identifier": RESPONSE,
        "shuffle": True,
        "max-choices": most,
    }
    inside = _options("qti-simple-choice", way.options, place)
    return [make("qti-choice-interaction", attributes, *inside)]


def _choice(way: Choice, place: Place) -> list[Element]:
    return _choices(way, place, 1)


def _multiple(way: Multiple, place: Place) -> list[Element]:
    return _choices(way, place, 0)


def _order(way: Order, place: Place) -> list[Element]:
    attributes: Attributes = {"response-identifier": RESPONSE, "shuffle": True}
    inside = _options("qti-simple-choice", way.options, place)
    return [make("qti-order-interaction", attributes, *inside)]


def _number(way: Numeric, place: Place) -> list[Element]:
    entry = make("qti-text-entry-interaction", {"response-identifier": RESPONSE})
    element = make("p", {"class": NUMBER}, entry)
    if way.unit:
        fill(element, [" ", text("span", way.unit, {"class": UNIT})])
    return [element]


def _slider(way: Slider, place: Place) -> list[Element]:
    attributes: Attributes = {
        "response-identifier": RESPONSE,
        "lower-bound": way.low,
        "upper-bound": way.high,
        "step": way.step,
    }
    unit = [text("p", way.unit, {"class": UNIT})] if way.unit else []
    return [make("qti-slider-interaction", attributes), *unit]


def _match(way: Match, place: Place) -> list[Element]:
    name = "qti-simple-associable-choice"
    rows = _options(name, way.rows, place, match_max=1)
    columns = _options(name, way.options, place, match_max=int(way.once))
    return [_matching(rows, columns, {"shuffle": True})]


def _matching(rows: list[Element], columns: list[Element], more: Attributes) -> Element:
    sets = [make("qti-simple-match-set", None, *one) for one in (rows, columns)]
    attributes: Attributes = {"response-identifier": RESPONSE, "max-associations": len(rows)}
    return make("qti-match-interaction", attributes | more, *sets)


def _best_worst(way: BestWorst, place: Place) -> list[Element]:
    name = "qti-simple-associable-choice"
    said = words_in(place.language)
    rows = [text(name, said[x], {"identifier": x, "match-max": 1}) for x in ("best", "worst")]
    columns = _options(name, way.reactions, place, match_max=1)
    return [_matching(rows, columns, {"class": BEST_WORST})]


def _paragraphs(found: Sequence[Piece], write: Callable[[Piece], Element]) -> list[Element]:
    """Return a text with places as paragraphs, which blank lines divide."""
    blocks: list[list[Element | str]] = [[]]
    for piece in found:
        if "gap" in piece or "id" in piece:
            blocks[-1].append(write(piece))
            continue
        first, *rest = re.split(r"\n[ \t]*\n\s*", piece["text"])
        blocks[-1].append(first)
        blocks += [[one] for one in rest]
    return [_paragraph(block) for block in blocks if block]


def _paragraph(block: list[Element | str]) -> Element:
    element = make("p")
    for one in block:
        if isinstance(one, str):
            first, *lines = one.split("\n")
            fill(element, [first])
            for line in lines:
                fill(element, [make("br"), line] if line else [make("br")])
        else:
            fill(element, [one])
    return element


def _gap_match(way: GapMatch, place: Place) -> list[Element]:
    words = _options("qti-gap-text", way.options, place, match_max=int(not way.reuse))
    attributes: Attributes = {
        "response-identifier": RESPONSE,
        "shuffle": True,
        "max-associations": len(way.key),
    }
    body = _paragraphs(
        pieces(way.text.in_language(place.language)),
        lambda piece: make("qti-gap", {"identifier": identifier(piece["gap"])}),
    )
    return [make("qti-gap-match-interaction", attributes, *words, *body)]


def _hot_text(way: HotText, place: Place) -> list[Element]:
    body = _paragraphs(
        pieces(way.text.in_language(place.language)),
        lambda piece: text("qti-hottext", piece["text"], {"identifier": identifier(piece["id"])}),
    )
    attributes: Attributes = {"response-identifier": RESPONSE, "max-choices": 0}
    return [make("qti-hottext-interaction", attributes, *body)]


def _hot_spot(way: HotSpot, place: Place) -> list[Element]:
    picture = make(
        "img",
        {
            "src": place.source(way.image),
            "alt": way.alt.in_language(place.language),
            "width": way.width,
            "height": way.height,
        },
    )
    regions = [
        make(
            "qti-hotspot-choice",
            {
                "identifier": identifier(one.id),
                "shape": one.shape,
                "coords": ",".join(str(round(x)) for x in one.coordinates),
                "hotspot-label": one.text.in_language(place.language),
            },
        )
        for one in way.regions
    ]
    most = 1 if len(way.key) == 1 else 0
    attributes: Attributes = {"response-identifier": RESPONSE, "max-choices": most}
    return [make("qti-hotspot-interaction", attributes, picture, *regions)]


def _cloze(way: Cloze, place: Place) -> list[Element]:
    gaps = {gap.id: gap for gap in way.gaps}
    found = pieces(way.text.in_language(place.language))
    body = _paragraphs(found, lambda piece: _gap(gaps[piece["gap"]], place))
    return [make("div", {"class": TEXT}, *body)]


def _gap(gap: Gap, place: Place) -> Element:
    attributes: Attributes = {"response-identifier": gap_response(gap.id)}
    if isinstance(gap, Menu):
        inside = _options("qti-inline-choice", gap.options, place)
        return make("qti-inline-choice-interaction", attributes | {"shuffle": False}, *inside)
    if isinstance(gap, Entry):
        longest = max(len(answer) for answer, _ in gap.answers)
        attributes["expected-length"] = 10 * (1 + longest // 10)
    return make("qti-text-entry-interaction", attributes)


def _short(way: ShortAnswer, place: Place) -> list[Element]:
    attributes: Attributes = {"response-identifier": RESPONSE}
    if way.max_words:
        attributes["class"] = f"{MAX_WORDS}{way.max_words}"
        attributes["expected-length"] = way.max_words * 7
    return [make("qti-extended-text-interaction", attributes)]


def _upload(way: Upload, place: Place) -> list[Element]:
    kinds = {mimetypes.guess_type(f"x.{one}")[0] or "" for one in way.endings}
    marks = [f"{ENDING}{one}" for one in way.endings]
    marks += [f"{LINKS}{way.links}"] if way.links else []
    attributes: Attributes = {
        "class": " ".join(marks) or None,
        "type": kinds.pop() if len(kinds) == 1 and "" not in kinds else None,
    }
    if not way.files:
        words = {"response-identifier": RESPONSE, "class": attributes["class"]}
        return [make("qti-extended-text-interaction", words)]
    return [
        make("qti-upload-interaction", {"response-identifier": one, **attributes})
        for one in upload_responses(way)
    ]


_WRITERS: dict[ItemType, Callable[[Any, Place], list[Element]]] = {
    ItemType.CHOICE: _choice,
    ItemType.MULTIPLE: _multiple,
    ItemType.NUMERIC: _number,
    ItemType.SLIDER: _slider,
    ItemType.CLOZE: _cloze,
    ItemType.ORDER: _order,
    ItemType.MATCH: _match,
    ItemType.GAP_MATCH: _gap_match,
    ItemType.HOT_TEXT: _hot_text,
    ItemType.HOT_SPOT: _hot_spot,
    ItemType.BEST_WORST: _best_worst,
    ItemType.SHORT: _short,
    ItemType.UPLOAD: _upload,
}
