"""Cut a text into sentences, mark what says nothing about skills, and guess the language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from skillmark.skills.language import lexicon
from skillmark.skills.language.stems import is_stop
from skillmark.skills.language.words import Token, fold, tokens

LONGEST = 60
"""Words of one segment; longer sentences are cut, so that far words do not make a phrase."""
_END = re.compile(r"(?<=[.!?:;])\s+|[\r\n•▪●◦‣·]+|\s[-–—*]\s|\t+|(?<=[.!?;])(?=[A-ZÄÖÜ][a-zäöü])")

_BOILERPLATE = re.compile("|".join(f"(?:{one})" for one in lexicon.lines("boilerplate.txt")))


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, a bullet or a part of a long sentence, with its words and their places."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    language: str
    boilerplate: bool = False
    """It says what advertisements say whatever the job is."""


def segments(text: str) -> list[Segment]:
    """Cut `text`; empty sentences are left out. Offsets are in `text`."""
    found: list[Segment] = []
    start = 0
    bounds = [(match.start(), match.end()) for match in _END.finditer(text)]
    for end, following in (*bounds, (len(text), len(text))):
        sentence = text[start:end]
        if sentence.strip():
            found += _cut(tokens(sentence), start, is_boilerplate(sentence))
        start = following
    return found


def is_boilerplate(sentence: str) -> bool:
    """Say whether a sentence is one that advertisements carry whatever the job is."""
    return _BOILERPLATE.search(" ".join(fold(sentence).split())) is not None


def language_of(words: tuple[Token, ...]) -> str:
    """Guess English (`en`) or German (`de`) by the small words; "" where they do not decide."""
    small = [word.form for word in words if not word.shouted]
    german = sum(is_stop(form, "de") and not is_stop(form, "en") for form in small)
    english = sum(is_stop(form, "en") and not is_stop(form, "de") for form in small)
    return "de" if german > english else "en" if english > german else ""


def _cut(words: list[Token], offset: int, boilerplate: bool) -> list[Segment]:
    placed = [
        Token(word.form, word.start + offset, word.end + offset, word.shouted) for word in words
    ]
    pieces = [tuple(placed[at : at + LONGEST]) for at in range(0, len(placed), LONGEST)]
    return [
        Segment(piece[0].start, piece[-1].end, piece, language_of(piece), boilerplate)
        for piece in pieces
    ]
