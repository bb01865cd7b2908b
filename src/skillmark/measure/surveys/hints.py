"""Hints about wording that bends answers, in English and German. Hints, never a refusal.

Each rule is a pattern that textbooks on question wording warn of (Dillman, Smyth and Christian
2014, ch. 4; Krosnick and Presser 2010; Porst 2014 for German). Patterns miss what only a reader
sees, and may be wrong: whoever writes decides, and a pretest with a few people decides better.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LONGEST = 30
"""Words of a question; longer ones are read only in part."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What may be wrong with a wording, where, and what to do."""

    code: str
    words: str
    """The part of the text that it is about."""
    message: str


_MESSAGES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "double_barrelled": "Two things in one question: who thinks differently of them cannot "
        "answer. Ask one at a time.",
        "leading": "This tells people what to answer. Leave it out, or name both sides.",
        "agreement": "Agreement with a statement draws yes whatever it says. Ask for the thing "
        "itself: how useful, how often, how much.",
        "negation": "A negation is easily overread, and “no” to it is a riddle. Say it without.",
        "absolute": "“Always” and “never” are hardly ever true. Ask how often.",
        "loaded": "A word with a verdict in it. Use a plain one.",
        "one_sided": "Only one side is named. Add “if at all”, or name both.",
        "vague": "Means something else to everybody. Name a time and a number.",
        "long": "Long: the end decides the answer. Put what has to be known into a sentence of "
        "its own, or shorten it.",
        "many_marks": "More than one question. Ask one at a time.",
        "hypothetical": "What people would do is what they hope. Ask what they did, where you can.",
    },
    "de": {
        "double_barrelled": "Zwei Dinge in einer Frage: Wer darüber Verschiedenes denkt, kann "
        "nicht antworten. Fragen Sie einzeln.",
        "leading": "Das sagt den Befragten, was sie antworten sollen. Lassen Sie es weg oder "
        "nennen Sie beide Seiten.",
        "agreement": "Zustimmung zu einer Aussage bekommt leicht ein Ja, was immer sie sagt. "
        "Fragen Sie nach der Sache selbst: wie nützlich, wie oft, wie viel.",
        "negation": "Eine Verneinung wird leicht überlesen, und ein „Nein“ darauf ist ein Rätsel. "
        "Sagen Sie es ohne.",
        "absolute": "„Immer“ und „nie“ stimmen fast nie. Fragen Sie, wie oft.",
        "loaded": "Ein Wort mit einem Urteil darin. Nehmen Sie ein schlichtes.",
        "one_sided": "Nur eine Seite ist genannt. Nennen Sie beide, oder fragen Sie „wie … oder "
        "wie wenig“.",
        "vague": "Das versteht jeder anders. Nennen Sie einen Zeitraum und eine Zahl.",
        "long": "Lang: Das Ende entscheidet die Antwort. Stellen Sie, was man wissen muss, in "
        "einen eigenen Satz, oder kürzen Sie.",
        "many_marks": "Mehr als eine Frage. Fragen Sie einzeln.",
        "hypothetical": "Was Menschen tun würden, ist, was sie hoffen. Fragen Sie, wo es geht, "
        "was sie getan haben.",
    },
}
_RULES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "double_barrelled": r"\b(\w+ (?:and|and/or|as well as) (?:(?:the|your|its|their|more) )?"
        r"\w+)\b(?=[^.]*\?)",
        "leading": r"\b(don't you (?:think|agree)|wouldn't you|isn't it|surely|of course|obviously|"
        r"as (?:everybody|everyone|we all) knows?|most (?:people|experts|employers) "
        r"(?:think|agree|say|believe)|would you agree|"
        r"(?:research|studies) (?:shows?|proves?))\b",
        "agreement": r"\b((?:do|would) you (?:strongly )?(?:agree|disagree)|"
        r"to what extent do you agree|"
        r"how (?:much|strongly) do you agree|agree or disagree|is it true that)\b",
        "negation": r"\b(not|no longer|never|cannot|can't|don't|doesn't|didn't|isn't|aren't|wasn't|"
        r"weren't|won't|shouldn't|without|unable|hardly|fail(?:ed|s)? to)\b",
        "absolute": r"\b(always|never|all the time|every single|completely|totally|none of)\b",
        "loaded": r"\b(excellent|amazing|great|terrible|outdated|cutting-edge|world-class|valuable|"
        r"successful(?:ly)?|wasted?|burden|innovative|best-in-class|boost(?:ed)?|empower\w*)\b",
        "one_sided": r"\b(how (?:satisfied|useful|helpful|worried|concerned|effective|prepared)\b"
        r"(?!,? (?:if at all|or)))",
        "vague": r"\b(regularly|frequently|often|sometimes|recently|usually|a lot of the time|"
        r"from time to time)\b",
        "hypothetical": r"\b(would you(?! agree)|if you were to|could you imagine)\b",
    },
    "de": {
        "double_barrelled": r"\b(\w+ (?:und|sowie|und/oder) (?:(?:der|die|das|Ihre?|Ihr|mehr) )?"
        r"\w+)\b(?=[^.]*\?)",
        "leading": r"\b(finden Sie (?:nicht )?auch|sind Sie nicht auch|meinen Sie nicht|sicherlich|"
        r"natürlich|selbstverständlich|bekanntlich|wie (?:alle|jeder) weiß|"
        r"die meisten (?:Menschen|Fachleute|Arbeitgeber)|Studien (?:zeigen|beweisen))\b",
        "agreement": r"\b(stimmen Sie[^?.]*\bzu|inwieweit stimmen|trifft (?:es )?zu, dass|"
        r"ist es richtig, dass|würden Sie zustimmen|zustimmen oder ablehnen)\b",
        "negation": r"\b(nicht|kein(?:e|en|em|er|es)?|nie|niemals|nirgends|ohne|kaum|weder|"
        r"un(?:fähig|möglich|nötig|zufrieden))\b",
        "absolute": r"\b(immer|nie|niemals|ständig|völlig|vollkommen|jede[rsmn]? einzelne\w*)\b",
        "loaded": r"\b(hervorragend\w*|großartig\w*|schrecklich\w*|veraltet\w*|innovativ\w*|"
        r"wertvoll\w*|erfolgreich\w*|verschwendet\w*|Belastung|erstklassig\w*)\b",
        "one_sided": r"\b(wie (?:zufrieden|hilfreich|wirksam)\b(?! oder))",
        "vague": r"\b(regelmäßig|häufig|oft|manchmal|kürzlich|neulich|meistens|gelegentlich|"
        r"ab und zu)\b",
        "hypothetical": r"\b(würden Sie(?! zustimmen)|wenn Sie \w+ könnten)\b",
    },
}
_COMPILED: Final = {
    language: tuple((code, re.compile(pattern, re.IGNORECASE)) for code, pattern in rules.items())
    for language, rules in _RULES.items()
}
# A pair that is one thing, or an alternative that is part of the question.
_ONE_THING: Final = frozenset(
    {
        "learning and development", "research and development", "terms and conditions",
        "health and safety", "questions and answers", "pros and cons", "now and then",
        "finance and administration", "more and more", "forschung und entwicklung",
        "aus- und weiterbildung", "mehr und mehr", "lehre und forschung", "daten und analyse",
    }
)  # fmt: skip
_HOW_OFTEN: Final = re.compile(r"\b(how often|wie oft|wie häufig)\b", re.IGNORECASE)


