"""Questions in Moodle's XML as items of ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.building import (
    ITEMS,
    Row,
    build_test,
    default_rubric,
    free_id,
    item_of,
    letters,
    ordering,
    own_words,
)
from skillmark.assess.exchange.html import tree
from skillmark.assess.exchange.moodle.documents import Question, questions
from skillmark.assess.exchange.moodle.embedded import embedded
from skillmark.assess.exchange.remarks import Defaults, Imported, Notes, unsupported
from skillmark.assess.exchange.weighed import choice, entry, number, several
from skillmark.assess.exchange.xml import child, children, local, text
from skillmark.assess.items import Item
from skillmark.nouns.errors import InputError

_PLACE = re.compile(r"\[\[(\d{1,4})\]\]")
_QUIETLY = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def is_moodle(root: Element) -> bool:
    """Say whether a document is a file of questions of Moodle."""
    return local(root) == "quiz" or (local(root) == "question" and "type" in root.attrib)


def read_moodle(data: bytes, *, name: str, defaults: Defaults) -> Imported:
    """Return the questions of a file as a test; raises `InputError` where there are none."""
    notes = Notes()
    files: dict[str, bytes] = {}
    items: dict[str, Item] = {}
    for number_, (element, line, category) in enumerate(questions(data, name), 1):
        if number_ > ITEMS:
            raise InputError(f"more than {ITEMS:,} questions", where=name, code="too_many")
        title = " ".join(text(child(element, "name")).split()) or f"question {number_}"
        where = title if len(title) <= 60 else f"{title[:57]}..."
        with notes.each(where, line):
            question = Question(element, where, line, category, notes, defaults, files)
            row = _row(question)
            id_ = free_id(question.word("idnumber") or title, items, f"q{number_}")
            items[id_] = item_of({"id": id_, **row}, defaults.language)
    test = build_test(name, list(items.values()), notes, defaults)
    return Imported(test, files, notes.all())


def _row(question: Question) -> Row:
    reader = _READERS.get(question.kind)
    if reader is None:
        raise unsupported(f"the type {question.kind[:40] or 'without a name'}")
    row: Row = {"prompt": question.markdown(child(question.element, "questiontext"))}
    row["points"] = question.number("defaultgrade", question.defaults.points)
    if row["points"] <= 0:
        question.changed("it is worth no points there")
        row["points"] = question.defaults.points
    row["rationale"] = question.markdown(child(question.element, "generalfeedback"))
    found = reader(question, row)
    if why := found.pop("rationale", ""):
        row["rationale"] = "\n\n".join(filter(None, (row["rationale"], why)))
    row |= found
    if child(question.element, "hint") is not None:
        question.changed("left out: hints for further tries")
    if any(child(question.element, one) is not None for one in _QUIETLY):
        question.notes.changed("the file", "left out: general words for right and wrong answers")
    row["skill"] = question.defaults.skill_of(*question.tags) or "-"
    row["level"] = question.defaults.level_of(*question.tags)
    if row["skill"] == "-":
        raise InputError("no skill is known for it", remedy="name one, as --skill URI")
    return row


def _share(answer: Element) -> float:
    try:
        return float(answer.get("fraction", "0")) / 100
    except ValueError:
        raise InputError(f"{answer.get('fraction')!r} is no weight") from None


def _options(question: Question) -> tuple[list[dict[str, str]], list[float]]:
    answers = list(children(question.element, "answer"))
    options, weights = [], []
    for id_, one in zip(letters(len(answers)), answers, strict=True):
        said = question.plain(one)
        if not said:
            raise unsupported("an option without words")
        why = question.plain(child(one, "feedback"))
        options.append({"id": id_, "text": said} | ({"why": why} if why else {}))
        weights.append(_share(one))
    if not options:
        raise InputError("it has no answers")
    return options, weights


def _multichoice(question: Question, row: Row) -> Row:
    options, weights = _options(question)
    if question.word("single").lower() in ("true", "1", ""):
        return choice(options, weights, question.changed)
    return several(options, weights, question.changed)


def _true_false(question: Question, row: Row) -> Row:
    answers = list(children(question.element, "answer"))
    options: list[dict[str, str]] = []
    right = ""
    for one in answers:
        key = question.raw(one).lower()
        if key not in ("true", "false"):
            raise InputError(f"{key[:40]!r} is neither true nor false")
        why = question.plain(child(one, "feedback"))
        said = own_words(question.defaults.language, key)
        options.append({"id": key, "text": said} | ({"why": why} if why else {}))
        right = key if _share(one) > 0 else right
    return {"type": "choice", "options": options, "key": [right]}


def _short(question: Question, row: Row) -> Row:
    answers = list(children(question.element, "answer"))
    if any(question.plain(child(one, "feedback")) for one in answers):
        question.changed("left out: feedback for single answers")
    pairs = [(question.raw(one), _share(one)) for one in answers]
    case = question.word("usecase") == "1"
    gap = entry("answer", pairs, question.changed, case=case)
    return {"type": "cloze", "gaps": [gap], "text": "[[answer]]"}


def _numerical(question: Question, row: Row) -> Row:
    found = []
    for one in children(question.element, "answer"):
        if question.raw(one) == "*":
            continue
        try:
            value = float(question.raw(one))
            wide = abs(float(text(child(one, "tolerance")).strip() or 0))
        except ValueError:
            raise InputError(f"{question.raw(one)[:40]!r} is no number") from None
        why = question.plain(child(one, "feedback"))
        found.append((value - wide, value + wide, _share(one), why))
    key = number(found, question.changed)
    units = list(children(child(question.element, "units"), "unit"))
    if units:
        key["key"]["unit"] = text(child(units[0], "unit_name")).strip()
        if len(units) > 1:
            question.changed("left out: further units")
    return key


def _matching(question: Question, row: Row) -> Row:
    pairs = [
        (question.plain(one), question.plain(child(one, "answer")))
        for one in children(question.element, "subquestion")
    ]
    columns = list(dict.fromkeys(right for _, right in pairs if right))
    ids = dict(zip(columns, letters(len(columns)), strict=True))
    rows = [(left, right) for left, right in pairs if left]
    if any(not right for _, right in rows):
        raise InputError("a row that matches nothing")
    return {
        "type": "match",
        "rows": [{"id": f"r{k}", "text": left} for k, (left, _) in enumerate(rows, 1)],
        "options": [{"id": ids[one], "text": one} for one in columns],
        "key": {f"r{k}": ids[right] for k, (_, right) in enumerate(rows, 1)},
    }


def _essay(question: Question, row: Row) -> Row:
    told = question.plain(child(question.element, "graderinfo"))
    if not told:
        question.changed("it has no rubric: one criterion is put in its place")
    if question.raw(child(question.element, "responsetemplate")):
        question.changed("left out: the words that the answer begins with")
    rubric = default_rubric(row["points"], question.defaults.language, told)
    files = int(question.number("attachments", 0))
    if question.word("responseformat") == "noinline" or (
        files and question.word("responserequired") == "0"
    ):
        return {"type": "upload", "rubric": rubric, "files": min(20, files) if files > 0 else 20}
    if files:
        question.changed("left out: files beside the words")
    most = int(question.number("maxwordlimit", 0))
    return {"type": "short", "rubric": rubric, "max_words": most if most > 0 else None}


def _ordering(question: Question, row: Row) -> Row:
    try:
        answers = sorted(
            children(question.element, "answer"), key=lambda one: float(one.get("fraction", ""))
        )
    except ValueError:
        raise InputError("an answer without its place") from None
    grading = question.word("gradingtype")
    exact = grading in ("-1", "ALL_OR_NOTHING")
    if not exact and grading not in ("1", "RELATIVE_NEXT_EXCLUDE_LAST"):
        question.changed("partial credit is counted in another way there; here it is neighbours")
    texts = [question.plain(one) for one in answers]
    if len(texts) < 2 or not all(texts):
        raise InputError("an order needs two things with words, or more")
    return ordering(texts) | {"exact": exact}


def _divided(question: Question, html: str) -> Row:
    """Return prompt and text of words with gaps: what stands before the first is the prompt."""
    root = tree(html)
    while len(root) == 1 and not (root.text or "").strip() and not (root[0].tail or "").strip():
        if local(root[0]) not in ("div", "section"):
            break
        root = root[0]
    first = next((k for k, one in enumerate(root) if "[[" in "".join(one.itertext())), len(root))
    if "[[" in (root.text or "") or any("[[" in (one.tail or "") for one in root):
        first = 0
    rest = Element("div")
    rest.text = root.text if first == 0 else ""
    rest.extend(list(root)[first:])
    said = question.reader(flat=False).of(list(root)[:first]) if first else ""
    return {
        "prompt": said or own_words(question.defaults.language, "gaps"),
        "text": question.reader(flat=True).inside(rest),
    }


def _cloze(question: Question, row: Row) -> Row:
    html = question.raw(child(question.element, "questiontext"))
    words, gaps, weights = embedded(html, question.changed)
    if not gaps:
        raise InputError("no question is embedded in it")
    if len(set(weights)) > 1:
        question.changed("gaps weigh something else there; here each counts the same")
    if child(question.element, "defaultgrade") is None:
        row["points"] = float(sum(weights)) or 1.0
    return {"type": "cloze", "gaps": gaps} | _divided(question, words)


def _places(question: Question, name: str) -> tuple[str, list[int], list[Element]]:
    """Return a text in which gaps are numbered, what belongs into each, and all there is."""
    html = question.raw(child(question.element, "questiontext"))
    boxes = list(children(question.element, name))
    belongs: list[int] = []

    def one(found: re.Match[str]) -> str:
        belongs.append(int(found.group(1)))
        return f"[[g{len(belongs)}]]"

    words = _PLACE.sub(one, html)
    if not belongs or not all(1 <= k <= len(boxes) for k in belongs):
        raise InputError("a gap that nothing belongs into")
    return words, belongs, boxes


def _drag(question: Question, row: Row) -> Row:
    words, belongs, boxes = _places(question, "dragbox")
    if len({text(child(one, "group")).strip() for one in boxes}) > 1:
        question.changed("words may be put into any gap here, not only into those of their group")
    ids = letters(len(boxes))
    options = [
        {"id": id_, "text": question.plain(one)} for id_, one in zip(ids, boxes, strict=True)
    ]
    endless = any(text(child(one, "infinite")).strip() not in ("", "0") or
                  (child(one, "infinite") is not None and not text(child(one, "infinite")).strip())
                  for one in boxes)  # fmt: skip
    key = {f"g{k}": ids[one - 1] for k, one in enumerate(belongs, 1)}
    reuse = endless or len(set(belongs)) < len(belongs)
    return {"type": "gap-match", "options": options, "key": key, "reuse": reuse} | _divided(
        question, words
    )


def _select(question: Question, row: Row) -> Row:
    words, belongs, boxes = _places(question, "selectoption")
    groups = [text(child(one, "group")).strip() for one in boxes]
    gaps = []
    for number_, right in enumerate(belongs, 1):
        mine = [k for k, group in enumerate(groups) if group == groups[right - 1]]
        ids = dict(zip(mine, letters(len(mine)), strict=True))
        options = [{"id": ids[k], "text": question.plain(boxes[k])} for k in mine]
        gaps.append({"id": f"g{number_}", "options": options, "key": ids[right - 1]})
    return {"type": "cloze", "gaps": gaps} | _divided(question, words)


_READERS: dict[str, Callable[[Question, Row], Row]] = {
    "multichoice": _multichoice,
    "truefalse": _true_false,
    "shortanswer": _short,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "essay": _essay,
    "ordering": _ordering,
    "cloze": _cloze,
    "multianswer": _cloze,
    "ddwtos": _drag,
    "gapselect": _select,
}
