"""When the pieces that a person holds make a whole."""

from __future__ import annotations

from collections.abc import Collection

from skillmark.nouns.achievement import Pathway


def pieces(pathway: Pathway, held: Collection[str]) -> tuple[str, ...] | None:
    """Return which achievements in `held` (valid today) make the pathway's whole, in its order.

    `None` where they are not enough. Monotone: holding more never takes a whole away. What the
    pathway does not ask for is no piece, even where it is held.
    """
    if not pathway.root.met_by(held):
        return None
    return tuple(one for one in pathway.root.achievements() if one in held)
