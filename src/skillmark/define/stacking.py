"""When the pieces that a person holds make a whole, how long it holds, and what renews it."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import date

from skillmark.nouns.held import Held
from skillmark.nouns.pathway import Pathway, WholeRenewal


def pieces(pathway: Pathway, held: Collection[str] | Held) -> tuple[str, ...] | None:
    """Return which achievements in `held` (valid today) make the pathway's whole, in its order.

    `None` where they are not enough. Monotone: holding more never takes a whole away. What the
    pathway does not ask for is no piece, even where it is held. An achievement that confirms a
    skill which the pathway takes by whatever achievement is a piece, after the others.
    """
    mine = Held.of(held)
    if not pathway.root.met_by(mine):
        return None
    own = [one for one in pathway.root.achievements() if one in mine]
    asked = [skill for skill in pathway.root.skills() if mine.confirms(skill)]
    other = [
        one.achievement
        for one in mine.holdings
        if one.achievement and any(Held((one,)).confirms(skill) for skill in asked)
    ]
    return tuple(dict.fromkeys((*own, *other)))


def holds_until(pathway: Pathway, held: Held) -> date | None:
    """Return the first day on which what is held today makes no whole any more.

    `None` where that never comes. Raises `ValueError` where it makes none today.
    """
    if not pathway.root.met_by(held):
        raise ValueError("the pathway is not completed")
    for end in sorted({one.until for one in held.holdings if one.until}):
        if not pathway.root.met_by(held.on(end)):
            return end
    return None


def renewable(pathway: Pathway, rested_on: Collection[str], held: Held, anew: Held) -> bool:
    """Say whether what somebody holds renews the whole that rested on these pieces.

    `held` is what is valid today, `anew` what of it was awarded after the whole was. Monotone in
    both.
    """
    validity = pathway.validity
    match validity.renewal:
        case WholeRenewal.PIECES:
            return pathway.root.met_by(held)
        case WholeRenewal.SHARE:
            assert validity.share is not None  # noqa: S101 - the noun has seen to it
            mine = sum(one in held for one in rested_on)
            return mine >= math.ceil(validity.share * len(rested_on) - 1e-9)
        case WholeRenewal.REFRESHER:
            assert validity.refresher is not None  # noqa: S101 - the noun has seen to it
            return validity.refresher.met_by(anew)
        case WholeRenewal.CONFIRMED:
            return True
