"""GIFT as questions and answers, before anybody asks what they mean.

Questions are divided by blank lines; `//` begins a line that is a comment; a backslash before one
of `~ = # { } :` means the sign itself, and `\\n` a new line (Moodle's format GIFT). Signs that were
escaped travel as characters of the private use area until everything is divided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from skillmark.nouns.errors import InputError

SIGNS = "~=#{}:"
_BASE = 0xE100
_ESCAPED = re.compile(r"\\([~=#{}:n\\])")
_FORMAT = re.compile(r"^\s*\[(html|plain|moodle|markdown)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"^\s*%(-?[0-9]+(?:\.[0-9]+)?)%")
_TAG = re.compile(r"\[(?:tag|id):((?:\\]|[^]])*)\]")
ANSWERS = 200


@dataclass(frozen=True, slots=True)
class Block:
    """One question as it stands in the file."""

    line: int
    text: str
    category: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """Words with their format: `html`, `markdown`, `plain`, or nothing where it is not said."""

    text: str
    format: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its sign (`=` or `~`), its weight in percent if it has one, its feedback."""

    sign: str
    weight: float | None
    words: Words
    feedback: Words | None


def blocks(text: str) -> Iterator[Block]:
    """Yield the questions of a file."""
    category, first = "", 0
    lines: list[str] = []
    tags: tuple[str, ...] = ()
    for number, line in enumerate([*text.split("\n"), ""], 1):
        plain = line.strip()
        if plain.startswith("//"):
            tags += tuple(one.strip() for one in _TAG.findall(plain))
        elif plain.startswith("$CATEGORY:") and not lines:
            category = plain.removeprefix("$CATEGORY:").strip()
        elif plain:
            first = first or number
            lines.append(line)
        elif lines:
            yield Block(first, "\n".join(lines), category, tags)
            lines, first, tags = [], 0, ()


def hidden(text: str) -> str:
    """Return text with escaped signs in hiding, so that signs that are left mean something."""
    plain = "".join(one for one in text if not _BASE <= ord(one) < _BASE + 128)
    return _ESCAPED.sub(lambda found: _hide(found.group(1)), plain)


def _hide(sign: str) -> str:
    return "\n" if sign == "n" else chr(_BASE + ord(sign))


def shown(text: str) -> str:
    """Return text with hidden signs as they are, without spaces around it."""
    back = (chr(ord(x) - _BASE) if _BASE <= ord(x) < _BASE + 128 else x for x in text)
    return "".join(back).strip()


def words(text: str) -> Words:
    """Return hidden text as words with their format."""
    found = _FORMAT.match(text)
    rest = text[found.end() :] if found else text
    return Words(shown(rest), found.group(1).lower() if found else "")


def divided(text: str) -> tuple[str, str, str | None, str]:
    """Return name, what stands before the answers, the answers, and what stands after them."""
    name = ""
    if text.lstrip().startswith("::"):
        head, mark, rest = text.lstrip()[2:].partition("::")
        if not mark:
            raise InputError(
                "the name of the question has no end", remedy="write ::name:: before it"
            )
        name, text = shown(head), rest
    before, opened, rest = text.partition("{")
    if not opened:
        return name, text, None, ""
    inside, closed, after = rest.partition("}")
    if not closed:
        raise InputError("the answers have no end", remedy="close them with }")
    if "{" in inside or "{" in after:
        raise InputError(
            "several groups of answers in one question", remedy="write \\{ for a sign that is none"
        )
    return name, before, inside, after


def answers(inside: str) -> list[Answer]:
    """Return the answers in a group."""
    found: list[Answer] = []
    for part in re.findall(r"[=~][^=~]*", inside):
        sign, rest = part[0], part[1:]
        weight = _WEIGHT.match(rest)
        rest = rest[weight.end() :] if weight else rest
        said, mark, feedback = rest.partition("#")
        found.append(
            Answer(
                sign,
                float(weight.group(1)) if weight else None,
                words(said),
                words(feedback) if mark else None,
            )
        )
    if len(found) > ANSWERS:
        raise InputError(f"more than {ANSWERS} answers")
    return found
