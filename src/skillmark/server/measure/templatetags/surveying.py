"""How the pages of surveys write shares, differences and p values."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def percent(value: Any) -> str:
    """A share from 0 to 1 in percent, without decimals."""
    return "" if value is None else f"{number_format(f'{100 * float(value):.0f}', 0)}\u00a0%"


@register.filter
def signed(value: Any) -> str:
    """A difference of shares as points with its sign and without the word."""
    if value is None:
        return ""
    said = number_format(f"{abs(100 * float(value)):.0f}", 0)
    return ("" if said == "0" else "+" if float(value) > 0 else "\u2212") + said


@register.filter
def points(value: Any) -> str:
    """A difference of shares in percentage points, with its sign."""
    if value is None:
        return ""
    words = ngettext("%(points)s point", "%(points)s points", round(abs(100 * float(value))))
    return words % {"points": signed(value)}


@register.filter
def chance(value: Any) -> str:
    """A p value: three decimals, or that it is below one thousandth."""
    if value is None:
        return "–"
    return f"< {number_format('0.001', 3)}" if value < 0.001 else number_format(f"{value:.3f}", 3)
