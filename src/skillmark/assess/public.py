"""What a candidate may see of an item while the test runs: nothing of the key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from skillmark.assess.items import Item
from skillmark.nouns.errors import InputError


class PublicOption(TypedDict):
    """One answer to choose from."""

    id: str
    text: str


class PublicItem(TypedDict):
    """An item as it is shown; every value is JSON."""

    id: str
    type: str
    prompt: str
    language: str
    """Language tag of the prompt."""
    points: float
    options: list[PublicOption]
    unit: str
    """For numeric items: the unit in which to answer."""
    max_words: int | None


def public_view(
    item: Item, *, language: str = "en", order: Sequence[str] | None = None
) -> PublicItem:
    """Return what is shown of `item` in `language`, options in `order` (ids) or as listed.

    The members are copied one by one, so that nothing new can slip in: two items that differ
    only in key, explanations, effectiveness, rubric or sample answer have the same view.
    """
    shown = tuple(option.id for option in item.options) if order is None else tuple(order)
    if sorted(shown) != sorted(option.id for option in item.options):
        raise InputError("the order must name every option once", where=f"item {item.id}")
    return PublicItem(
        id=item.id,
        type=item.type.value,
        prompt=item.prompt.in_language(language),
        language=item.prompt.language_shown(language),
        points=item.points,
        options=[
            PublicOption(id=name, text=item.option(name).text.in_language(language))
            for name in shown
        ],
        unit=item.numeric.unit if item.numeric else "",
        max_words=item.max_words,
    )
