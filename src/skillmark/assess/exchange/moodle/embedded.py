"""Embedded answers (Cloze): questions inside a text, as in `{1:SHORTANSWER:=Paris~%50%Lyon}`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from skillmark.assess.exchange.building import Row, letters
from skillmark.assess.exchange.html import tree
from skillmark.assess.exchange.markdown import Markdown
from skillmark.assess.exchange.weighed import choice, entry, middle
from skillmark.nouns.errors import InputError

Told = Callable[[str], None]
_QUESTION = re.compile(r"\{([0-9]*):([A-Z_]+):((?:\\.|[^\\}])*)\}", re.DOTALL)
_PART = re.compile(r"(?:\\.|[^\\~])+", re.DOTALL)
_WEIGHT = re.compile(r"%(-?[0-9.]+)%")
_FEEDBACK = re.compile(r"(?<!\\)(?<!&)#")
WORDS = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
MENUS = {"MULTICHOICE", "MC"}
NUMBERS = {"NUMERICAL", "NM"}


def embedded(html: str, told: Told) -> tuple[str, list[Row], list[int]]:
    """Return a text with `[[gap]]` in place of questions, the gaps, and their weights."""
    gaps: list[Row] = []
    weights: list[int] = []

    def one(found: re.Match[str]) -> str:
        id_ = f"g{len(gaps) + 1}"
        weights.append(int(found.group(1)[:6] or 1))
        gaps.append(_gap(id_, found.group(2), found.group(3), told))
        return f"[[{id_}]]"

    return _QUESTION.sub(one, html.replace("[[", "[ [")), gaps, weights


def _gap(id_: str, kind: str, inside: str, told: Told) -> Row:
    shape = re.sub(r"_(V|H|S|VS|HS)$|(?<=MC)(V|H|S|VS|HS)$", "", kind)
    answers = [_answer(part) for part in _PART.findall(inside) if part.strip()]
    if any(feedback for _, _, feedback in answers):
        told("left out: feedback for single answers in gaps")
    pairs = [(words, share) for words, share, _ in answers]
    if shape in WORDS:
        return entry(id_, pairs, told, case=shape in ("SHORTANSWER_C", "SAC", "MWC"))
    if shape in NUMBERS:
        return {"id": id_} | _number(pairs, told)
    if shape in MENUS:
        ids = letters(len(pairs))
        options = [{"id": name, "text": words} for name, (words, _) in zip(ids, pairs, strict=True)]
        row: dict[str, Any] = choice(options, [share for _, share in pairs], told)
        if row["partial"]:
            told("other options of a menu earn something there, here nothing")
        return {"id": id_, "options": options, "key": row["key"][0]}
    raise InputError(f"embedded questions of type {kind[:40]} are not supported")


def _answer(part: str) -> tuple[str, float, str]:
    """Return words, share and feedback of one answer."""
    share, rest = 0.0, part.strip()
    if rest.startswith("="):
        share, rest = 1.0, rest[1:]
    elif weight := _WEIGHT.match(rest):
        try:
            share = float(weight.group(1)) / 100
        except ValueError:
            raise InputError(f"{weight.group()!r} is no weight") from None
        rest = rest[weight.end() :]
    said, *feedback = _FEEDBACK.split(rest, maxsplit=1)
    return _plain(said), share, _plain(feedback[0]) if feedback else ""


def _plain(words: str) -> str:
    bare = re.sub(r"\\(.)", r"\1", words, flags=re.DOTALL)
    return Markdown(flat=True).inside(tree(bare)) if "<" in bare or "&" in bare else bare.strip()


def _number(pairs: list[tuple[str, float]], told: Told) -> Row:
    best = max(pairs, key=lambda pair: pair[1], default=("", 0.0))
    if best[1] <= 0:
        raise InputError("no answer is right")
    if sum(share > 0 for _, share in pairs) > 1:
        told("left out: numbers that are nearly right and earn a part of the points")
    value, _, tolerance = best[0].partition(":")
    try:
        low = float(value) - abs(float(tolerance or 0))
        high = float(value) + abs(float(tolerance or 0))
    except ValueError:
        raise InputError(f"{best[0][:40]!r} is no number") from None
    return middle(low, high)
