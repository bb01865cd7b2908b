"""What good item writing advises against, as far as a machine sees it. Hints, never verdicts.

The rules follow Haladyna, Downing and Rodriguez (2002), A review of multiple-choice item-writing
guidelines for classroom assessment, Applied Measurement in Education 15, 309-333; that three
options do, Rodriguez (2005), Educational Measurement: Issues and Practice 24(2), 3-13. They know
English and German; rules about words are silent in other languages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from skillmark.assess.interactions.best_worst import BestWorst
from skillmark.assess.interactions.choice import Choice
from skillmark.assess.interactions.cloze import Cloze, Menu
from skillmark.assess.interactions.gap_match import GapMatch
from skillmark.assess.interactions.hot_spot import HotSpot
from skillmark.assess.interactions.match import Match
from skillmark.assess.interactions.multiple import Multiple
from skillmark.assess.interactions.numeric import Numeric
from skillmark.assess.interactions.options import Named
from skillmark.assess.interactions.order import Order
from skillmark.assess.items import Item, Stimulus
from skillmark.assess.writing.readability import ease, words_of
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text
from skillmark.render.formula import formulas, mathml
from skillmark.render.marks import pictures


class Rule(StrEnum):
    """What a hint is about."""

    ALL_OF_THE_ABOVE = "all_of_the_above"
    NONE_OF_THE_ABOVE = "none_of_the_above"
    NEGATIVE = "negative"
    LONGEST_IS_KEY = "longest_is_key"
    LENGTHS_DIFFER = "lengths_differ"
    SAME_OPTIONS = "same_options"
    ABSOLUTE = "absolute"
    FEW_OPTIONS = "few_options"
    SAME_BEGINNING = "same_beginning"
    ECHO = "echo"
    NO_EXPLANATION = "no_explanation"
    NO_ALT = "no_alt"
    HARD_TO_READ = "hard_to_read"
    UNREAD_FORMULA = "unread_formula"
    NOT_IN_MENU = "not_in_menu"
    EXACT_NUMBER = "exact_number"
    UNTRANSLATED = "untranslated"


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing worth a second look."""

    rule: Rule
    language: str = ""
    """Tag of the words that it is about; empty for all."""
    options: tuple[int, ...] = ()
    """Numbers of the options that it is about, from 1."""
    said: str = ""
    """The words, the picture or the formula that it is about."""


HARD = 30.0
"""Reading ease below which words count as very difficult (Flesch: scientific papers)."""
FEWEST_WORDS = 25
"""Shorter texts have no reading ease worth the name."""
_LISTS = {
    "en": {
        Rule.ALL_OF_THE_ABOVE: r"all (of )?(the )?(above|these|them|options)\b",
        Rule.NONE_OF_THE_ABOVE: r"none (of )?(the )?(above|these|them|options)\b",
        Rule.NEGATIVE: r"\b(not|except|never|least|isn't|aren't|doesn't|don't|cannot|can't)\b",
        Rule.ABSOLUTE: r"\b(always|never|every|all|none|only|completely|impossible)\b",
    },
    "de": {
        Rule.ALL_OF_THE_ABOVE: r"alle (oben )?(genannten|antworten|obigen|davon)|alles davon",
        Rule.NONE_OF_THE_ABOVE: (
            r"kein(e|er|es)? (der |von )?(oben )?(genannten|antworten|obigen|davon|diesen)"
        ),
        Rule.NEGATIVE: r"\b(nicht|kein(e|er|es|en|em)?|außer|niemals|nie|ausgenommen)\b",
        Rule.ABSOLUTE: (
            r"\b(immer|nie|niemals|jede[rsnm]?|alle|nur|völlig|ausschließlich|unmöglich)\b"
        ),
    },
}
_PATTERNS = {
    language: {rule: re.compile(said, re.IGNORECASE) for rule, said in rules.items()}
    for language, rules in _LISTS.items()
}
_EMPHASIS = re.compile(r"\*\*.+?\*\*|__.+?__|\*[^*]+\*|\b[A-ZÄÖÜ]{3,}\b")


