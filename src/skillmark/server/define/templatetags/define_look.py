"""Words for the European elements."""

from __future__ import annotations

from django import template

from skillmark.server.define.forms import ASSESSMENTS, PARTICIPATIONS, SUPERVISIONS

register = template.Library()
NAMES = {"assessment": ASSESSMENTS, "participation": PARTICIPATIONS, "supervision": SUPERVISIONS}


@register.simple_tag
def named(kind: str, value: str) -> str:
    """Return a coded value in the reader's language."""
    return str(NAMES[kind].get(value, value))
