"""Places that each take one of several options: rows of a table, gaps in a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from skillmark.assess.interactions.base import FULL, Interaction, Response, one_of
from skillmark.assess.tables import Table, name
from skillmark.nouns.errors import InputError

Pairs = tuple[tuple[str, str], ...]
"""Pairs of a place and the option that belongs there."""


def flaw_of_pairs(key: Pairs, places: Sequence[str], options: Sequence[str], *, once: bool) -> str:
    """Say what is wrong with a key, or return an empty string."""
    if sorted(place for place, _ in key) != sorted(places):
        return "the key must name every place once"
    strange = [option for _, option in key if option not in options]
    if strange:
        return f"the key names {strange[0]}, which is no option"
    used = Counter(option for _, option in key)
    if once and max(used.values()) > 1:
        return "an option that may be used once belongs to two places"
    return ""


def share_of_pairs(
    interaction: Interaction,
    response: Response,
    key: Pairs,
    options: Sequence[str],
    *,
    once: bool,
    exact: bool,
) -> float:
    """Return the share of the places that hold what belongs there; empty ones earn nothing."""
    if not isinstance(response, Mapping):
        raise interaction.unfit()
    right = dict(key)
    given = {
        one_of(place, right, "place"): one_of(option, options) for place, option in response.items()
    }
    if once and len(set(given.values())) < len(given):
        raise InputError("an option is used twice", code="response")
    earned = sum(option == right[place] for place, option in given.items()) / len(right)
    return earned if not exact or earned >= FULL else 0.0


def read_pairs(table: Table, where: str) -> Pairs:
    """Return the pairs in a table's `key`: a table from place to option."""
    key = table.get("key", {})
    if not isinstance(key, Mapping):
        raise InputError("a table from place to option belongs here", where=f"{where}, key")
    return tuple((place, name(option, f"{where}, key")) for place, option in key.items())
