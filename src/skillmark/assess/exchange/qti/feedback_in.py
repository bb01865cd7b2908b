"""Feedback of QTI as explanations: of options, and of the right answer."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.building import Row
from skillmark.assess.exchange.qti.item_out import RATIONALE, SOLUTION
from skillmark.assess.exchange.qti.names import identifier
from skillmark.assess.exchange.qti.sheet import Sheet
from skillmark.assess.exchange.qti.values import Value, container
from skillmark.assess.exchange.xml import child, children, local


def explained(sheet: Sheet, row: Row) -> Row:
    """Take explanations from feedback: of options, and of the right answer."""
    if any(local(one) == "qti-feedback-block" for one in sheet.root.iter()):
        sheet.left_out("feedback in the middle of the question")
    blocks = list(children(sheet.root, "qti-modal-feedback"))
    if not blocks:
        return {}
    right = _right(sheet)
    rationale: list[str] = []
    for one in blocks:
        body = child(one, "qti-content-body")
        said = body if body is not None else one
        name = one.get("identifier", "")
        if _explains_option(sheet, row, name, said):
            continue
        shown = container(right.get(one.get("outcome-identifier", "")))
        ours = (one.get("outcome-identifier"), name) == (SOLUTION, RATIONALE)
        if ours or (name in shown) == (one.get("show-hide", "show") == "show"):
            rationale.append(sheet.markdown(said))
        else:
            sheet.left_out(f"feedback {name!r}, which is shown after a wrong answer")
    return {"rationale": "\n\n".join(filter(None, rationale))}


def _right(sheet: Sheet) -> dict[str, Value]:
    given = {
        one.name: one.correct
        for one in sheet.declared.values()
        if one.correct is not None and sheet.response(one.name)
    }
    return dict(sheet.scoring.outcomes(given)) if given else {}


def _explains_option(sheet: Sheet, row: Row, name: str, said: Element) -> bool:
    for prefix, options in _named_options(row):
        for one in options:
            if name == identifier(f"{prefix}{one['id']}"):
                one["why"] = sheet.plain(said)
                return True
    return False


def _named_options(row: Row) -> Iterable[tuple[str, list[dict[str, str]]]]:
    if row["type"] == "match":
        yield "row.", row["rows"]
        yield "column.", row["options"]
    elif row["type"] == "cloze":
        for gap in row["gaps"]:
            yield f"{gap['id']}.", gap.get("options", [])
    else:
        yield "", row.get("options", [])
