"""Forms of those who keep and offer tests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.assess.starter import starter_tests

LARGEST = 10 * 2**20
"""Bytes of a test that is uploaded."""


class ImportForm(forms.Form):
    """A test that comes along, or one's own."""

    starter = forms.ChoiceField(
        label=_("A test that comes along"),
        required=False,
        choices=lambda: [("", "–"), *((name, name) for name in starter_tests())],
    )
    file = forms.FileField(
        label=_("Or a file of your own"),
        required=False,
        help_text=_("QTI, Moodle XML, GIFT, CSV or TOML, at most 10 MB."),
    )
    skill = forms.CharField(
        label=_("Skill of questions that name none"),
        required=False,
        max_length=500,
        help_text=_("Its address or short name, such as genai-foundations."),
    )
    level = forms.IntegerField(
        label=_("Level of questions that name none"),
        min_value=1,
        max_value=8,
        initial=3,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("starter")) == bool(cleaned.get("file")):
            raise forms.ValidationError(_("Choose one of the two."))
        file = cleaned.get("file")
        if file and file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return cleaned


class ReviewForm(forms.Form):
    """Somebody stands for a quality report."""

    role = forms.CharField(
        label=_("In which role?"),
        max_length=200,
        help_text=_("Such as: head of quality."),
    )
    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class CutForm(forms.Form):
    """The act of setting a cut score."""

    score = forms.FloatField(label=_("Cut score, in points"), min_value=0)
    maximum = forms.FloatField(label=_("Out of"), min_value=0.5)
    method = forms.CharField(
        label=_("Method"), max_length=200, help_text=_("Such as: modified Angoff, panel of eight")
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))
    decided_by = forms.CharField(label=_("Decided by"), max_length=200)
    decided_on = forms.DateField(
        label=_("Decided on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
