"""How an interaction is scored, as QTI says it.

Where one of the standard templates says it, its address is written; else rules that a delivery
engine computes to the same points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.qti.elements import (
    answered,
    assign,
    constant,
    declare,
    expression,
    ids,
    make,
    mapping,
    variable,
    when,
)
from skillmark.assess.exchange.qti.names import identifier
from skillmark.assess.interactions.base import Interaction, ItemType
from skillmark.assess.interactions.best_worst import BestWorst
from skillmark.assess.interactions.choice import Choice
from skillmark.assess.interactions.cloze import Cloze, Entry, Gap, Menu, Number
from skillmark.assess.interactions.gap_match import GapMatch
from skillmark.assess.interactions.hot_spot import HotSpot
from skillmark.assess.interactions.hot_text import HotText
from skillmark.assess.interactions.marked_text import places
from skillmark.assess.interactions.match import Match
from skillmark.assess.interactions.multiple import Multiple
from skillmark.assess.interactions.numeric import Numeric
from skillmark.assess.interactions.order import Order
from skillmark.assess.interactions.rated import ShortAnswer, Upload
from skillmark.assess.interactions.slider import Slider

RESPONSE = "RESPONSE"
MATCH, MAP = "match_correct", "map_response"


@dataclass(frozen=True)
class Rules:
    """Declarations of responses, and a template or rules over them."""

    responses: list[Element]
    template: str = ""
    rules: list[Element] = field(default_factory=list)
    human: bool = False


def gap_response(gap: str) -> str:
    """Return the name of the response variable of a gap."""
    return f"{RESPONSE}_{identifier(gap)}"


def upload_responses(way: Upload) -> list[str]:
    """Return the names of the response variables of an upload, one a file."""
    return [RESPONSE, *(f"{RESPONSE}_{n}" for n in range(2, way.files + 1))]


def rules_of(way: Interaction, points: float) -> Rules:
    """Return how a response to an interaction earns up to `points`."""
    return _WRITERS[way.type](way, points)


def slack(key: float) -> float:
    """Return what is granted beside the tolerance, as `numeric.near` does."""
    return 1e-9 * max(1.0, abs(key))


def _choice(way: Choice, points: float) -> Rules:
    key = ids([way.key])
    if points == 1 and not way.partial:
        return Rules([declare(RESPONSE, "single", "identifier", key)], MATCH)
    worth = [(way.key, points), *((one, points * share) for one, share in way.partial)]
    entries = [(identifier(one), value) for one, value in worth]
    return Rules([declare(RESPONSE, "single", "identifier", key, mapping(entries))], MAP)


def _sets(
    key: tuple[str, ...], shown: tuple[str, ...], points: float, *, exact: bool, single: bool
) -> Rules:
    """Right less wrong, not below nothing."""
    cardinality = "single" if single else "multiple"
    if exact or single:
        return _exact(declare(RESPONSE, cardinality, "identifier", ids(key)), points)
    each = points / len(key)
    entries = [(identifier(one), each if one in key else -each) for one in shown]
    worth = mapping(entries, lower=0.0)
    return Rules([declare(RESPONSE, cardinality, "identifier", ids(key), worth)], MAP)


def _exact(declared: Element, points: float) -> Rules:
    if points == 1:
        return Rules([declared], MATCH)
    right = expression("match", variable(RESPONSE), make("qti-correct", {"identifier": RESPONSE}))
    return Rules([declared], rules=[_score_if(right, points)])


def _score_if(test: Element, points: float) -> Element:
    return when(
        test,
        assign("SCORE", constant("float", points)),
        otherwise=assign("SCORE", constant("float", 0)),
    )


def _multiple(way: Multiple, points: float) -> Rules:
    return _sets(way.key, way.parts(), points, exact=way.exact, single=False)


def _hot_text(way: HotText, points: float) -> Rules:
    shown = places(way.text, marked=True)
    return _sets(way.key, shown, points, exact=way.exact, single=False)


def _hot_spot(way: HotSpot, points: float) -> Rules:
    shown = tuple(region.id for region in way.regions)
    return _sets(way.key, shown, points, exact=way.exact, single=len(way.key) == 1)


def _order(way: Order, points: float) -> Rules:
    declared = declare(RESPONSE, "ordered", "identifier", ids(way.key))
    if way.exact:
        return _exact(declared, points)
    each = points / (len(way.key) - 1)
    rules = [assign("SCORE", constant("float", 0))]
    for pair in pairwise(ids(way.key)):
        side = expression("ordered", *(constant("identifier", one) for one in pair))
        rules.append(when(expression("contains", variable(RESPONSE), side), _add(each)))
    return Rules([declared], rules=rules)


def _add(points: float) -> Element:
    return assign("SCORE", expression("sum", variable("SCORE"), constant("float", points)))


def _pairs(key: list[str], points: float, *, exact: bool) -> Rules:
    if exact:
        return _exact(declare(RESPONSE, "multiple", "directedPair", key), points)
    worth = mapping((pair, points / len(key)) for pair in key)
    return Rules([declare(RESPONSE, "multiple", "directedPair", key, worth)], MAP)


def _match(way: Match, points: float) -> Rules:
    key = [f"{identifier(row)} {identifier(option)}" for row, option in way.key]
    return _pairs(key, points, exact=way.exact)


def _gap_match(way: GapMatch, points: float) -> Rules:
    key = [f"{identifier(option)} {identifier(gap)}" for gap, option in way.key]
    return _pairs(key, points, exact=way.exact)


def _best_worst(way: BestWorst, points: float) -> Rules:
    best, worst = ids(way.extremes())
    worth = mapping(
        [
            (f"best {best}", points / 2),
            (f"worst {worst}", points / 2),
            (f"best {worst}", -points / 2),
            (f"worst {best}", -points / 2),
        ]
    )
    key = [f"best {best}", f"worst {worst}"]
    return Rules([declare(RESPONSE, "multiple", "directedPair", key, worth)], MAP)


def _near(name: str, value: float, tolerance: float) -> Element:
    allowed = f"{tolerance + slack(value)!r} {tolerance + slack(value)!r}"
    return make(
        "qti-equal",
        {"tolerance-mode": "absolute", "tolerance": allowed},
        make("qti-correct", {"identifier": name}),
        variable(name),
    )


def _number(way: Numeric | Slider, points: float) -> Rules:
    declared = declare(RESPONSE, "single", "float", [repr(float(way.value))])
    return Rules([declared], rules=[_score_if(_near(RESPONSE, way.value, way.tolerance), points)])


def _cloze(way: Cloze, points: float) -> Rules:
    each = 1.0 if way.exact else points / len(way.gaps)
    rules = [assign("SCORE", constant("float", 0))]
    for gap in way.gaps:
        name = gap_response(gap.id)
        if isinstance(gap, Number):
            rules.append(when(_near(name, gap.value, gap.tolerance), _add(each)))
        else:
            earned = make("qti-map-response", {"identifier": name})
            total = expression("sum", variable("SCORE"), earned)
            rules.append(when(answered(name), assign("SCORE", total)))
    if way.exact:
        whole = constant("float", len(way.gaps) * (1 - 1e-9))
        rules.append(_score_if(expression("gte", variable("SCORE"), whole), points))
    return Rules([_gap(gap, each) for gap in way.gaps], rules=rules)


def _gap(gap: Gap, each: float) -> Element:
    name = gap_response(gap.id)
    match gap:
        case Menu():
            key = identifier(gap.key)
            return declare(name, "single", "identifier", [key], mapping([(key, each)]))
        case Number():
            return declare(name, "single", "float", [repr(float(gap.value))])
        case Entry():
            best: dict[str, tuple[str, float]] = {}
            for answer, share in sorted(gap.answers, key=lambda pair: -pair[1]):
                # readers collapse spaces in values, not in keys: so there are none to collapse
                best.setdefault(gap.plain(answer), (" ".join(answer.split()), share))
            worth = mapping(((one, each * share) for one, share in best.values()), case=gap.case)
            return declare(name, "single", "string", [next(iter(best.values()))[0]], worth)


def _short(way: ShortAnswer, points: float) -> Rules:
    return Rules([declare(RESPONSE, "single", "string")], human=True)


def _upload(way: Upload, points: float) -> Rules:
    kind = "file" if way.files else "string"
    return Rules([declare(one, "single", kind) for one in upload_responses(way)], human=True)


_WRITERS: dict[ItemType, Callable[[Any, float], Rules]] = {
    ItemType.CHOICE: _choice,
    ItemType.MULTIPLE: _multiple,
    ItemType.NUMERIC: _number,
    ItemType.SLIDER: _number,
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
