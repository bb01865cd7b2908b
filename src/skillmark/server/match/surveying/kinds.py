"""The kinds of groups that can be asked for, with their categories and words.

Sex and race/ethnicity are the categories of the EEO-1 report, Component 1, which New York City's
rules name (6 RCNY 5-300, category); age is the line of 29 U.S.C. 631.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "sex": (
        _("Sex"),
        {"female": _("Female"), "male": _("Male"), "another": _("Another, or non-binary")},
    ),
    "race_ethnicity": (
        _("Race or ethnicity"),
        {
            "hispanic": _("Hispanic or Latino"),
            "white": _("White (not Hispanic or Latino)"),
            "black": _("Black or African American (not Hispanic or Latino)"),
            "islander": _("Native Hawaiian or Pacific Islander (not Hispanic or Latino)"),
            "asian": _("Asian (not Hispanic or Latino)"),
            "native": _("Native American or Alaska Native (not Hispanic or Latino)"),
            "several": _("Two or more races (not Hispanic or Latino)"),
        },
    ),
    "age": (_("Age"), {"under_40": _("Under 40"), "from_40": _("40 or older")}),
}
POOLED = "pooled"
"""The category that holds those of which each has too few to be shown."""


def kind_name(kind: str) -> Any:
    """Return what a kind is called."""
    return KINDS[kind][0] if kind in KINDS else kind


def value_name(kind: str, value: str) -> Any:
    """Return what a category is called."""
    if value == POOLED:
        return _("Other categories together")
    return KINDS[kind][1].get(value, value) if kind in KINDS else value
