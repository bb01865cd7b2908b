"""Forms of recognition: asked for, decided, written down, withdrawn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FOR = (("person", _("This person alone")), ("everybody", _("Everybody who holds such a badge")))


def _day() -> forms.DateField:
    return forms.DateField(
        label=_("Counts until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: until it is withdrawn."),
    )


class DecideForm(forms.Form):
    """Recognise a badge, or not; either way with a reason."""

    granted = forms.ChoiceField(
        label=_("Does it count?"),
        choices=(("yes", _("It counts")), ("no", _("It does not count"))),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("The person reads it, and it stands wherever the recognition is used."),
    )
    whom = forms.ChoiceField(label=_("For whom"), choices=FOR, initial="person")
    expires = _day()
    evidence = forms.URLField(
        label=_("What you rest it on (web address)"),
        required=False,
        assume_scheme="https",
        max_length=1000,
    )


class RecognitionForm(forms.Form):
    """A recognition without a request: what of whom counts as what."""

    external_id = forms.CharField(
        label=_("Id of the achievement elsewhere"),
        max_length=1000,
        help_text=_("Exactly as its badges name it, such as a web address."),
    )
    external_name = forms.CharField(label=_("What it is called there"), max_length=300)
    issuer = forms.CharField(
        label=_("Id of its issuer"),
        max_length=1000,
        help_text=_("Exactly as its badges name it: a web address or a DID."),
    )
    issuer_name = forms.CharField(label=_("Name of its issuer"), max_length=300)
    counts_as = forms.ChoiceField(label=_("Counts as"))
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
    evidence = forms.URLField(
        label=_("What you rest it on (web address)"),
        required=False,
        assume_scheme="https",
        max_length=1000,
    )
    expires = _day()

    def __init__(self, *args: Any, achievements: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counts_as"].choices = [("", "–"), *achievements]


class WithdrawForm(forms.Form):
    """Why something counts no longer."""

    reason = forms.CharField(label=_("Why it counts no longer"), max_length=500)
