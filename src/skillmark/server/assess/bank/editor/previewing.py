"""What stands beside the fields: the question as candidates see it, and what answers earn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from skillmark.assess.interactions import ItemType
from skillmark.assess.interactions.base import Response
from skillmark.assess.items import Item
from skillmark.assess.scoring import score
from skillmark.assess.writing.half_right import half_right
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text
from skillmark.server.assess.bank.editor.drafts import Draft
from skillmark.server.assess.bank.editor.hinting import hints_of
from skillmark.server.assess.sitting.answers import moved, read_answer
from skillmark.server.assess.sitting.asked import Question


@dataclass
class Preview:
    """The right-hand side of the editor."""

    question: Question | None
    """As candidates see it; `None` while too little is there."""
    language: str
    languages: list[str]
    """Languages in which the question stands."""
    item: Item | None
    """What answers are scored by; `None` while something is missing."""
    solution: list[str] = field(default_factory=list)
    guessed: float = 0.0
    """Points that blind guessing earns on average."""
    earned: float | None = None
    """Points of the answer that was tried."""
    pending: bool = False
    error: str = ""
    hints: list[str] = field(default_factory=list)
    has_half: bool = False


def preview(draft: Draft, given: QueryDict) -> Preview:
    """Return what is seen beside the fields; `given` holds the answer that is tried, if any."""
    prompt = draft.prompt or Text.of("")
    languages = [tag for tag, words in prompt.translations if words]
    asked = given.get("preview-language", "")
    language = asked if asked in languages else (languages or ["en"])[0]
    item = _scored(draft)
    found = Preview(_question(draft, language, None), language, languages, item)
    if item is None or found.question is None:
        return found
    way = item.interaction
    found.solution = way.solution(language)
    found.guessed = item.points * way.guessed()
    found.has_half = half_right(way) is not None
    found.hints = hints_of(item, draft.material)
    _try(found, item, draft, given)
    return found


def _scored(draft: Draft) -> Item | None:
    """Return the item, or one that answers can be tried on while the rest is not finished."""
    if draft.item or draft.interaction is None:
        return draft.item
    way = draft.interaction
    try:
        return Item(
            id="preview",
            skill=draft.given("skill"),
            level=3,
            prompt=draft.prompt or Text.of("?"),
            interaction=way,
            points=way.worth or 1.0,
        )
    except InputError:
        return None


def _question(draft: Draft, language: str, value: Response) -> Question | None:
    way, prompt = draft.interaction, draft.prompt or Text.of("")
    if way is None and draft.prompt is None:
        return None
    order = way.parts() if way else ()
    if isinstance(value, list) and draft.type is ItemType.ORDER:
        order = tuple(value)
    shown: dict[str, Any] = {
        "id": "preview",
        "type": draft.type.value,
        "prompt": prompt.in_language(language),
        "language": prompt.language_shown(language),
        **(way.shown(language, order) if way else {}),
    }
    about = draft.material and {
        "title": draft.material.title.in_language(language),
        "text": draft.material.text.in_language(language),
    }
    return Question(
        1,
        shown,
        value,
        answered=value is not None,
        stimulus=about,
        address=reverse("question_preview"),
        pictures={n: reverse("question_file", args=[d]) for n, d in draft.files.items()},
    )


def _try(found: Preview, item: Item, draft: Draft, given: QueryDict) -> None:
    """Score the answer that is tried: the author's, the right one, or one that is right in part."""
    try:
        value = _answer(item, given)
        if value is None:
            return
        result = score(item, value)
    except InputError as error:
        found.error = error.cause
        return
    found.earned, found.pending = result.points, result.pending
    found.question = _question(draft, found.language, value)


def _answer(item: Item, given: QueryDict) -> Response:
    step = given.get("go", "")
    if step == "try:right":
        return item.interaction.right()
    if step == "try:half":
        return half_right(item.interaction)
    if step == "try:clear" or item.type is ItemType.UPLOAD:
        return None
    if step.startswith("move:"):
        return moved(item, given, step.removeprefix("move:"), shown=_listed(item, given))
    return read_answer(item, given)


def _listed(item: Item, given: QueryDict) -> Sequence[str]:
    """Return the lines in the order in which the page shows them."""
    names = [name.removeprefix("place-") for name in given if name.startswith("place-")]
    parts = item.interaction.parts()
    return names if sorted(names) == sorted(parts) else parts
