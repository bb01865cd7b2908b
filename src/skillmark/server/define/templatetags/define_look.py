"""Words for the European elements, data for machines, and where a skill is confirmed and taught."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from skillmark.define.markup import setting
from skillmark.server.define.forms import ASSESSMENTS, PARTICIPATIONS, SUPERVISIONS

register = template.Library()
NAMES = {"assessment": ASSESSMENTS, "participation": PARTICIPATIONS, "supervision": SUPERVISIONS}


@register.simple_tag
def named(kind: str, value: str) -> str:
    """Return a coded value in the reader's language."""
    return str(NAMES[kind].get(value, value))


@register.simple_tag
def data_block(said: Any) -> SafeString:
    """Return JSON-LD for a `<script>` of data: no browser runs it, and no text ends it."""
    return mark_safe(setting.data_block(said))  # noqa: S308 - `<`, `>` and `&` are escaped in it


@register.inclusion_tag("define/skill_sections.html", takes_context=True)
def skill_sections(context: dict[str, Any], uri: str) -> dict[str, Any]:
    """Show where a skill is confirmed and taught, what leads to it, and which roles ask for it."""
    from skillmark.server.define.public import sections

    request = context["request"]
    return {"organisation": request.organisation, **sections.of(uri, request)}


@register.simple_tag
def skill_markup(uri: str) -> SafeString:
    """Return what a skill's page says to machines, as data of the page."""
    from skillmark.server.define.public import described

    return data_block(described.skill_documents(uri))
