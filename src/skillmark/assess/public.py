"""What a candidate may see of an item while the test runs: nothing of the key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skillmark.assess.items import Item
from skillmark.nouns.errors import InputError

PublicItem = dict[str, Any]
"""An item as it is shown, as JSON: `id`, `type`, `prompt` (Markdown), `language` (tag of the
prompt), `points`, and what its interaction shows."""


def public_view(
    item: Item, *, language: str = "en", order: Sequence[str] | None = None
) -> PublicItem:
    """Return what is shown of `item` in `language`, its parts in `order` (ids) or as listed.

    The members are copied one by one, so that nothing new can slip in: two items that differ
    only in key, explanations, effectiveness, rubric or sample answer have the same view.
    """
    parts = item.interaction.parts()
    shown = parts if order is None else tuple(order)
    if sorted(shown) != sorted(parts):
        raise InputError("the order must name every option once", where=f"item {item.id}")
    return {
        "id": item.id,
        "type": item.type.value,
        "prompt": item.prompt.in_language(language),
        "language": item.prompt.language_shown(language),
        "points": item.points,
        **item.interaction.shown(language, shown),
    }
