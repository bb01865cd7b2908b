"""The words of a text that led to a concept, and why in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skillmark.skills.linking.index import Form, Known

MEANS = 0.45
"""Cosine from which a stretch is shown as the reason."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the text that speak for a concept: `text[start:end]`."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What was found for a concept in one sentence, with places in the whole text."""

    form: Form
    """The label whose words are there."""
    known: tuple[Known, ...]
    """These words."""
    said: bool
    """They stand together."""
    share: float = 0.0
    """How much of the label they are."""
    stretch: tuple[int, int] | None = None
    """What is nearest in meaning."""
    closeness: float = 0.0
    """Its cosine with the concept."""

    @property
    def by_meaning(self) -> bool:
        """Say whether the meaning of a stretch tells more than the words do."""
        near = self.stretch is not None and self.closeness >= MEANS
        return not self.said and (near or not self.known) and self.closeness >= self.share


def spans(reason: Reason, text: str) -> tuple[Span, ...]:
    """Return the words that led to it; what stands side by side, or is one phrase, is one span."""
    if reason.by_meaning and reason.stretch is not None:
        start, end = reason.stretch
        return (Span(start, end, text[start:end]),)
    found: list[tuple[int, int]] = []
    for one in sorted(reason.known, key=lambda known: known.token.start):
        start, end = one.token.start, one.token.end
        if found and (reason.said or text[found[-1][1] : start].strip(" -/\u00a0") == ""):
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(Span(start, end, text[start:end]) for start, end in found)


def why(reason: Reason, label: str, shown: Sequence[Span]) -> str:
    """Say it in a sentence."""
    words = ", ".join(f"“{span.words}”" for span in shown)
    kind = "label" if reason.form.preferred else "alternative label"
    if not words:
        return "the description uses the same words"
    if reason.by_meaning:
        return f"{words} means about the same as “{label}”"
    if reason.said:
        return f"{words} is the {kind} “{reason.form.words}”"
    return f"{words} {'are' if len(shown) > 1 else 'is'} in the {kind} “{reason.form.words}”"