def hints(item: Item, material: Stimulus | None = None) -> list[Hint]:
    """Return what an author may want to look at again, in the order in which a question is read."""
    found = [*_of_prompt(item), *_of_words(item, material), *_of_languages(item)]
    if options := _options(item):
        for language in _languages(item.prompt):
            found += _of_options(item, options, language)
    if isinstance(item.interaction, Choice) and len(item.interaction.options) < 3:
        found.append(Hint(Rule.FEW_OPTIONS))
    if isinstance(item.interaction, Numeric) and _exact(item.interaction):
        found.append(Hint(Rule.EXACT_NUMBER))
    if item.rationale is None and not item.needs_rater:
        found.append(Hint(Rule.NO_EXPLANATION))
    return found


def _languages(text: Text) -> list[str]:
    return [tag for tag, words in text.translations if words]


def _patterns(language: str) -> dict[Rule, re.Pattern[str]]:
    return _PATTERNS.get(language.partition("-")[0].lower(), {})


def _of_prompt(item: Item) -> Iterator[Hint]:
    for language, words in item.prompt.translations:
        pattern = _patterns(language).get(Rule.NEGATIVE)
        if pattern is None:
            continue
        emphasised = " ".join(found.group() for found in _EMPHASIS.finditer(words))
        for found in pattern.finditer(words):
            if found.group().casefold() not in emphasised.casefold():
                yield Hint(Rule.NEGATIVE, language, said=found.group())
                break


def _of_words(item: Item, material: Stimulus | None) -> Iterator[Hint]:
    """Yield what is to say about single texts: alternatives of pictures, formulas, reading ease."""
    for text in texts(item, material):
        for language, words in text.translations:
            for picture in pictures(words):
                if not picture.alt or picture.alt.casefold() == picture.name.casefold():
                    yield Hint(Rule.NO_ALT, language, said=picture.name)
            for tex in unread(words):
                yield Hint(Rule.UNREAD_FORMULA, language, said=tex)
    if isinstance(item.interaction, HotSpot):
        for language, words in item.interaction.alt.translations:
            if words.strip().casefold() in {"", item.interaction.image.casefold()}:
                yield Hint(Rule.NO_ALT, language, said=item.interaction.image)
    menus = _in_menus(item)
    chosen = tuple(
        number
        for number, text in enumerate(menus, start=1)
        if any([*formulas(words), *pictures(words)] for words in text)
    )
    if chosen:
        yield Hint(Rule.NOT_IN_MENU, options=chosen)
    for language, words in item.prompt.translations:
        whole = f"{material.text.in_language(language)}\n{words}" if material else words
        figure = ease(whole, language)
        if figure is not None and figure < HARD and len(words_of(whole)) >= FEWEST_WORDS:
            yield Hint(Rule.HARD_TO_READ, language, said=f"{figure:.0f}")


def unread(words: str) -> Iterator[str]:
    """Yield the formulas in words that cannot be read, and are shown as their text."""
    for tex, block in formulas(words):
        try:
            mathml(tex, block=block)
        except InputError:
            yield tex


def _of_languages(item: Item) -> Iterator[Hint]:
    for language in _languages(item.prompt):
        if any(not dict(text.translations).get(language) for text in texts(item)):
            yield Hint(Rule.UNTRANSLATED, language)


