"""Answer scales: fully labelled, balanced, item-specific; what is no answer stands apart.

Item-specific scales ask for the thing itself (how useful, how often) and not for agreement with a
statement, which draws consent whatever it says (Saris, Revilla, Krosnick and Shaeffer 2010;
Krosnick and Presser 2010). Five points, each with words (Krosnick and Fabrigar 1997); scales with
two poles are symmetrical around a middle, scales with one begin at none. The adverbs of degree
are those found to be about equally far apart (English: Krosnick; German: Rohrmann 1978).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from skillmark.nouns.errors import InputError
from skillmark.nouns.objects import members

Words = Mapping[str, str]
"""The same words in `en` and `de`."""


class Kind(StrEnum):
    """What a scale measures."""

    UNIPOLAR = "unipolar"
    """From none to much."""
    BIPOLAR = "bipolar"
    """From one pole over a middle to the other."""
    FACT = "fact"
    """What happened: yes or no."""
    GROUP = "group"
    """Who answers: never a result of its own, only what results are broken down by."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer. Codes of the scale count from 1; what is no answer has a code below 0."""

    code: int
    text: Words


@dataclass(frozen=True, slots=True)
class Scale:
    """Answers to choose one from, in order, and those set apart."""

    key: str
    kind: Kind
    options: tuple[Option, ...]
    favourable: frozenset[int]
    """Codes that count in the share shown (its top box); all figures say which."""
    apart: tuple[Option, ...] = ()

    @property
    def scored(self) -> bool:
        """Whether a mean of its codes says anything."""
        return self.kind in (Kind.UNIPOLAR, Kind.BIPOLAR)

    @property
    def codes(self) -> frozenset[int]:
        """Every code that may be given."""
        return frozenset(one.code for one in (*self.options, *self.apart))

    def label(self, code: int, language: str) -> str:
        """Return the words of a code."""
        for one in (*self.options, *self.apart):
            if one.code == code:
                return one.text[language]
        raise KeyError(code)

    def top(self, language: str) -> str:
        """Return the words of the codes that count, such as "very or extremely useful"."""
        return " / ".join(one.text[language] for one in self.options if one.code in self.favourable)


DONT_KNOW: Final = Option(-1, {"en": "Don't know", "de": "Weiß nicht"})
NOT_MINE: Final = Option(-2, {"en": "Does not apply to me", "de": "Trifft auf mich nicht zu"})
NOT_SAID: Final = Option(-3, {"en": "Prefer not to say", "de": "Keine Angabe"})
_DEGREE_EN = "Not at all|Slightly|Moderately|Very|Extremely"
_DEGREE_DE = "Gar nicht|Wenig|Mittelmäßig|Ziemlich|Sehr"


def _scale(
    key: str,
    kind: Kind,
    english: str,
    german: str,
    favourable: set[int],
) -> Scale:
    pairs = zip(english.split("|"), german.split("|"), strict=True)
    options = tuple(Option(n, {"en": en, "de": de}) for n, (en, de) in enumerate(pairs, 1))
    return Scale(key, kind, options, frozenset(favourable), (DONT_KNOW, NOT_MINE))


def _degree(key: str, english: str, german: str) -> Scale:
    return _scale(
        key,
        Kind.UNIPOLAR,
        "|".join(f"{degree} {english}" for degree in _DEGREE_EN.split("|")),
        "|".join(f"{degree} {german}" for degree in _DEGREE_DE.split("|")),
        {4, 5},
    )


