"""Texts with gaps, numbers and marked words of QTI as interactions of ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.building import Row
from skillmark.assess.exchange.qti.choices_in import one_right, paired, several_right
from skillmark.assess.exchange.qti.names import plain_id
from skillmark.assess.exchange.qti.numbers_in import interval
from skillmark.assess.exchange.qti.scoring_out import RESPONSE
from skillmark.assess.exchange.qti.sheet import CLOSE, Sheet
from skillmark.assess.exchange.qti.values import NUMBERS, Declared, Value
from skillmark.assess.exchange.remarks import unsupported
from skillmark.assess.exchange.xml import children, local, within


def place_id(name: str, number: int) -> str:
    """Return an id that can stand between the brackets of a text."""
    plain = plain_id(name.removeprefix(f"{RESPONSE}_"))
    fits = plain.isascii() and plain.replace("_", "").replace(".", "").replace("-", "").isalnum()
    return plain if fits else f"g{number}"


def read_gap_match(sheet: Sheet, element: Element) -> Row:
    """Read words that are put into gaps."""
    declared = sheet.declaration(element)
    words = [one for one in element if local(one) in ("qti-gap-text", "qti-gap-img")]
    gaps = [one.get("identifier", "") for one in within(element, "qti-gap")]
    names = {gap: place_id(gap, k) for k, gap in enumerate(gaps, 1)}
    if len(set(names.values())) < len(gaps):
        raise unsupported("gaps with the same name")
    key = [tuple(pair.split(" ")) for pair in sheet.key(declared)]
    if any(len(pair) != 2 or pair[1] not in names for pair in key):
        raise unsupported("a key that names no gaps")
    belongs = {names[gap]: plain_id(word) for word, gap in key}
    if len(belongs) < len(gaps) or len(key) > len(gaps):
        raise unsupported("a text in which some gaps take nothing, or several words")

    def write(one: Element) -> str | None:
        if local(one) == "qti-gap":
            return f"[[{names[one.get('identifier', '')]}]]"
        return "" if one in words or local(one) == "qti-prompt" else None

    text = sheet.flat(element, write)
    reuse = any(one.get("match-max", "1") != "1" for one in words)
    row: Row = {"type": "gap-match", "text": text, "options": sheet.options(words)}
    return row | {"key": belongs, "reuse": reuse} | paired(sheet, declared)


def read_hot_text(sheet: Sheet, element: Element) -> Row:
    """Read words that are marked."""
    declared = sheet.declaration(element)
    ids = [one.get("identifier", "") for one in within(element, "qti-hottext")]
    names = {one: place_id(one, k) for k, one in enumerate(ids, 1)}

    def write(one: Element) -> str | None:
        if local(one) == "qti-hottext":
            words = " ".join(sheet.plain(one).replace("[", "(").replace("]", ")").split())
            return f"[[{names[one.get('identifier', '')]}|{words}]]"
        return "" if local(one) == "qti-prompt" else None

    text = sheet.flat(element, write)
    if declared.cardinality == "single":
        found = one_right(sheet, declared, ids)
        if found.pop("partial"):
            sheet.changed("other words earn something there; here only the right ones do")
    else:
        found = several_right(sheet, declared, ids)
    renamed = {plain_id(one): names[one] for one in ids}
    if not set(found["key"]) <= set(renamed):
        raise unsupported("a key that names no words")
    key = [renamed[one] for one in found["key"]]
    return {"type": "hot-text", "text": text} | found | {"key": key}


def read_cloze(sheet: Sheet, entries: Sequence[Element]) -> tuple[Row, dict[Element, str]]:
    """Read a text with gaps; returns its members, and the name of each gap."""
    names: dict[Element, str] = {}
    right: dict[str, Value] = {}
    gaps: list[Row] = []
    worth: list[float] = []
    for number, one in enumerate(entries, 1):
        declared = sheet.declaration(one)
        names[one] = place_id(declared.name, number) if declared.name != RESPONSE else f"g{number}"
        right[declared.name] = _best(sheet, declared)
    if len(set(names.values())) < len(entries) or len(right) < len(entries):
        raise unsupported("gaps with the same name")
    total = sheet.scoring.score(right)
    if total <= CLOSE:
        raise unsupported("a question whose key earns no points")
    for one, name in names.items():
        declared = sheet.declaration(one)
        alone = sheet.scoring.score({declared.name: right[declared.name]})
        worth.append(alone)
        gaps.append({"id": name} | _gap(sheet, one, declared, right, alone > CLOSE))
    exact = len(gaps) > 1 and all(abs(one) <= CLOSE for one in worth)
    if not exact and (
        abs(sum(worth) - total) > CLOSE or max(worth) - min(worth) > CLOSE * max(1.0, total)
    ):
        sheet.changed("gaps are worth something else there; here each counts the same")
    return {"type": "cloze", "gaps": gaps, "exact": exact, "points": total}, names


def _best(sheet: Sheet, declared: Declared) -> Value:
    mapped = declared.mapped
    if declared.correct is not None:
        value = declared.correct
        return value[0] if isinstance(value, tuple) and value else value
    if mapped is not None and mapped.entries:
        best = max(mapped.entries, key=lambda one: one.worth).key
        return float(best) if declared.base in NUMBERS else best
    raise unsupported("a gap that does not say which answer is right")


def _gap(
    sheet: Sheet, element: Element, declared: Declared, right: dict[str, Value], alone: bool
) -> Row:
    """Read one gap; where it earns nothing alone, it is tried with all the others right."""
    others: dict[str, Value] = {} if alone else right

    def score(value: Value) -> float:
        return sheet.scoring.score(others | {declared.name: value})

    most = score(right[declared.name])
    if most <= CLOSE:
        raise unsupported("a gap whose key earns no points")
    if local(element) == "qti-inline-choice-interaction":
        return _menu(sheet, element, declared, score, most)
    if declared.base in NUMBERS:
        value, tolerance, _ = interval(sheet, declared, others=others)
        return {"value": value, "tolerance": tolerance}
    return _entry(sheet, declared, score, most)


def _menu(
    sheet: Sheet,
    element: Element,
    declared: Declared,
    score: Callable[[Value], float],
    most: float,
) -> Row:
    choices = list(children(element, "qti-inline-choice"))
    worth = {one.get("identifier", ""): score(one.get("identifier", "")) for one in choices}
    best = [one for one in worth if worth[one] >= most - CLOSE]
    if len(best) != 1:
        raise unsupported("a menu with several right options")
    if any(abs(worth[one]) > CLOSE for one in worth if one != best[0]):
        sheet.changed("other options of a menu earn or cost something there, here nothing")
    return {"options": sheet.options(choices), "key": plain_id(best[0])}


def _entry(sheet: Sheet, declared: Declared, score: Callable[[Value], float], most: float) -> Row:
    known = [str(declared.correct)] if declared.correct is not None else []
    known += [one.key for one in declared.mapped.entries] if declared.mapped else []
    known += list(sheet.scoring.constants(("string",)))
    worth = {one: score(one) for one in dict.fromkeys(known) if one.strip()}
    top = max([most, *worth.values()])
    best = next((one for one in worth if worth[one] >= top - CLOSE), "")
    if not best:
        raise unsupported("a gap that does not say which answer is right")
    turned = best.swapcase()
    case = turned != best and score(turned) < worth[best] - CLOSE
    answers = [[one, min(1.0, points / top)] for one, points in worth.items() if points > CLOSE]
    return {"answers": answers, "case": case}