def _of_options(item: Item, options: Sequence[Named], language: str) -> Iterator[Hint]:
    said = [option.text.in_language(language) for option in options]
    for rule in (Rule.ALL_OF_THE_ABOVE, Rule.NONE_OF_THE_ABOVE, Rule.ABSOLUTE):
        pattern = _patterns(language).get(rule)
        hit = [n for n, words in enumerate(said, 1) if pattern and pattern.search(words)]
        if hit and not (rule is Rule.ABSOLUTE and len(hit) == len(said)):
            yield Hint(rule, language, tuple(hit))
    seen = Counter(" ".join(words.casefold().split()) for words in said)
    twice = [n for n, w in enumerate(said, 1) if seen[" ".join(w.casefold().split())] > 1]
    if twice:
        yield Hint(Rule.SAME_OPTIONS, language, tuple(twice))
    yield from _of_lengths(item, [len(words) for words in said], language)
    if isinstance(item.interaction, Choice | Multiple):
        if beginning := _beginning(said):
            yield Hint(Rule.SAME_BEGINNING, language, said=beginning)
        yield from _echoes(item, said, language)


def _of_lengths(item: Item, lengths: Sequence[int], language: str) -> Iterator[Hint]:
    way = item.interaction
    if isinstance(way, Choice) and len(lengths) > 2:
        at = [option.id for option in way.options].index(way.key)
        others = [length for k, length in enumerate(lengths) if k != at]
        if lengths[at] > 1.4 * max(others) and lengths[at] > max(others) + 12:
            yield Hint(Rule.LONGEST_IS_KEY, language, (at + 1,))
            return
    if max(lengths) > 3 * min(lengths) and max(lengths) > 40:
        yield Hint(Rule.LENGTHS_DIFFER, language, (lengths.index(max(lengths)) + 1,))


def _beginning(said: Sequence[str]) -> str:
    """Return the words, three or more, with which all options begin."""
    shared: list[str] = []
    for column in zip(*(words.split() for words in said), strict=False):
        if len(set(column)) > 1:
            break
        shared.append(column[0])
    return " ".join(shared) if len(shared) >= 3 else ""


def _echoes(item: Item, said: Sequence[str], language: str) -> Iterator[Hint]:
    """Yield long words of the question that stand in right options alone."""
    right = item.interaction.right()
    keys = {right} if isinstance(right, str) else set(right if isinstance(right, list) else ())
    prompt = {word for word in words_of(item.prompt.in_language(language)) if len(word) >= 7}
    parts = item.interaction.parts()
    of = dict(zip(parts, (set(words_of(words)) for words in said), strict=True))
    for word in sorted(prompt):
        if any(word in of[one] for one in keys) and not any(
            word in of[one] for one in parts if one not in keys
        ):
            numbers = tuple(n for n, one in enumerate(parts, 1) if one in keys and word in of[one])
            yield Hint(Rule.ECHO, language, numbers, word)
            return


def _exact(way: Numeric) -> bool:
    return way.tolerance == 0 and way.value != int(way.value)


def _options(item: Item) -> Sequence[Named]:
    match item.interaction:
        case Choice() | Multiple() | Order() | GapMatch() | Match():
            return item.interaction.options
        case BestWorst():
            return item.interaction.reactions
        case HotSpot():
            return item.interaction.regions
    return ()


def _in_menus(item: Item) -> list[Text]:
    """Return words that stand in menus, where neither formulas nor pictures can be shown."""
    match item.interaction:
        case Match() | GapMatch():
            return [option.text for option in item.interaction.options]
        case Cloze():
            menus = [gap for gap in item.interaction.gaps if isinstance(gap, Menu)]
            return [option.text for gap in menus for option in gap.options]
    return []


def texts(item: Item, material: Stimulus | None = None) -> Iterator[Text]:
    """Yield every text that candidates may see of an item and its material."""
    yield item.prompt
    if item.rationale:
        yield item.rationale
    if material:
        yield from (material.title, material.text)
    way = item.interaction
    options = [*_options(item), *(way.rows if isinstance(way, Match) else ())]
    for option in options:
        yield option.text
        if why := getattr(option, "why", None):
            yield why
    text = getattr(way, "text", None)
    if isinstance(text, Text):
        yield text
    if isinstance(way, Cloze):
        yield from _in_menus(item)
