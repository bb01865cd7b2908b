"""The demands of a plan that has none, in the reader's words, and what giving one up is called."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skillmark.server.plan.offering import CURRENCY


def whole(amount: float) -> str:
    """Return a whole number as the reader writes it."""
    return number_format(f"{amount:.0f}", 0, force_grouping=True)


@dataclass(frozen=True, slots=True)
class Clash:
    """One of the demands that cannot hold together, and what giving it up is called."""

    words: str
    relax: str
    """`money`, `hours`, `seats:<offer>`, `target`; empty where it cannot be given up here."""
    button: str


_BUDGET = re.compile(r"the budget of ([\d,.]+)")
_SEATS = re.compile(r"the (\d+) seats? of (.+)")
_TARGET = re.compile(r"(\d+) (?:person|people) with (.+)")


def clash(words: str, names: dict[str, str], titles: dict[str, str]) -> Clash:
    """Say a demand of the solver in the reader's language, and how to give it up."""
    if found := _BUDGET.fullmatch(words):
        amount = whole(float(found[1].replace(",", "")))
        said = _("the budget of %(money)s %(currency)s") % {"money": amount, "currency": CURRENCY}
        return Clash(said, "money", _("Without a limit on money"))
    if found := _SEATS.fullmatch(words):
        said = _("the %(seats)s seats of “%(offer)s”") % {
            "seats": found[1],
            "offer": titles.get(found[2], found[2]),
        }
        return Clash(said, f"seats:{found[2]}", _("With as many seats as needed"))
    if found := _TARGET.fullmatch(words):
        said = ngettext(
            "%(count)s person with “%(skill)s”", "%(count)s people with “%(skill)s”", int(found[1])
        ) % {"count": found[1], "skill": names.get(found[2], found[2])}
        return Clash(said, "target", _("With as many people as can be reached"))
    if words == "the hours that people have":
        return Clash(_("the hours that people have"), "hours", _("Without a limit on hours"))
    for uri, name in names.items():
        words = words.replace(uri, f"“{name}”")
    return Clash(words, "", "")
