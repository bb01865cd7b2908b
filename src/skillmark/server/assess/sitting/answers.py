"""From the fields of a form to a response, and back."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _

from skillmark.assess.interactions.base import ItemType, Response
from skillmark.assess.items import Item
from skillmark.nouns.errors import InputError


def read_answer(item: Item, given: QueryDict) -> Response:
    """Return the response that the fields hold, `None` where nothing is filled in.

    Fields: `answer` (several times where several may be chosen), `best` and `worst`,
    `place-<option>` for `order`, `place-<row or gap>` for tables and texts with gaps. Raises
    `InputError` for what is half filled in or no place.
    """
    match item.type:
        case ItemType.MULTIPLE | ItemType.HOT_TEXT | ItemType.HOT_SPOT:
            return list(given.getlist("answer")) or None
        case ItemType.BEST_WORST:
            return _best_worst(given)
        case ItemType.ORDER:
            return _order(item, given)
        case ItemType.MATCH | ItemType.GAP_MATCH | ItemType.CLOZE:
            return _in_places(given)
        case _:
            return str(given.get("answer", "")).strip() or None


def _best_worst(given: QueryDict) -> Response:
    best, worst = given.get("best"), given.get("worst")
    if not best and not worst:
        return None
    if not best or not worst:
        raise InputError(_("mark one reaction as the most and one as the least effective"))
    if best == worst:
        raise InputError(_("the most and the least effective reaction cannot be the same"))
    return {"best": best, "worst": worst}


def _in_places(given: QueryDict) -> Response:
    """Return what stands in each row or gap; the empty ones are left out."""
    return {
        field.removeprefix("place-"): str(words).strip()
        for field, words in given.items()
        if field.startswith("place-") and str(words).strip()
    } or None


def _order(item: Item, given: QueryDict) -> Response:
    if not any(given.get(f"place-{one}") for one in item.interaction.parts()):
        return None
    places = _places(item, given)
    if sorted(places.values()) != list(range(1, len(places) + 1)):
        raise InputError(
            _("every line needs a number of its own, from 1 to %(last)s") % {"last": len(places)}
        )
    return sorted(places, key=lambda one: places[one])


def _places(item: Item, given: QueryDict) -> dict[str, int]:
    """Return the number in each line's field; 0 where it is none."""
    written = {one: str(given.get(f"place-{one}", "")) for one in item.interaction.parts()}
    return {
        name: int(words) if words.strip().isdecimal() and len(words) < 4 else 0
        for name, words in written.items()
    }


def moved(item: Item, given: QueryDict, step: str, *, shown: Sequence[str]) -> Response:
    """Return the order after one step such as `up:b` or `down:c`.

    Lines without a number stand behind the others, in the order in which they are `shown`.
    """
    way, _colon, name = step.partition(":")
    places = _places(item, given)
    if way not in {"up", "down"} or name not in places:
        raise InputError(_("this line cannot be moved"))
    order = sorted(shown, key=lambda one: places[one] or len(places) + 1)
    at = order.index(name)
    to = max(0, at - 1) if way == "up" else min(len(order) - 1, at + 1)
    order[at], order[to] = order[to], order[at]
    return order
