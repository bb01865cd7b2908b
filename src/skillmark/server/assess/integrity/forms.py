"""Forms of looking at responses."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.server.assess.integrity.models import Outcome


class LookForm(forms.Form):
    """What is known of questions that may have become known."""

    since = forms.DateField(
        label=_("Day from which on questions may have been known"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    exposed = forms.CharField(
        label=_("Questions that may have been known"),
        required=False,
        max_length=4000,
        help_text=_("Their names, with commas between them."),
    )

    def names(self) -> list[str]:
        """Return the named questions."""
        return [one.strip() for one in self.cleaned_data["exposed"].split(",") if one.strip()]


class FindingForm(forms.Form):
    """What a person found."""

    outcome = forms.ChoiceField(label=_("What you found"), choices=[("", "–"), *Outcome.choices])
    note = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Those who watch over this test can read it. So can the person concerned, on request."
        ),
    )
