"""Word stems, so that "managing budgets" and "budget management" meet; English and German.

English by Porter's algorithm (M. F. Porter, An algorithm for suffix stripping, 1980), with British
spellings read as American ones and agent nouns ("teacher") brought to their verb. German by a light
suffix stripper. Other languages are compared word by word.
"""

from __future__ import annotations

import re
from functools import lru_cache

from skillmark.skills.language import lexicon

_LANGUAGES = ("en", "de")
_NONE: frozenset[str] = frozenset()


def _listed(name: str) -> dict[str, frozenset[str]]:
    return {
        language: frozenset(" ".join(lexicon.lines(f"{name}.{language}.txt")).split())
        for language in _LANGUAGES
    }


_STOP, _FILLER = _listed("stop"), _listed("filler")

_GERMAN = (
    "ierungen", "ierung", "ungen", "heiten", "keiten", "ieren", "lichen", "ischen", "liche",
    "ische", "iert", "heit", "keit", "lich", "isch", "ung", "ern", "en", "er", "es", "em", "et",
    "e", "n", "s",
)  # fmt: skip
_SHORTEST = 3


def is_stop(form: str, language: str) -> bool:
    """Say whether a folded word is a function word ("the")."""
    return form in _STOP.get(language, _NONE)


def is_filler(form: str, language: str) -> bool:
    """Say whether a folded word says little by itself ("experience")."""
    return form in _FILLER.get(language, _NONE)


def singular(form: str, language: str) -> str:
    """Return the word without the ending of its plural: what is left to call two words the same."""
    if language == "en":
        return _step1a(form) if len(form) > _SHORTEST else form
    return form.rstrip("ens") if language == "de" and len(form) > _SHORTEST + 2 else form


@lru_cache(maxsize=200_000)
def stem(form: str, language: str) -> str:
    """Return the stem of a folded word. Words with digits or signs are left as they are."""
    form = form.removesuffix("'s")
    if len(form) <= _SHORTEST or not form.isalpha():
        return form
    return _porter(form) if language == "en" else _german(form) if language == "de" else form


def _german(form: str) -> str:
    for _ in range(2):
        for suffix in _GERMAN:
            rest = form.removesuffix(suffix)
            if rest != form and len(rest) > _SHORTEST and _VOWEL.search(rest):
                form = rest
                break
    return form


_VOWEL = re.compile("[aeiouy]")
_C, _V = "(?:[^aeiouy]|(?<=[aeiou])y|^y)", "(?:[aeiou]|(?<=[^aeiou])y)"
_MEASURED = re.compile(f"{_V}+{_C}+")
_SHORT_END = re.compile("[^aeiou][aeiouy][^aeiouwxy]$")
_BRITISH = re.compile(r"(?<=...)(is)(e|es|ed|ing|er|ers|ation|ations)$")
_STEP2 = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize",
    "abli": "able", "alli": "al", "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize",
    "ation": "ate", "ator": "ate", "alism": "al", "iveness": "ive", "fulness": "ful",
    "ousness": "ous", "aliti": "al", "iviti": "ive", "biliti": "ble",
}  # fmt: skip
_STEP3 = {
    "icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": "",
}  # fmt: skip
_STEP4 = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "sion", "tion", "ism", "ate",
    "iti", "ous", "ive", "ize", "al", "er", "ic", "ou",
)  # fmt: skip


def _porter(form: str) -> str:
    form = _BRITISH.sub(r"iz\2", form)
    for step in (_step1a, _step1b, _step1c, _step2, _step3, _step4, _step5):
        form = step(form)
    return _agent(form)


def _measure(form: str) -> int:
    return len(_MEASURED.findall(form))


def _step1a(form: str) -> str:
    if form.endswith(("sses", "ies")):
        return form[:-2]
    return form if form.endswith(("ss", "us")) else form.removesuffix("s")


def _step1b(form: str) -> str:
    if form.endswith("eed"):
        return form[:-1] if _measure(form[:-3]) > 0 else form
    rest = form.removesuffix("ing") if form.endswith("ing") else form.removesuffix("ed")
    if rest == form or not _VOWEL.search(rest):
        return form
    if rest.endswith(("at", "bl", "iz")):
        return rest + "e"
    if len(rest) > 2 and rest[-1] == rest[-2] and rest[-1] not in "aeioulsz":
        return rest[:-1]
    return rest + "e" if _measure(rest) == 1 and _SHORT_END.search(rest) else rest


def _step1c(form: str) -> str:
    return form[:-1] + "i" if form.endswith("y") and _VOWEL.search(form[:-1]) else form


def _step2(form: str) -> str:
    return _replaced(form, _STEP2)


def _step3(form: str) -> str:
    return _replaced(form, _STEP3)


def _replaced(form: str, endings: dict[str, str]) -> str:
    for ending, instead in endings.items():
        if form.endswith(ending):
            rest = form[: -len(ending)]
            return rest + instead if _measure(rest) > 0 else form
    return form


def _step4(form: str) -> str:
    for ending in _STEP4:
        if form.endswith(ending):
            rest = form[: -len(ending)]
            if ending in ("sion", "tion"):
                rest += ending[0]
            return rest if _measure(rest) > 1 else form
    return form


def _step5(form: str) -> str:
    if form.endswith("e"):
        rest = form[:-1]
        measure = _measure(rest)
        if measure > 1 or (measure == 1 and not _SHORT_END.search(rest)):
            form = rest
    return form[:-1] if form.endswith("ll") and _measure(form) > 1 else form


def _agent(form: str) -> str:
    """Beyond Porter: "teacher" and "teach", the forms of "analysis", "programmer" and "program"."""
    if form.startswith(("analys", "analyz", "analyt")):
        return "analy"
    if form.endswith("er") and len(form) > 5:
        form = form[:-2]
    return form[:-1] if form.endswith("mm") else form
