"""Template tags and filters that every template has without loading them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from skillmark.badges.credibility import truly_above
from skillmark.nouns.credibility import Credibility
from skillmark.nouns.proficiency import ANCHORS, EvidenceClass
from skillmark.nouns.text import Text
from skillmark.server.front.pages import markdown_html, words_html
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import may as person_may
from skillmark.server.verify.details import said

register = template.Library()


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    """An icon of the sprite; decorative unless it has a title."""
    return _icon(name, str(title))


@lru_cache(maxsize=1024)
def _icon(name: str, title: str) -> SafeString:
    source = f"{static('skillmark/icons.svg')}#{name}"
    if title:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>',
            title,
            source,
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', source)


@register.filter
def words(value: Any) -> str:
    """Words in the reader's language, of a `Text` or of a stored language map."""
    if isinstance(value, Text):
        return value.in_language(get_language() or "en")
    if isinstance(value, dict):
        return Text.of(value).in_language(get_language() or "en") if value else ""
    return "" if value is None else str(value)


@register.filter
def words_lang(value: Any) -> str:
    """The language tag of what `words` shows, for the attribute `lang`."""
    if isinstance(value, dict) and value:
        value = Text.of(value)
    if isinstance(value, Text):
        return value.language_shown(get_language() or "en")
    return get_language() or "en"


@register.filter
def markdown(value: Any, pictures: Mapping[str, str] | None = None) -> SafeString:
    """Markdown as HTML: raw HTML is shown as text, and only web and mail links work.

    Pictures are shown where `pictures` has their addresses by name.
    """
    return markdown_html(words(value), pictures or None)


@register.filter
def plain(value: Any, pictures: Mapping[str, str] | None = None) -> SafeString:
    """Plain words as HTML, with their formulas, and pictures as `markdown`."""
    return words_html(words(value), pictures or None)


VERDICTS = {
    "valid": (gettext_lazy("Valid"), "good", "check"),
    "invalid": (gettext_lazy("Invalid"), "bad", "cross"),
    "unknown": (gettext_lazy("Could not check"), "unsure", "question"),
    "pass": (gettext_lazy("Passed"), "good", "check"),
    "fail": (gettext_lazy("Failed"), "bad", "cross"),
    "not_applicable": (gettext_lazy("Does not apply"), "quiet", "dash"),
    "done": (gettext_lazy("Done"), "good", "check"),
    "failed": (gettext_lazy("Failed"), "bad", "cross"),
    "running": (gettext_lazy("Running"), "busy", "gears"),
    "queued": (gettext_lazy("Waiting"), "quiet", "clock"),
    "cancelled": (gettext_lazy("Cancelled"), "quiet", "dash"),
    "active": (gettext_lazy("In force"), "good", "check"),
    "revoked": (gettext_lazy("Revoked"), "bad", "cross"),
    "suspended": (gettext_lazy("Suspended"), "unsure", "pause"),
    "expired": (gettext_lazy("Expired"), "unsure", "clock"),
    "pending": (gettext_lazy("Waiting"), "quiet", "clock"),
    "not_awarded": (gettext_lazy("Not awarded yet"), "quiet", "clock"),
    "already": (gettext_lazy("Has it already"), "quiet", "dash"),
    "left_out": (gettext_lazy("Left out"), "unsure", "warning"),
}


@register.simple_tag
def verdict(value: str, label: str = "") -> SafeString:
    """A verdict or state as colour, icon and words. What is not known here is never green."""
    shown, tone, picture = VERDICTS.get(str(value), (value, "unsure", "question"))
    return format_html(
        '<span class="chip chip-{}">{}<span>{}</span></span>', tone, icon(picture), label or shown
    )


CLASSES = {
    EvidenceClass.VERIFIED: (gettext_lazy("Verified"), "good", "seal"),
    EvidenceClass.EVIDENCED: (gettext_lazy("Observed"), "busy", "eye"),
    EvidenceClass.CLAIMED: (gettext_lazy("Claimed"), "unsure", "speech"),
    EvidenceClass.INFERRED: (gettext_lazy("Inferred"), "quiet", "link"),
    EvidenceClass.MISSING: (gettext_lazy("Missing"), "quiet", "dash"),
}


@register.simple_tag
def evidence(value: str) -> SafeString:
    """An evidence class as colour, icon and words; each class has its own."""
    shown, tone, picture = CLASSES[EvidenceClass(value)]
    return format_html(
        '<span class="chip chip-{}">{}<span>{}</span></span>', tone, icon(picture), shown
    )


@register.simple_tag
def level(number: int | None) -> SafeString:
    """A level of proficiency as eight marks, its number and its name."""
    if number is None:
        return format_html('<span class="level level-none">{}</span>', _("no level named"))
    anchor = ANCHORS[int(number) - 1]
    name = anchor.name.in_language(get_language() or "en")
    return format_html(
        '<span class="level" title="{}"><span class="level-bar level-{}" aria-hidden="true"></span>'
        "<span>{}</span></span>",
        anchor.meaning.in_language(get_language() or "en"),
        number,
        _("Level %(number)s, %(name)s") % {"number": number, "name": name},
    )


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], action: str, thing: Any = None) -> bool:
    """Say whether the reader may do this: `{% may "award" organisation as yes %}`."""
    request = context.get("request")
    if request is None or not hasattr(request, "user"):
        return False
    return person_may(request.user, Action(action), thing or context.get("organisation"))


@register.filter
def number(value: float | None, digits: int = 2) -> str:
    """A number with so many digits as the reader writes it, or a dash where it is not known."""
    return "–" if value is None else number_format(f"{value:z.{digits}f}", digits)


@register.filter
def how_sure(credibility: Credibility | None) -> str:
    """How many of 100 who pass are truly above the cut; empty where that is not known."""
    return said(truly_above(credibility))[0] if credibility else ""


@register.filter
def web(address: str) -> str:
    """An address for a link: web addresses only, everything else (`javascript:`) leads nowhere."""
    return address if str(address).lower().startswith(("https://", "http://")) else "#"
