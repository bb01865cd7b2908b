"""How easily words are read: Flesch's reading ease, and Amstad's for German.

Flesch (1948), A new readability yardstick, Journal of Applied Psychology 32, 221-233:
206.835 - 1.015 words a sentence - 84.6 syllables a word. Amstad (1978), Wie verständlich sind
unsere Zeitungen?: 180 - words a sentence - 58.5 syllables a word. 100 is very easy, 30 very hard.
Syllables are counted by groups of vowels, which is right for about nine words in ten.
"""

from __future__ import annotations

import re

from skillmark.render.formula import FORMULA
from skillmark.render.marks import PICTURE

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?:…]+(?=\s|$)|\n\s*\n")
_VOWELS = {"en": re.compile("[aeiouy]+"), "de": re.compile("[aeiouyäöü]+")}


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, without formulas, pictures and numbers."""
    return [
        word.group().casefold() for word in _WORD.finditer(PICTURE.sub(" ", FORMULA.sub(" ", text)))
    ]


def syllables(word: str, language: str) -> int:
    """Return about how many syllables a word has; a silent final e of English is none."""
    plain = word.casefold().replace("é", "e")
    count = len(_VOWELS["de" if language.startswith("de") else "en"].findall(plain))
    if language.startswith("en") and count > 1 and re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$", plain):
        count -= 1
    return max(count, 1)


def ease(text: str, language: str) -> float | None:
    """Return the reading ease, `None` for other languages and for no words at all."""
    words = words_of(text)
    tag = language.partition("-")[0].lower()
    if not words or tag not in _VOWELS:
        return None
    plain = PICTURE.sub(" ", FORMULA.sub(" x ", text)).strip()
    sentences = max(1, sum(1 for part in _SENTENCE.split(plain) if _WORD.search(part)))
    length, weight = len(words) / sentences, sum(syllables(w, tag) for w in words) / len(words)
    if tag == "de":
        return 180 - length - 58.5 * weight
    return 206.835 - 1.015 * length - 84.6 * weight
