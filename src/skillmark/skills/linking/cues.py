"""What a sentence says of the level at which a skill is asked for or claimed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from skillmark.skills.language import lexicon
from skillmark.skills.language.words import fold

NEAREST = 60
"""Distance of a cue from the words of the skill; beyond that it speaks of something else."""

_CUES = [
    (int(level), re.compile(rf"(?<!\w)(?:{words})(?!\w)"))
    for level, _, words in (line.partition(" ") for line in lexicon.lines("levels.txt"))
]
_CLAUSE = re.compile(r"[,;()/]|\b(?:and|or|but|und|oder|aber)\b")
_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("one ein einem einer", "two zwei", "three drei", "four vier", "five funf", "six sechs",
         "seven sieben", "eight acht", "nine neun", "ten zehn"),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_COUNT = rf"\d{{1,2}}|{'|'.join(_NUMBERS)}"
_YEARS = re.compile(
    rf"(?<![\w.])({_COUNT})\s*(?:\(\d{{1,2}}\)\s*)?(?:\+|plus|or more|oder mehr)?\s*"
    rf"(?:(?:-|–|to|bis|or|oder)\s*(?:{_COUNT})\s*)?\+?\s*"
    r"(?:years?|yrs?|jahre?n?|jahrige\w*)(?!\w)"
)
_DENIED = re.compile(
    r"(?<!\w)(?:no|not(?! only)|non|without|never|kein|keine|keinen|keinerlei"
    r"|nicht(?! nur)|ohne)(?!\w)(?:\s+\w+){0,2}\s*$"
)
_NEEDLESS = re.compile(
    r"\W*(?:\w+\W+){0,4}?(?:not|nicht) (?:strictly |unbedingt |zwingend )?"
    r"(?:required|needed|necessary|essential|erforderlich|notig|notwendig)\b"
)
_CEFR = re.compile(r"(?<!\w)([abc][12])(?!\w)")
_ANY = re.compile("|".join(one.pattern for one in (*(words for _, words in _CUES), _YEARS, _CEFR)))
"""One look tells most sentences, which have no cue."""
_CEFR_LEVELS = {"a1": 1, "a2": 2, "b1": 3, "b2": 4, "c1": 5, "c2": 6}


@dataclass(frozen=True, slots=True)
class LevelCue:
    """Words that speak of a level: `text[start:end]`."""

    level: int
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cued:
    """A sentence and what it says of levels, whatever skill that is about."""

    sentence: str
    folded: str
    cues: tuple[tuple[int, int, int], ...]
    """Level, and the place of its words in the sentence."""

    @classmethod
    def of(cls, sentence: str) -> Cued:
        """Look through a sentence once, for all skills that it speaks of."""
        folded = fold(sentence)
        # signs that fold to several letters: places would be wrong
        fits = len(folded) == len(sentence)
        return cls(sentence, folded, tuple(_found(folded)) if fits else ())


def level_cue(
    sentence: str | Cued, spans: list[tuple[int, int]], *, offset: int = 0
) -> LevelCue | None:
    """Return the cue nearest to the skill's words, the highest of equally near ones.

    `spans` are places of the skill's words in the text of which `sentence` starts at `offset`.
    """
    said = sentence if isinstance(sentence, Cued) else Cued.of(sentence)
    if not spans:
        return None
    folded, sentence = said.folded, said.sentence
    found: list[tuple[int, int, LevelCue]] = []
    for level, start, end in said.cues:
        place, until = start + offset, end + offset
        gap = min(
            _distance(folded, (start, end), (first - offset, last - offset))
            for first, last in spans
        )
        inside = any(place < last and first < until for first, last in spans)
        if gap <= NEAREST and not inside:
            found.append((gap, -level, LevelCue(level, sentence[start:end], place, until)))
    return min(found, key=lambda one: one[:2])[2] if found else None


def _distance(sentence: str, cue: tuple[int, int], skill: tuple[int, int]) -> int:
    """Characters between; cues come before what they speak of, and seldom across a comma."""
    before = cue[1] <= skill[0]
    between = sentence[cue[1] : skill[0]] if before else sentence[skill[1] : cue[0]]
    apart = 20 if _CLAUSE.search(between) else 0
    return len(between) + apart + (0 if before else 10)


def level_of_years(years: int) -> int:
    """Read years of practice on our scale: 1 -> 2, 2 -> 3, 3-4 -> 4, 5-9 -> 5, 10 and more -> 6."""
    return 2 if years <= 1 else 3 if years == 2 else 4 if years < 5 else 5 if years < 10 else 6


def _found(folded: str) -> list[tuple[int, int, int]]:
    if not _ANY.search(folded):
        return []
    found = [
        (level, match.start(), match.end())
        for level, pattern in _CUES
        for match in pattern.finditer(folded)
    ]
    found += [
        (level_of_years(_number(match[1])), match.start(), match.end())
        for match in _YEARS.finditer(folded)
    ]
    found += [
        (_CEFR_LEVELS[match[1]], match.start(), match.end()) for match in _CEFR.finditer(folded)
    ]
    # "very good" is not also "good": the longest of what overlaps counts; and what is denied
    # ("no advanced knowledge needed") asks for nothing
    return [
        one
        for one in found
        if not _DENIED.search(folded[: one[1]])
        and not _NEEDLESS.match(folded[one[2] :])
        and not any(
            other is not one
            and other[1] <= one[1]
            and one[2] <= other[2]
            and (other[2] - other[1]) > (one[2] - one[1])
            for other in found
        )
    ]


def _number(words: str) -> int:
    return int(words) if words.isdecimal() else _NUMBERS[words]
