"""What linking answers: concepts with the words that led to them."""

from __future__ import annotations

from dataclasses import dataclass

from skillmark.skills.language.segments import Segment
from skillmark.skills.linking import evidence, explaining
from skillmark.skills.linking.cues import Cued, LevelCue, level_cue
from skillmark.skills.linking.evidence import Candidates
from skillmark.skills.linking.explaining import Reason, Span
from skillmark.skills.linking.index import Concept


@dataclass(frozen=True, slots=True)
class Match:
    """One concept that the text speaks of, with the words that say so."""

    uri: str
    label: str
    score: float
    """Probability in [0, 1] that the concept is meant."""
    why: str
    spans: tuple[Span, ...] = ()
    level_cue: LevelCue | None = None
    linked: bool = True
    """The score reaches the threshold of what it rests on (words, or words and meanings)."""


@dataclass(frozen=True, slots=True)
class Linked:
    """The concepts of a text, best first; those that are not linked are guesses."""

    matches: tuple[Match, ...]
    by_meaning: bool = False
    """Whether meanings were compared, not only words."""

    @property
    def links(self) -> tuple[Match, ...]:
        """The matches to rely on."""
        return tuple(match for match in self.matches if match.linked)

    @property
    def unmatched(self) -> bool:
        """True where nothing in the framework fits."""
        return not self.links


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate in one sentence."""

    score: float
    linked: bool
    candidates: Candidates
    at: int
    """Which of them."""
    segment: Segment

    @property
    def worth(self) -> tuple[float, bool]:
        """By which the best sentence is chosen."""
        return self.score, self.linked


def reason_of(found: Candidates, at: int, offset: int) -> Reason:
    stretch, closeness = None, 0.0
    if found.stretches is not None:
        start, end = found.stretches[at].tolist()
        stretch = (start + offset, end + offset)
        first = len(evidence.WORD_FEATURES)
        closeness = float(max(found.rows[at, first], found.rows[at, first + 2]))
    share = float(found.rows[at, evidence.WORD_FEATURES.index("share_cubed")]) ** (1 / 3)
    said = found.said[at] is not None
    return Reason(found.forms[at], found.known[at], said, share, stretch, closeness)


def label_of(concept: Concept, language: str | None) -> str:
    return concept.label.in_language(language) if language else str(concept.label)


def match_of(
    concept: Concept, found: Found, text: str, language: str | None, cued: dict[int, Cued]
) -> Match:
    """Return the match of one concept; `cued` keeps the text's sentences by their beginning."""
    label = label_of(concept, language)
    start = found.segment.start
    reason = reason_of(found.candidates, found.at, start)
    spans = explaining.spans(reason, text)
    if start not in cued:
        cued[start] = Cued.of(text[start : found.segment.end])
    places = [(span.start, span.end) for span in spans]
    cue = level_cue(cued[start], places, offset=start)
    why = explaining.why(reason, label, spans)
    return Match(concept.uri, label, round(found.score, 4), why, spans, cue, found.linked)
