"""What is said of one skill in one text: by the machine, and by the person who corrects it.

While a text is being read nothing is stored. The page carries the entries, signed: what the
machine found cannot be changed on the way, and a CV leaves no trace.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from skillmark.nouns.errors import InputError
from skillmark.server.skills.reading.models import TextSkillRecord, Verdict
from skillmark.skills.language.words import fold
from skillmark.skills.linking.cues import LevelCue
from skillmark.skills.linking.linker import Match, Span

SALT = "skills.reading"


@dataclass(frozen=True, slots=True)
class Entry:
    """One skill of a text. `spans` and `cue` are places of that text."""

    uri: str
    verdict: Verdict = Verdict.FOUND
    level: int | None = None
    confidence: float | None = None
    spans: tuple[Span, ...] = ()
    cue: LevelCue | None = None
    why: str = ""
    instead: str = ""
    """Which skill took the words of this one, where it was removed for another."""

    @property
    def counts(self) -> bool:
        """Whether the text is said to speak of it."""
        return self.verdict is not Verdict.REMOVED

    @property
    def decided(self) -> bool:
        """Whether a person has said so."""
        return self.verdict is not Verdict.FOUND

    @property
    def percent(self) -> int:
        """How sure the machine is, in percent: never quite 100."""
        return min(99, round(100 * (self.confidence or 0)))

    @property
    def words(self) -> list[str]:
        """The words that speak of it, each once."""
        return list(dict.fromkeys(" ".join(span.words.split()) for span in self.spans))

    @property
    def keys(self) -> list[str]:
        """The same, by which corrections are known again."""
        return [key(words) for words in self.words]


def key(words: str) -> str:
    """Return how words are compared: without case, accents and spacing."""
    return fold(" ".join(words.split()))[:200]


def from_match(match: Match) -> Entry:
    """Return what the machine found."""
    level = match.level_cue.level if match.level_cue else None
    return Entry(
        match.uri,
        level=level,
        confidence=match.score,
        spans=match.spans,
        cue=match.level_cue,
        why=match.why[:300],
    )


def from_row(row: TextSkillRecord, text: str) -> Entry:
    """Return what is kept of a skill in a text."""
    return Entry(
        row.uri,
        Verdict(row.verdict),
        row.level,
        row.confidence,
        tuple(Span(start, end, text[start:end]) for start, end in row.spans),
        LevelCue(row.cue[0], text[row.cue[1] : row.cue[2]], *row.cue[1:]) if row.cue else None,
        row.why,
        row.instead,
    )


def to_columns(entry: Entry) -> dict[str, Any]:
    """Return the columns of a row, but for who decided."""
    cue = entry.cue
    return {
        "uri": entry.uri,
        "verdict": entry.verdict.value,
        "level": entry.level,
        "confidence": entry.confidence,
        "spans": [[span.start, span.end] for span in entry.spans],
        "words": entry.keys[0] if entry.spans else "",
        "cue": [cue.level, cue.start, cue.end] if cue else None,
        "why": entry.why[:300],
        "instead": entry.instead,
    }


def packed(entry: Entry) -> str:
    """Return an entry as the page carries it, signed."""
    cue = entry.cue
    return signing.dumps(
        [
            entry.uri,
            entry.verdict.value,
            entry.level,
            entry.confidence,
            [[span.start, span.end, span.words] for span in entry.spans],
            [cue.level, cue.words, cue.start, cue.end] if cue else None,
            entry.why,
            entry.instead,
        ],
        salt=SALT,
        compress=True,
    )


def unpacked(token: str, text: str) -> Entry:
    """Return an entry that a page carried, its words found again where the text was changed.

    Raises `InputError` for what this site did not sign.
    """
    try:
        uri, verdict, level, confidence, spans, cue, why, instead = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError) as error:
        raise InputError(
            _("The lines of the skills do not fit together."), remedy=_("Read the text again.")
        ) from error
    entry = Entry(
        uri,
        Verdict(verdict),
        level,
        confidence,
        tuple(Span(*one) for one in spans),
        LevelCue(*cue) if cue else None,
        why,
        instead,
    )
    return anchored(entry, text)


def anchored(entry: Entry, text: str) -> Entry:
    """Return an entry with its words where they stand in `text`; those that are gone, gone."""
    spans = [_moved(span, text) for span in entry.spans]
    cue = entry.cue
    if cue and text[cue.start : cue.end] != cue.words:
        place = find(text, cue.words, near=cue.start)
        cue = LevelCue(cue.level, place.words, place.start, place.end) if place else None
    return replace(entry, spans=tuple(dict.fromkeys(one for one in spans if one)), cue=cue)


def _moved(span: Span, text: str) -> Span | None:
    if text[span.start : span.end] == span.words:
        return span
    return find(text, span.words, near=span.start)


def find(text: str, words: str, *, near: int = 0) -> Span | None:
    """Return where `words` stand in `text`, nearest to a place, whatever their case and spacing."""
    parts = [re.escape(word) for word in words.split()]
    if not parts:
        return None
    found = re.finditer(r"\s+".join(parts), text, re.IGNORECASE)
    spans = (Span(one.start(), one.end(), one.group()) for one in found)
    return min(spans, key=lambda one: abs(one.start - near), default=None)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries as their words come in the text; those without words last."""
    return sorted(
        entries,
        key=lambda one: (
            min((span.start for span in one.spans), default=10**9),
            -(one.confidence or 0),
            one.uri,
        ),
    )
