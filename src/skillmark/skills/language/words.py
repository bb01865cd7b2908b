"""How words are compared: without case, accents and punctuation, by stem, with their places."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(
    r"""\.net\b | (?<![^\W_])[^\W_][&/][^\W_](?![^\W_])
    | (?<![^\W_])[^\W_]-[^\W_]{2,} | [^\W_]{2,}-[^\W_](?![^\W_])
    | [^\W_]+(?:['’][^\W_]+)*(?:\+\+|\#)?(?:\.js\b)?""",
    re.IGNORECASE | re.VERBOSE,
)
_SPECIAL = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "’": "'"})


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text with its place: characters `start` up to, not including, `end`."""

    form: str
    """Folded: lower case, without accents."""
    start: int
    end: int
    shouted: bool = False
    """It is written in capitals throughout, as abbreviations are ("IT")."""


def fold(words: str) -> str:
    """Return `words` in lower case and without accents; idempotent."""
    if words.isascii():
        return words.lower()
    plain = unicodedata.normalize("NFKD", words.casefold().translate(_SPECIAL))
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    return kept.casefold().translate(_SPECIAL)


def tokens(text: str) -> list[Token]:
    """Split `text` into words. `C++`, `C#`, `.NET`, `Node.js`, `R&D`, `e-commerce` stay whole."""
    return [
        Token(
            _form(found.group()),
            found.start(),
            found.end(),
            shouted=found.end() - found.start() > 1 and found.group().isupper(),
        )
        for found in _WORD.finditer(text)
    ]


def forms(text: str) -> list[str]:
    """Return the folded words of `text`, in order."""
    return [_form(found) for found in _WORD.findall(text)]


# words alone are remembered: of a sentence nothing stays
@lru_cache(maxsize=200_000)
def _form(word: str) -> str:
    """A hyphen is left only beside a single letter: "e-mail" is "email"."""
    return fold(word).replace("-", "")
