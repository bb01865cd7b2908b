"""Numbers of QTI, typed or on a scale, as interactions of ours."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.building import Row
from skillmark.assess.exchange.qti.bodies_out import NUMBER, UNIT
from skillmark.assess.exchange.qti.scoring_out import slack
from skillmark.assess.exchange.qti.sheet import CLOSE, Sheet
from skillmark.assess.exchange.qti.values import NUMBERS, Declared, Value
from skillmark.assess.exchange.remarks import unsupported
from skillmark.assess.exchange.xml import child


def is_number(sheet: Sheet, entries: Sequence[Element], parents: dict[Element, Element]) -> bool:
    """Whether one number is asked for, and not as a gap in the middle of words."""
    if len(entries) != 1 or sheet.declaration(entries[0]).base not in NUMBERS:
        return False
    parent = parents.get(entries[0])
    if parent is None or NUMBER in parent.get("class", "").split():
        return True
    words = (parent.text or "") + "".join(
        (one.tail or "") + ("" if one is entries[0] else "".join(one.itertext())) for one in parent
    )
    return not words.strip()


def read_number_item(sheet: Sheet, element: Element, body: Element) -> Row:
    """Read a number that is typed."""
    declared = sheet.declaration(element)
    value, tolerance, points = interval(sheet, declared)
    key = {"value": value, "tolerance": tolerance, "unit": unit_of(sheet, body)}
    return {"type": "numeric", "key": key, "points": points}


def unit_of(sheet: Sheet, body: Element) -> str:
    """Return the unit that a package of ours marks."""
    for one in body.iter():
        if UNIT in one.get("class", "").split():
            return sheet.plain(one)
    return ""


def read_slider(sheet: Sheet, element: Element) -> Row:
    """Read a place on a scale."""
    declared = sheet.declaration(element)
    try:
        low, high = (float(element.get(one, "")) for one in ("lower-bound", "upper-bound"))
        step = float(element.get("step", "1"))
    except ValueError:
        raise unsupported("a scale without bounds") from None
    value, tolerance, points = interval(sheet, declared, low=low, high=high)
    scale = {"low": low, "high": high, "step": step, "value": value, "tolerance": tolerance}
    body = child(sheet.root, "qti-item-body")
    unit = unit_of(sheet, body) if body is not None else ""
    return {"type": "slider", "slider": scale | {"unit": unit}, "points": points}


def interval(
    sheet: Sheet,
    declared: Declared,
    *,
    low: float = -math.inf,
    high: float = math.inf,
    others: dict[str, Value] | None = None,
) -> tuple[float, float, float]:
    """Return value and tolerance of the numbers that earn most, and what they earn.

    The numbers that a question names, its tolerances around them and their neighbours are tried;
    those that earn most must be one stretch.
    """

    def score(value: float) -> float:
        return sheet.scoring.score((others or {}) | {declared.name: value})

    named = {x for x in map(_float, _numbers(sheet, declared)) if x is not None}
    right = declared.correct if isinstance(declared.correct, float) else None
    tried = set(named)
    for one in named:
        for less, more in sheet.scoring.tolerances(one):
            tried |= {one - less, one + more}
    tried = {one for one in tried | {low, high} if low <= one <= high and math.isfinite(one)}
    if not tried:
        raise unsupported("a number that is not named")
    worth = {one: score(one) for one in tried}
    top = max(worth.values())
    if top <= CLOSE:
        raise unsupported("a question whose key earns no points")
    most = [one for one in sorted(worth) if worth[one] >= top - CLOSE]
    below, above = [x for x in tried if x < most[0]], [x for x in tried if x > most[-1]]
    bottom, ceiling = most[0], most[-1]
    if bottom > low:
        bottom = _edge(sheet, score, bottom, -1.0, max(below, default=None), top)
    if ceiling < high:
        ceiling = _edge(sheet, score, ceiling, 1.0, min(above, default=None), top)
    between = [bottom + (ceiling - bottom) * k / 7 for k in range(1, 7)]
    whole = declared.base == "integer"
    if any(score(float(round(x)) if whole else x) < top - CLOSE for x in map(float, between)):
        raise unsupported("several numbers that are right, with wrong ones between them")
    if any(CLOSE < one < top - CLOSE for one in worth.values()):
        sheet.changed("numbers that are nearly right earn something there, here nothing")
    return (*_middle(bottom, ceiling, right, (low, high)), top)


def _edge(
    sheet: Sheet,
    score: Callable[[float], float],
    last: float,
    way: float,
    beyond: float | None,
    top: float,
) -> float:
    """Return where the right numbers end, which may be a number that is itself not right."""
    step = way * 1e-4 * max(1.0, abs(last))
    if score(last + step) < top - CLOSE:
        return last
    if beyond is not None and score(beyond - step) >= top - CLOSE:
        sheet.changed("numbers at the very end of what is right count here, but not there")
        return beyond
    raise unsupported("numbers that are right without an end that is named")


def _middle(
    bottom: float, ceiling: float, right: float | None, scale: tuple[float, float]
) -> tuple[float, float]:
    """Return value and tolerance of a stretch, without the slack that a package of ours adds.

    The key is the value where the stretch lies around it, as far as the scale reaches.
    """
    middle = (bottom + ceiling) / 2
    if right is not None:
        reach = max(right - bottom, ceiling - right)
        ends = (max(scale[0], right - reach), min(scale[1], right + reach))
        if max(abs(ends[0] - bottom), abs(ends[1] - ceiling)) <= 1e-9 * max(1.0, abs(right)):
            middle = right
    wide = max(middle - bottom, ceiling - middle)
    plain = max(0.0, float(f"{wide - slack(middle):.9g}"))
    close = abs(plain + slack(middle) - wide) <= 1e-12 * max(1.0, abs(middle))
    return middle, plain if close or wide <= slack(middle) * 1.001 else float(f"{wide:.12g}")


def _numbers(sheet: Sheet, declared: Declared) -> list[str]:
    found = [str(declared.correct)] if isinstance(declared.correct, float) else []
    found += [one.key for one in declared.mapped.entries] if declared.mapped else []
    return found + list(sheet.scoring.constants(NUMBERS))


def _float(words: str) -> float | None:
    try:
        found = float(words)
    except ValueError:
        return None
    return found if math.isfinite(found) else None