def hints(text: str, language: str) -> tuple[Hint, ...]:
    """Return what may bend the answers to a question in English (`en`) or German (`de`)."""
    said = " ".join(text.split())
    found: list[Hint] = []

    def add(code: str, words: str) -> None:
        found.append(Hint(code, words, _MESSAGES[language][code]))

    plain = _HOW_OFTEN.sub("", said)
    for code, pattern in _COMPILED[language]:
        match = pattern.search(plain)
        if match is None or (code == "double_barrelled" and _is_one(match[1])):
            continue
        # "don't you think" leads and "never" is an absolute: said once is enough.
        if code == "negation" and any(one.code == "leading" for one in found):
            continue
        if code == "absolute" and any(one.words == match[1] for one in found):
            found = [one for one in found if one.words != match[1]]
        add(code, match[1])
    if said.count("?") > 1:
        add("many_marks", "?")
    last = re.split(r"(?<=[.!:]) ", said)[-1]
    if len(last.split()) > LONGEST:
        add("long", " ".join(last.split()[:6]) + " …")
    return tuple(found)


def _is_one(pair: str) -> bool:
    words = [word for word in pair.casefold().split() if word not in {"the", "your", "die", "ihre"}]
    return " ".join(words) in _ONE_THING


CODES: Final = tuple(_MESSAGES["en"])
"""Every hint there is."""
