"""An answer that is right in part, to see what it earns."""

from __future__ import annotations

from collections.abc import Mapping

from skillmark.assess.interactions.base import FULL, Interaction, Response
from skillmark.assess.interactions.choice import Choice
from skillmark.nouns.errors import InputError


def half_right(way: Interaction) -> Response:
    """Return a response that earns something and not everything, `None` where there is none.

    Of several right places about half are left out; what comes first in an order goes to the end;
    of a choice, the best of the wrong options is taken.
    """
    right = way.right()
    if isinstance(way, Choice):
        best = max(way.partial, key=lambda pair: pair[1], default=None)
        return best[0] if best else None
    tried: list[Response] = []
    match right:
        case Mapping() if set(right) == {"best", "worst"}:
            others = [one for one in way.parts() if one not in right.values()]
            tried = [{**right, "worst": one} for one in others]
        case Mapping():
            tried = [dict(list(right.items())[: (len(right) + 1) // 2])]
        case list():
            tried = [right[: (len(right) + 1) // 2], [*right[1:], *right[:1]]]
    return next((one for one in tried if _partly(way, one)), None)


def _partly(way: Interaction, response: Response) -> bool:
    try:
        return bool(response) and 0 < way.share(response) < FULL
    except InputError:
        return False
