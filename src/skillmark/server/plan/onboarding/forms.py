"""Forms of onboarding."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


def _day(label: object, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class HireForm(forms.Form):
    """Why somebody is hired, and from when."""

    reason = forms.CharField(label=_("Reason"), max_length=4_000)
    start = _day(_("First day"), required=False)
    hours = forms.FloatField(
        label=_("Hours a week to learn"), required=False, min_value=0.5, max_value=60
    )


class RampForm(forms.Form):
    """First day and hours."""

    start = _day(_("First day"))
    hours = forms.FloatField(label=_("Hours a week to learn"), min_value=0.5, max_value=60)


class DayForm(forms.Form):
    """A day on which something was so."""

    day = _day(_("Day"))