_ALL = (
    _degree("confident", "confident", "sicher"),
    _degree("useful", "useful", "nützlich"),
    _degree("worried", "worried", "besorgt"),
    _degree("prepared", "prepared", "vorbereitet"),
    _scale(
        "amount",
        Kind.UNIPOLAR,
        "None at all|A little|A moderate amount|A lot|A great deal",
        "Gar keine|Wenig|Mittelmäßig viel|Viel|Sehr viel",
        {4, 5},
    ),
    _scale(
        "days",
        Kind.UNIPOLAR,
        "On no day|On one or two days|About one day a week|Two to four days a week|"
        "Every working day, or nearly",
        "An keinem Tag|An ein oder zwei Tagen|Etwa einen Tag pro Woche|"
        "Zwei bis vier Tage pro Woche|An jedem Arbeitstag oder fast jedem",
        {3, 4, 5},
    ),
    _scale(
        "longer",
        Kind.BIPOLAR,
        "Much shorter|Somewhat shorter|About the same|Somewhat longer|Much longer",
        "Viel kürzer|Etwas kürzer|Etwa gleich lang|Etwas länger|Viel länger",
        {1, 2},
    ),
    _scale(
        "lower",
        Kind.BIPOLAR,
        "Much lower|Somewhat lower|About the same|Somewhat higher|Much higher",
        "Viel niedriger|Etwas niedriger|Etwa gleich hoch|Etwas höher|Viel höher",
        {1, 2},
    ),
    _scale(
        "higher",
        Kind.BIPOLAR,
        "Much lower|Somewhat lower|About the same|Somewhat higher|Much higher",
        "Viel niedriger|Etwas niedriger|Etwa gleich hoch|Etwas höher|Viel höher",
        {4, 5},
    ),
    _scale(
        "more",
        Kind.BIPOLAR,
        "Much less|Somewhat less|About the same|Somewhat more|Much more",
        "Viel weniger|Etwas weniger|Etwa gleich viel|Etwas mehr|Viel mehr",
        {4, 5},
    ),
    _scale(
        "likelier",
        Kind.BIPOLAR,
        "Much less likely|Somewhat less likely|Equally likely|Somewhat more likely|"
        "Much more likely",
        "Viel unwahrscheinlicher|Etwas unwahrscheinlicher|Gleich wahrscheinlich|"
        "Etwas wahrscheinlicher|Viel wahrscheinlicher",
        {4, 5},
    ),
    _scale(
        "better",
        Kind.BIPOLAR,
        "Much worse|Somewhat worse|Neither worse nor better|Somewhat better|Much better",
        "Viel schlechter|Etwas schlechter|Weder schlechter noch besser|Etwas besser|Viel besser",
        {4, 5},
    ),
    _scale(
        "pay",
        Kind.BIPOLAR,
        "More than 5% less|Up to 5% less|The same|Up to 5% more|More than 5% more",
        "Über 5 % weniger|Bis zu 5 % weniger|Gleich viel|Bis zu 5 % mehr|Über 5 % mehr",
        {4, 5},
    ),
    _scale("yes", Kind.FACT, "Yes|No", "Ja|Nein", {1}),
)
SCALES: Final[dict[str, Scale]] = {scale.key: scale for scale in _ALL}


def groups_of(pairs: list[tuple[str, str]]) -> Scale:
    """Return the options of a question about who answers (English and German words)."""
    options = tuple(Option(n, {"en": en, "de": de}) for n, (en, de) in enumerate(pairs, 1))
    return Scale("group", Kind.GROUP, options, frozenset(), (NOT_SAID,))


def scale_json(scale: Scale) -> str | list[dict[str, str]]:
    """Return a scale as an instrument's JSON names it: its key, or the options of a group."""
    if scale.kind is not Kind.GROUP:
        return scale.key
    return [dict(option.text) for option in scale.options]


def scale_of(value: Any, *, where: str) -> Scale:
    """Read `scale_json` back; unknown keys, and groups with fewer than two options, are refused."""
    if isinstance(value, list):
        pairs = []
        for place, one in enumerate(value):
            words = members(one, {"en": str, "de": str}, ("en",), where=f"{where}/{place}")
            if not words["en"].strip():
                raise InputError("an answer without words", where=f"{where}/{place}")
            pairs.append((words["en"].strip(), (words.get("de") or words["en"]).strip()))
        if not 2 <= len(pairs) <= 30:
            raise InputError("a group needs 2 to 30 answers", where=where)
        if len({en for en, _ in pairs}) < len(pairs):
            raise InputError("two answers are the same", where=where)
        return groups_of(pairs)
    if not isinstance(value, str) or value not in SCALES:
        raise InputError(
            f"unknown scale {value!r}", where=where, remedy=f"known are {', '.join(SCALES)}"
        )
    return SCALES[value]
