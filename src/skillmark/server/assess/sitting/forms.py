"""Forms of candidates."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class StartForm(forms.Form):
    """What a candidate agrees to before the first question."""

    honour = forms.BooleanField(
        label=_("I answer alone and without help, and I do not pass the questions on.")
    )
    consent = forms.BooleanField(
        label=_("My answers may be stored and used to compute how good this test is.")
    )


class PracticeForm(forms.Form):
    """What there is to agree to before practice: nothing is at stake, and nothing is counted."""

    consent = forms.BooleanField(
        label=_("My answers may be stored, so that I can go on later. They count nowhere.")
    )
