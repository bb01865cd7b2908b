"""What a candidate is told of an attempt: as much as its delivery says, and nowhere more.

Every page, picture and credential asks here. The key of a question is told after all is
submitted, or, in practice that tells at once, after the answer is final.
"""

from __future__ import annotations

from dataclasses import dataclass

from skillmark.assess.interactions.spoken import said
from skillmark.assess.items import Item
from skillmark.nouns.text import Text
from skillmark.server.assess import library
from skillmark.server.assess.models import AttemptRecord, ResponseRecord, Telling
from skillmark.server.assess.sitting import engine


def tells_result(attempt: AttemptRecord) -> bool:
    """Whether score, skills and course may be told, once submitted."""
    return attempt.submitted is not None and attempt.delivery.telling != Telling.NOTHING


def tells_questions(attempt: AttemptRecord) -> bool:
    """Whether each question may be told with its key, once submitted."""
    told = {Telling.AT_THE_END, Telling.AT_ONCE}
    return attempt.submitted is not None and attempt.delivery.telling in told


@dataclass(frozen=True, slots=True)
class Told:
    """One question with what was answered, what is right, and why."""

    number: int
    prompt: str
    """Markdown."""
    language: str
    given: list[str]
    right: list[str]
    why: list[tuple[str, str]]
    """Pairs of an option and why it is right or wrong."""
    rationale: str
    points: float | None
    """`None` while a person has yet to score it."""
    maximum: float

    @property
    def state(self) -> str:
        """`right`, `partly`, `wrong`, `blank` or `pending`."""
        if self.points is None:
            return "pending"
        if not self.given:
            return "blank"
        if self.points >= self.maximum - 1e-9:
            return "right"
        return "partly" if self.points > 0 else "wrong"


def questions(attempt: AttemptRecord) -> list[Told]:
    """Return every question of an attempt that may be told, in the order it was asked."""
    if not tells_questions(attempt):
        return []
    given = {one.item: one for one in attempt.responses.all()}
    test = library.noun(attempt.delivery.test)
    return [
        _told(attempt, number, test.item(name), given[name])
        for number, (name, _order) in enumerate(attempt.form, start=1)
        if name in given
    ]


def at_once(attempt: AttemptRecord, number: int) -> Told | None:
    """Return what is told of the question at a place now, `None` where its answer is not final."""
    name = attempt.form[number - 1][0]
    if not engine.told_at_once(attempt.delivery) or not engine.settled(attempt, name):
        return None
    item = library.noun(attempt.delivery.test).item(name)
    saved = attempt.responses.filter(item=name).first()
    return _told(attempt, number, item, saved or ResponseRecord(item=name, maximum=item.points))


def _told(attempt: AttemptRecord, number: int, item: Item, row: ResponseRecord) -> Told:
    language = attempt.language
    way = item.interaction
    points = None if row.pending else row.points
    if points is None and not row.pending:  # the attempt is still open
        points = engine.points(item, row.value)
    return Told(
        number=number,
        prompt=item.prompt.in_language(language),
        language=item.prompt.language_shown(language),
        given=said(way, row.value, language),
        right=way.solution(language),
        why=_why(way, language),
        rationale=item.rationale.in_language(language) if item.rationale else "",
        points=points,
        maximum=item.points,
    )


def _why(way: object, language: str) -> list[tuple[str, str]]:
    """Return what the author says of the single options."""
    options = getattr(way, "options", ()) or getattr(way, "reactions", ())
    return [
        (_in(option.text, language), _in(option.why, language)) for option in options if option.why
    ]


def _in(words: Text, language: str) -> str:
    return words.in_language(language)
