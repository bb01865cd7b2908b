"""What an endpoint sent back, read strictly: an opinion that fits, or why there is none.

Two steps, so that the version is known also where the opinion is refused: `envelope` reads the
chat completion, `opinion` the words in it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from skillmark.assess.interactions.rated import Criterion
from skillmark.assess.machine.asking import LONGEST_QUOTE, LONGEST_REASON
from skillmark.assess.machine.opinion import Mark, Opinion, allowed
from skillmark.nouns import objects
from skillmark.nouns.errors import InputError

LONGEST_NAME = 200
SHORTEST_QUOTE = 12
"""Characters: shorter words stand in nearly every answer and support nothing."""
MARK: objects.Shape = {"points": objects.NUMBER, "quote": str, "reason": str}


@dataclass(frozen=True, slots=True)
class Reply:
    """A chat completion, taken apart."""

    model: str
    """As the endpoint names it."""
    fingerprint: str
    """Of the endpoint's set-up, where it gives one."""
    content: str
    """What the model wrote; empty where it wrote nothing or did not come to an end."""
    unfinished: str
    """Why `content` is empty."""


def envelope(body: bytes) -> Reply:
    """Read a chat completion.

    Raises `InputError` for what is none: then not even the version is known, and it may be
    asked again.
    """
    where = "the endpoint's reply"
    try:
        words = body.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("not UTF-8", where=where, code="no_completion") from None
    try:
        document = objects.parse(words, where=where)
    except InputError as error:
        raise InputError(error.cause, where=error.where, code="no_completion") from None
    model = _member(document, "model", str)
    choices = _member(document, "choices", list)
    if not model or len(model) > LONGEST_NAME or _hidden(model) or not choices:
        raise InputError("no chat completion of a model that has a name", code="no_completion")
    fingerprint = str(_member(document, "system_fingerprint", str) or "")[:LONGEST_NAME]
    message = _member(choices[0], "message", dict) or {}
    content = _member(message, "content", str) or ""
    ended = _member(choices[0], "finish_reason", str)
    unfinished = ""
    if len(choices) > 1:
        unfinished = "more than one reply"
    elif _member(message, "refusal", str):
        unfinished = "the model declined to give an opinion"
    elif message.get("tool_calls"):
        unfinished = "the model wanted to use a tool"
    elif ended != "stop":
        unfinished = f"the reply did not come to an end ({(ended or 'no reason')[:40]})"
    elif not content.strip():
        unfinished = "the reply is empty"
    return Reply(model, "" if _hidden(fingerprint) else fingerprint,
                 "" if unfinished else content, unfinished)  # fmt: skip


def opinion(reply: Reply, rubric: Sequence[Criterion], answer: str, *, canary: str) -> Opinion:
    """Return the opinion in a reply, or raise `InputError` (code `refused`) that says why not.

    It must name every criterion and no other, with points that the rubric knows, words that
    really stand in the answer (white space aside), and a reason, all within their lengths.
    """
    if reply.unfinished:
        raise _refused(reply.unfinished)
    if canary in reply.content:
        raise _refused("the reply repeats what it was told to keep to itself")
    try:
        given = objects.parse(reply.content, where="reply")
        shape = {one.id: dict for one in rubric}
        rows = objects.members(given, shape, tuple(shape), where="reply")
        return Opinion(tuple(_mark(rows[one.id], one, answer) for one in rubric))
    except InputError as error:
        raise _refused(error.cause, where=error.where) from None


def _mark(row: object, criterion: Criterion, answer: str) -> Mark:
    where = f"reply/{criterion.id}"
    read = objects.members(row, MARK, tuple(MARK), where=where)
    points, quote, reason = float(read["points"]), read["quote"].strip(), read["reason"].strip()
    if points not in allowed(criterion):
        raise InputError(f"{points:g} points cannot be given", where=where)
    if len(quote) > LONGEST_QUOTE or len(reason) > LONGEST_REASON:
        raise InputError("the quote or the reason is too long", where=where)
    if not reason or _hidden(reason):
        raise InputError("the reason is empty, or has characters that do not show", where=where)
    said, whole = _flat(quote), _flat(answer)
    if not said and points > 0:
        raise InputError("points without a quote", where=where)
    if said and said not in whole:
        raise InputError("the quote does not stand in the answer", where=where)
    if said and len(said) < min(SHORTEST_QUOTE, len(whole)):
        raise InputError("the quote is too short to say anything", where=where)
    return Mark(criterion.id, points, quote, reason)


def _member(document: object, name: str, kind: type) -> Any:
    found = document.get(name) if isinstance(document, Mapping) else None
    return found if isinstance(found, kind) else None


def _flat(words: str) -> str:
    """Return words with every run of white space as one blank, composed (NFC)."""
    return unicodedata.normalize("NFC", " ".join(words.split()))


def _hidden(words: str) -> bool:
    return any(
        unicodedata.category(one) in {"Cc", "Cf", "Co", "Cs"} and one not in "\n\t" for one in words
    )


def _refused(why: str, *, where: str = "") -> InputError:
    return InputError(why, where=where, code="refused")
