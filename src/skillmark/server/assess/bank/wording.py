"""What the pages of the bank say of demands and of what is missing, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from skillmark.assess.assembling.constraints import Wish
from skillmark.assess.assembling.shortfall import Need, Verdict
from skillmark.assess.demands import Demand, Like
from skillmark.assess.interactions.base import ItemType
from skillmark.nouns.text import Text
from skillmark.server.front.pages import markdown_html

Labels = Mapping[str, Any]
"""Language maps of skills by URI."""


def types() -> dict[ItemType, str]:
    """Return what each type of question is called."""
    return {
        ItemType.CHOICE: _("one of several"),
        ItemType.MULTIPLE: _("several of several"),
        ItemType.NUMERIC: _("a number"),
        ItemType.SLIDER: _("a place on a scale"),
        ItemType.CLOZE: _("gaps to fill"),
        ItemType.ORDER: _("putting in order"),
        ItemType.MATCH: _("matching"),
        ItemType.GAP_MATCH: _("words into gaps"),
        ItemType.HOT_TEXT: _("marking words"),
        ItemType.HOT_SPOT: _("places in a picture"),
        ItemType.BEST_WORST: _("best and worst"),
        ItemType.SHORT: _("a short answer"),
        ItemType.UPLOAD: _("handing in files"),
    }


def like(kind: Like, labels: Labels) -> str:
    """Return a kind of questions in words."""
    said = []
    if kind.skill:
        said.append(_("on %(skill)s") % {"skill": _skill(kind.skill, labels)})
    if kind.levels:
        levels = ", ".join(map(str, sorted(set(kind.levels))))
        said.append(
            ngettext("at level %(levels)s", "at one of the levels %(levels)s", len(kind.levels))
            % {"levels": levels}
        )
    if kind.types:
        names = types()
        words = ", ".join(names[one] for one in kind.types)
        said.append(_("of type “%(types)s”") % {"types": words})
    if kind.difficulty is not None:
        low, high = (f"{100 * end:.0f}" for end in kind.difficulty)
        said.append(_("known to be solved by %(low)s to %(high)s %%") % {"low": low, "high": high})
    if kind.family:
        said.append(_("of the family %(family)s") % {"family": kind.family})
    if kind.items:
        said.append(_("out of %(items)s") % {"items": ", ".join(kind.items)})
    return " ".join(said) or _("of any kind")


def demand(one: Demand, labels: Labels) -> str:
    """Return a demand in words."""
    kind = like(one.like, labels)
    least, most = one.least, one.most
    given = {"least": least, "most": most, "like": kind}
    if most is None:
        words = ngettext(
            "at least %(least)s question %(like)s", "at least %(least)s questions %(like)s", least
        )
        return words % given
    if not least:
        words = ngettext(
            "at most %(most)s question %(like)s", "at most %(most)s questions %(like)s", most
        )
        return words % given
    if least == most:
        words = ngettext(
            "exactly %(most)s question %(like)s", "exactly %(most)s questions %(like)s", most
        )
        return words % given
    return _("%(least)s to %(most)s questions %(like)s") % given


def need(one: Need, labels: Labels) -> str:
    """Return what is missing in words."""
    given = {"count": one.count, "like": like(one.like, labels)}
    if one.pilot:
        return ngettext("%(count)s more pilot", "%(count)s more pilots", one.count) % given
    return (
        ngettext("%(count)s more question %(like)s", "%(count)s more questions %(like)s", one.count)
        % given
    )


def verdict(found: Verdict, labels: Labels) -> list[str]:
    """Return what is missing, or which wishes contradict each other, a line each."""
    if found.needs:
        return [need(one, labels) for one in found.needs]
    lines = [one for one in found.conflict if one.demand is None and not _family(one)]
    said = [demand(one.demand, labels) for one in found.conflict if one.demand is not None]
    said += [
        _("at most one question of the family %(family)s") % {"family": one.like.family}
        for one in found.conflict
        if _family(one)
    ]
    total = sum(one.least for one in lines)
    if len(lines) > 2:
        words = _("a form of %(count)s questions, as the blueprint says")
        return [words % {"count": total}, *said]
    for one in lines:
        words = ngettext("%(count)s question %(like)s", "%(count)s questions %(like)s", one.least)
        said.append(words % {"count": one.least, "like": like(one.like, labels)})
    return said


def _family(one: Wish) -> bool:
    return one.demand is None and bool(one.like.family)


def in_words(label: Any) -> str:
    """Return a language map in the reader's language."""
    return Text.of(label).in_language(get_language() or "en") if label else ""


def in_a_line(prompt: Any) -> str:
    """Return a prompt in the reader's language as plain words, for lists."""
    return " ".join(unescape(strip_tags(markdown_html(in_words(prompt)))).split())


def _skill(uri: str, labels: Labels) -> str:
    return in_words(labels.get(uri)) or uri
