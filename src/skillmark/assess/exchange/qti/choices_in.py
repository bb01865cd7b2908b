"""Choices, orders, tables and pictures of QTI as interactions of ours."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import combinations, pairwise
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.building import Row, jumbled, letters, own_words
from skillmark.assess.exchange.qti.bodies_out import BEST_WORST
from skillmark.assess.exchange.qti.item_out import EFFECTIVENESS
from skillmark.assess.exchange.qti.names import plain_id
from skillmark.assess.exchange.qti.sheet import CLOSE, Sheet
from skillmark.assess.exchange.qti.tables_in import marked_table
from skillmark.assess.exchange.qti.values import Declared, Value
from skillmark.assess.exchange.remarks import unsupported
from skillmark.assess.exchange.xml import children, local
from skillmark.assess.interactions.base import right_less_wrong

CORNERS = 24
"""Of the polygon that stands for a circle."""
FEW = 10
"""Options of which every choice is tried."""
Share = Callable[[Sequence[str]], float]


def read_choice(sheet: Sheet, element: Element) -> Row:
    """Read a choice of one or of several."""
    declared = sheet.declaration(element)
    options = sheet.options(e for e in element if local(e) == "qti-simple-choice")
    ids = [one.get("identifier", "") for one in children(element, "qti-simple-choice")]
    if declared.cardinality == "single":
        return {"type": "choice", "options": options} | one_right(sheet, declared, ids)
    return {"type": "multiple", "options": options} | several_right(sheet, declared, ids)


def one_right(sheet: Sheet, declared: Declared, ids: Sequence[str]) -> Row:
    """Find out which option is right, and what others are worth."""
    worth = {one: sheet.score(declared.name, one) for one in ids}
    most = max(worth.values(), default=0.0)
    best = [one for one in ids if worth[one] >= most - CLOSE]
    if most <= CLOSE:
        sheet.key(declared)
        raise unsupported("a question whose key earns no points")
    if len(best) > 1:
        raise unsupported("a choice of one with several right options")
    if any(one < -CLOSE for one in worth.values()):
        sheet.changed("wrong options cost points there; here they earn nothing")
    partial = {
        plain_id(one): points / most
        for one, points in worth.items()
        if one != best[0] and points > CLOSE
    }
    return {"key": [plain_id(best[0])], "partial": partial, "points": most}


def several_right(sheet: Sheet, declared: Declared, ids: Sequence[str]) -> Row:
    """Find out which of our two ways of scoring sets is theirs."""
    key = tuple(dict.fromkeys(sheet.key(declared)))
    points = sheet.worth(declared.name, key)
    samples = _samples(ids, key)
    ways: tuple[tuple[bool, Share], ...] = (
        (False, lambda chosen: right_less_wrong(chosen, key)),
        (True, lambda chosen: float(set(chosen) == set(key))),
    )
    for exact, share in ways:
        if sheet.same(declared.name, [(one, share(one)) for one in samples], points):
            return {"key": _ids(key), "exact": exact, "points": points}
    parts = any(
        CLOSE < sheet.score(declared.name, one) < points - CLOSE for one in samples if one != key
    )
    sheet.changed(
        "partial credit is counted in another way there; here it is right less wrong"
        if parts
        else "it is scored in another way there; here only all that is right earns the points"
    )
    return {"key": _ids(key), "exact": not parts, "points": points}


def _samples(ids: Sequence[str], key: Sequence[str]) -> list[tuple[str, ...]]:
    if len(ids) <= FEW:
        return [one for n in range(1, len(ids) + 1) for one in combinations(ids, n)]
    wrong = [one for one in ids if one not in key]
    found: list[tuple[str, ...]] = [tuple(key), tuple(ids), *((one,) for one in ids)]
    found += [tuple(x for x in key if x != one) for one in key if len(key) > 1]
    return found + [(*key, one) for one in wrong]


def _ids(names: Sequence[str]) -> list[str]:
    return [plain_id(one) for one in names]


def read_order(sheet: Sheet, element: Element) -> Row:
    """Read what is to be put in order."""
    declared = sheet.declaration(element)
    options = sheet.options(e for e in element if local(e) == "qti-simple-choice")
    ids = [one.get("identifier", "") for one in children(element, "qti-simple-choice")]
    key = sheet.key(declared)
    if sorted(key) != sorted(ids):
        raise unsupported("an order of some of the options")
    points = sheet.worth(declared.name, key)
    samples = [key, tuple(reversed(key)), (*key[1:], key[0])]
    samples += [(*key[:k], key[k + 1], key[k], *key[k + 2 :]) for k in range(len(key) - 1)]
    right = set(pairwise(key))
    ways: tuple[tuple[bool, Share], ...] = (
        (False, lambda given: sum(one in right for one in pairwise(given)) / len(right)),
        (True, lambda given: float(tuple(given) == key)),
    )
    for exact, share in ways:
        if sheet.same(declared.name, [(one, share(one)) for one in samples], points):
            return _unordered(options, _ids(key)) | {"exact": exact, "points": points}
    sheet.changed("partial credit is counted in another way there; here it is neighbours")
    return _unordered(options, _ids(key)) | {"points": points}


def _unordered(options: list[dict[str, str]], key: list[str]) -> Row:
    """Return members such that neither the list nor the ids of options give the order away."""
    ids = [one["id"] for one in options]
    if key not in (ids, sorted(ids)):
        return {"type": "order", "options": options, "key": key}
    by_id = {one["id"]: one for one in options}
    fresh = letters(len(key))
    places = jumbled(len(key))
    listed = [by_id[key[place]] | {"id": fresh[k]} for k, place in enumerate(places)]
    turned = [fresh[places.index(k)] for k in range(len(key))]
    return {"type": "order", "options": listed, "key": turned}


def read_match(sheet: Sheet, element: Element) -> Row:
    """Read a table of rows and columns, or the best and the worst of several reactions."""
    sets = list(children(element, "qti-simple-match-set"))
    if len(sets) != 2:
        raise unsupported("a table without rows and columns")
    name = "qti-simple-associable-choice"
    first, second = ([e for e in one if local(e) == name] for one in sets)
    if BEST_WORST in element.get("class", "").split():
        return _best_worst(sheet, second)
    declared = sheet.declaration(element)
    key = [tuple(pair.split(" ")) for pair in sheet.key(declared)]
    if any(len(pair) != 2 for pair in key):
        raise unsupported("a table with a key that is no pairs")
    flip = next((one for one in (0, 1) if _each_once(key, one, (first, second)[one])), None)
    if flip is None:
        raise unsupported("a table in which some rows belong to no column or to several")
    rows, columns = (second, first) if flip else (first, second)
    pairs = {plain_id(pair[flip]): plain_id(pair[1 - flip]) for pair in key}
    row: Row = {"type": "match", "rows": sheet.options(rows), "options": sheet.options(columns)}
    once = all(one.get("match-max", "1") == "1" for one in columns)
    return row | {"key": pairs, "once": once} | paired(sheet, declared)


def _each_once(key: Sequence[tuple[str, ...]], side: int, rows: Sequence[Element]) -> bool:
    return sorted(pair[side] for pair in key) == sorted(one.get("identifier", "") for one in rows)


def paired(sheet: Sheet, declared: Declared) -> Row:
    """Find out how pairs are scored."""
    key = tuple(sheet.key(declared))
    points = sheet.worth(declared.name, key)
    samples: list[Value] = [key, *((one,) for one in key)]
    samples += [tuple(x for x in key if x != one) for one in key if len(key) > 1]
    ways: tuple[tuple[bool, Callable[[Value], float]], ...] = (
        (False, lambda given: _count(given) / len(key)),
        (True, lambda given: float(_count(given) == len(key))),
    )
    found = next(
        (
            exact
            for exact, share in ways
            if sheet.same(declared.name, [(one, share(one)) for one in samples], points)
        ),
        None,
    )
    wrong = declared.mapped is not None and declared.mapped.default < -CLOSE
    if found is None or (wrong and not found):
        sheet.changed("pairs are worth something else there; here each right one counts the same")
    return {"exact": found is True, "points": points}


def _count(given: Value) -> int:
    return len(given) if isinstance(given, tuple) else 0


def _best_worst(sheet: Sheet, columns: Sequence[Element]) -> Row:
    table = marked_table(sheet.root, EFFECTIVENESS)
    worth = {row[0]: row[1] for row in table if len(row) == 2}
    options: list[Row] = []
    for one in sheet.options(columns):
        try:
            options.append({**one, "effectiveness": float(worth[one["id"]])})
        except (KeyError, ValueError):
            raise unsupported("a best and worst without the effectiveness of each") from None
    total = sheet.declared.get("MAXSCORE")
    points = total.default if total is not None and isinstance(total.default, float) else 2.0
    return {"type": "best-worst", "options": options, "points": points}


def read_hot_spot(sheet: Sheet, element: Element) -> Row:
    """Read a picture of which regions are chosen."""
    declared = sheet.declaration(element)
    picture = next((one for one in element if local(one) in ("img", "object")), None)
    if picture is None:
        raise unsupported("a picture that is not there")
    name = sheet.picture(picture.get("src") or picture.get("data") or "")
    if not name:
        raise unsupported("a picture that is not in the package")
    width, height = _size(sheet, picture, name)
    spots = list(children(element, "qti-hotspot-choice"))
    regions = [_region(sheet, one, width, height, k) for k, one in enumerate(spots, 1)]
    alt = picture.get("alt") or sheet.plain(picture) or name
    row: Row = {"type": "hot-spot", "image": name, "width": width, "height": height, "alt": alt}
    ids = [one.get("identifier", "") for one in spots]
    if declared.cardinality != "single":
        return row | {"regions": regions} | several_right(sheet, declared, ids)
    found = one_right(sheet, declared, ids)
    if found.pop("partial"):
        sheet.changed("other regions earn something there; here only the right one does")
    return row | {"regions": regions} | found


def _size(sheet: Sheet, picture: Element, name: str) -> tuple[int, int]:
    try:
        told = (round(float(picture.get(side, ""))) for side in ("width", "height"))
        width, height = told
    except (ValueError, OverflowError):
        return sheet.measure(name)
    return width, height


def _region(sheet: Sheet, element: Element, width: int, height: int, number: int) -> Row:
    words = element.get("hotspot-label") or element.get("label") or element.get("aria-label") or ""
    if not words:
        words = f"{own_words(sheet.language, 'region')} {number}"
        sheet.changed("its regions have no names: who does not see the picture is told numbers")
    shape = element.get("shape", "")
    if shape not in ("rect", "circle", "poly"):
        raise unsupported(f"a region in the form of {shape or 'nothing'}")
    sides = (width, height) if shape != "circle" else (width, height, min(width, height))
    coordinates = [
        _coordinate(one, sides[k % len(sides)])
        for k, one in enumerate(element.get("coords", "").split(","))
    ]
    if shape == "poly" and coordinates[:2] == coordinates[-2:] and len(coordinates) > 6:
        coordinates = coordinates[:-2]
    shape, coordinates = _inside(shape, coordinates, width, height)
    return {
        "id": plain_id(element.get("identifier", "")),
        "text": words,
        "shape": shape,
        "coordinates": coordinates,
    }


def _inside(
    shape: str, coordinates: list[float], width: int, height: int
) -> tuple[str, list[float]]:
    """Return the part of a region that lies in the picture; a circle that is cut is a polygon."""
    if shape == "circle" and len(coordinates) == 3:
        x, y, radius = coordinates
        if radius <= x <= width - radius and radius <= y <= height - radius:
            return shape, coordinates
        turns = [2 * math.pi * k / CORNERS for k in range(CORNERS)]
        shape = "poly"
        coordinates = [
            at
            for turn in turns
            for at in (round(x + radius * math.cos(turn)), round(y + radius * math.sin(turn)))
        ]
    sides = (width, height)
    return shape, [min(max(0.0, one), float(sides[k % 2])) for k, one in enumerate(coordinates)]


def _coordinate(words: str, side: int) -> float:
    try:
        if words.strip().endswith("%"):
            return float(words.strip()[:-1]) * side / 100
        return float(words)
    except ValueError:
        raise unsupported("a region without coordinates") from None
