"""One item of QTI as a row of ours."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from skillmark.assess.exchange.building import Row, default_rubric, own_words
from skillmark.assess.exchange.qti.bodies_out import (
    ENDING,
    LINKS,
    MAX_WORDS,
    NUMBER,
    PROMPT,
    TEXT,
    UNIT,
)
from skillmark.assess.exchange.qti.choices_in import (
    read_choice,
    read_hot_spot,
    read_match,
    read_order,
)
from skillmark.assess.exchange.qti.feedback_in import explained
from skillmark.assess.exchange.qti.gaps_in import (
    read_cloze,
    read_gap_match,
    read_hot_text,
)
from skillmark.assess.exchange.qti.item_out import RUBRIC, SAMPLE
from skillmark.assess.exchange.qti.numbers_in import is_number, read_number_item, read_slider
from skillmark.assess.exchange.qti.sheet import Sheet
from skillmark.assess.exchange.qti.tables_in import marked_table
from skillmark.assess.exchange.remarks import unsupported
from skillmark.assess.exchange.xml import child, children, local, within
from skillmark.assess.interactions.rated import LEVELS

INLINE = {"qti-text-entry-interaction", "qti-inline-choice-interaction"}
READERS = {
    "qti-choice-interaction": read_choice,
    "qti-order-interaction": read_order,
    "qti-match-interaction": read_match,
    "qti-slider-interaction": read_slider,
    "qti-hotspot-interaction": read_hot_spot,
    "qti-gap-match-interaction": read_gap_match,
    "qti-hottext-interaction": read_hot_text,
}
UPLOAD = "qti-upload-interaction"
RATED = {"qti-extended-text-interaction", UPLOAD}


MATERIAL = "material"
"""Member of a row with words that several questions of one item ask about."""


def read_item_rows(sheet: Sheet) -> list[Row]:
    """Return the questions of an item as authors write them, without id, skill and level.

    Raises `InputError` with code `unsupported` for what cannot be said here.
    """
    root = sheet.root
    if root.get("adaptive") == "true":
        raise unsupported("a question that goes on after an answer (adaptive)")
    if child(root, "qti-template-declaration") is not None:
        raise unsupported("a question that is made anew for everybody (templates)")
    body = child(root, "qti-item-body")
    if body is None:
        raise unsupported("a question without a body")
    found = [one for one in body.iter() if local(one).endswith("-interaction")]
    names = {local(one) for one in found}
    for name in names - INLINE - RATED - set(READERS):
        raise unsupported(name)
    if not found:
        raise unsupported("material without a question")
    if len(found) > 1 and names <= set(READERS) | RATED and names != {UPLOAD}:
        return _several(sheet, body, found)
    row = _read(sheet, body, found)
    extra = explained(sheet, row)
    for one in children(root, "qti-catalog-info"):
        sheet.left_out(local(one).removeprefix("qti-").replace("-", " "))
    if child(root, "qti-stylesheet") is not None:
        sheet.left_out("its style sheet")
    return [row | extra]


def _several(sheet: Sheet, body: Element, found: list[Element]) -> list[Row]:
    """Return an item's questions apart, each with the words since the one before it.

    What stands before the first is material for all, where the first has a prompt of its own.
    """
    if len({one.get("response-identifier") for one in found}) < len(found):
        raise unsupported("several questions in one item that share a response")
    sheet.changed("it asks several questions: each is an item of its own")
    if any(local(one) in ("qti-modal-feedback", "qti-feedback-block") for one in sheet.root.iter()):
        sheet.left_out("its feedback")
    holder = body
    while len(holder) == 1 and holder[0] not in found:
        holder = holder[0]
    rows: list[Row] = []
    begun = 0
    material = ""
    for one in found:
        at = next((k for k, part in enumerate(holder) if one in set(part.iter())), begun)
        segment = list(holder)[begun : at + 1]
        asked = sheet.markdown(child(one, "qti-prompt"))
        if one is found[0] and asked:
            material = sheet.marked(segment, lambda e: "" if e in found else _rubric(e))
            segment = []
        before = sheet.marked(segment, lambda e: "" if e in found else _rubric(e))
        row = _part(sheet, one)
        prompt = "\n\n".join(filter(None, (before, asked))) or _default(sheet, row)
        rows.append(row | {"prompt": prompt})
        begun = at + 1
    rest = sheet.marked(list(holder)[begun:], lambda e: "" if e in found else _rubric(e))
    material = "\n\n".join(filter(None, (material, rest)))
    return [row | {MATERIAL: material} for row in rows]


def _part(sheet: Sheet, element: Element) -> Row:
    if local(element) in READERS:
        return READERS[local(element)](sheet, element)
    kind = "upload" if local(element) == UPLOAD else "short"
    return {"type": kind, "rubric": default_rubric(sheet.points, sheet.language)}


def _read(sheet: Sheet, body: Element, found: list[Element]) -> Row:
    names = {local(one) for one in found}
    main = found[0]
    if len(found) == 1 and local(main) in READERS:
        row = READERS[local(main)](sheet, main)
        return row | {"prompt": _prompt(sheet, body, {main}) or _default(sheet, row)}
    if names <= INLINE:
        return _gaps(sheet, body, found)
    if names == {UPLOAD} or (len(found) == 1 and local(main) in RATED):
        return _rated(sheet, body, found)
    said = ", ".join(sorted(one.removeprefix("qti-") for one in names))
    raise unsupported(f"several questions in one item ({said})")


def _gaps(sheet: Sheet, body: Element, entries: list[Element]) -> Row:
    parents = {one: parent for parent in body.iter() for one in parent}
    if is_number(sheet, entries, parents):
        row = read_number_item(sheet, entries[0], body)
        return row | {"prompt": _prompt(sheet, body, set(entries))}
    row, names = read_cloze(sheet, entries)
    prompt, text = _divided(body, set(entries))
    row["text"] = sheet.flat(
        text, lambda one: f"[[{names[one]}]]" if one in names else _rubric(one)
    )
    said = sheet.marked(prompt, _rubric)
    return row | {"prompt": said or own_words(sheet.language, "gaps")}


def _rubric(element: Element) -> str | None:
    return "" if local(element) in ("qti-rubric-block", "qti-modal-feedback") else None


def _divided(body: Element, entries: set[Element]) -> tuple[list[Element], Element]:
    """Return what stands before the text with gaps, and that text."""
    holder = body
    while len(holder) == 1 and holder[0] not in entries and local(holder[0]) == "div":
        holder = holder[0]
    for one in holder.iter():
        if TEXT in one.get("class", "").split():
            prompts = [e for e in holder.iter() if PROMPT in e.get("class", "").split()]
            return prompts, one
    first = next((k for k, one in enumerate(holder) if entries & set(one.iter())), 0)
    text = Element("div")
    if first == 0:
        text.text = holder.text
    text.extend(list(holder)[first:])
    return list(holder)[:first], text


def _default(sheet: Sheet, row: Row) -> str:
    """Return a prompt for a question that has none of its own."""
    key = {"gap-match": "gaps", "hot-text": "mark", "hot-spot": "area"}.get(str(row["type"]), "")
    title = sheet.root.get("title", "")
    return own_words(sheet.language, key) if key else title


def _prompt(sheet: Sheet, body: Element, interactions: set[Element]) -> str:
    """Return what stands around an interaction and in its prompt, in Markdown."""

    def special(one: Element) -> str | None:
        name = local(one)
        classes = one.get("class", "").split()
        if one in interactions:
            asked = child(one, "qti-prompt")
            return sheet.markdown(asked)
        if name == "qti-rubric-block":
            return _aside(sheet, one)
        return "" if UNIT in classes or NUMBER in classes else None

    return sheet.marked(_blocks_of(body, interactions), special)


def _blocks_of(body: Element, interactions: set[Element]) -> list[Element]:
    """Return the body with interactions as blocks of their own, wherever they stand."""
    for one in interactions | set(within(body, "qti-rubric-block")):
        if local(one) not in INLINE:
            one.set("block", "true")
    return list(body)


def _aside(sheet: Sheet, block: Element) -> str:
    """Return instructions for candidates; tell of what is written for others."""
    view = block.get("view", "candidate").split()
    if "candidate" in view:
        body = child(block, "qti-content-body")
        return sheet.markdown(body if body is not None else block)
    if "scorer" not in view:
        sheet.left_out(f"what is written for the {', '.join(view)}")
    return ""


def _rated(sheet: Sheet, body: Element, found: list[Element]) -> Row:
    main = found[0]
    points, known = _points(sheet)
    if local(main) in RATED and not known and not _for_scorers(body):
        sheet.changed("it has no rubric: one criterion is put in its place")
    row = _rubric_rows(sheet, body, points) | {"prompt": _prompt(sheet, body, set(found))}
    classes = main.get("class", "").split()
    said = [one.removeprefix(LINKS) for one in classes if one.startswith(LINKS)]
    links = int(said[0]) if said and said[0].isdecimal() else 0
    if links and local(main) != UPLOAD:
        return row | {"type": "upload", "files": 0, "links": links}
    if local(main) == "qti-extended-text-interaction":
        declared = sheet.declaration(main)
        if declared.correct is not None or declared.mapped is not None:
            sheet.changed("it is scored by a person here, not by its key")
        words = [one.removeprefix(MAX_WORDS) for one in classes if one.startswith(MAX_WORDS)]
        most = int(words[0]) if words and words[0].isdecimal() else None
        return row | {"type": "short", "max_words": most}
    endings = [one.removeprefix(ENDING) for one in classes if one.startswith(ENDING)]
    return row | {"type": "upload", "files": len(found), "endings": endings, "links": links}


def _points(sheet: Sheet) -> tuple[float, bool]:
    """Return the most points, and whether the item says them."""
    most = sheet.declared.get("MAXSCORE")
    if most is not None and isinstance(most.default, float) and most.default > 0:
        return most.default, True
    score = sheet.declared.get("SCORE")
    if score is not None and score.most is not None and score.most > 0:
        return score.most, True
    return sheet.points, False


def _for_scorers(body: Element) -> list[Element]:
    return [one for one in within(body, "qti-rubric-block") if "scorer" in one.get("view", "")]


def _rubric_rows(sheet: Sheet, body: Element, points: float) -> Row:
    table = marked_table(sheet.root, RUBRIC)
    if table and all(len(one) == 2 + len(LEVELS) for one in table):
        try:
            rubric = [
                {"id": one[0], "points": float(one[1]), **dict(zip(LEVELS, one[2:], strict=True))}
                for one in table
            ]
        except ValueError:
            raise unsupported("a rubric without points") from None
        return {"rubric": rubric, "sample": _sample(sheet)}
    told = "\n\n".join(filter(None, (sheet.plain(one) for one in _for_scorers(body))))
    return {"rubric": default_rubric(points, sheet.language, told), "points": points}


def _sample(sheet: Sheet) -> str:
    for one in within(sheet.root, "div"):
        if SAMPLE in one.get("class", "").split():
            return sheet.plain(one)
    return ""
