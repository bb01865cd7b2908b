"""Forms of those who say whom they know, and whom they endorse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class VouchForm(forms.Form):
    """An issuer that one knows."""

    identifier = forms.CharField(
        label=_("Id of the issuer"),
        max_length=500,
        help_text=_("DID or https address, exactly as its badges name it."),
    )
    name = forms.CharField(label=_("Name of the issuer"), max_length=200)
    note = forms.CharField(
        label=_("Why you know it"),
        max_length=500,
        help_text=_("How you made sure, such as: called them on the number of our contract."),
    )
    known_by = forms.CharField(
        label=_("Who vouches"),
        max_length=200,
        required=False,
        help_text=_("Your organisation, if you leave it empty."),
    )
    everyone = forms.BooleanField(
        label=_("For every visitor of this site"),
        required=False,
        help_text=_("Else only members of your organisation see it."),
    )

    def __init__(self, *args: Any, for_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not for_all:
            del self.fields["everyone"]


class EndorseForm(forms.Form):
    """An endorsement of somebody else."""

    of = forms.ChoiceField(
        label=_("What you endorse"),
        choices=[("issuer", _("An issuer")), ("achievement", _("An achievement"))],
    )
    subject = forms.CharField(
        label=_("Its id"),
        max_length=500,
        help_text=_("DID or address of the issuer or achievement, exactly as badges name it."),
    )
    name = forms.CharField(label=_("Its name"), max_length=200, required=False)
    comment = forms.CharField(
        label=_("What you say about it"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you looked at, when, and what you found. It is public."),
    )
    days = forms.IntegerField(
        label=_("Holds for (days)"), min_value=1, max_value=3650, required=False, initial=730
    )


class ReceiveForm(forms.Form):
    """An endorsement that one received."""

    about = forms.ChoiceField(label=_("It endorses"))
    file = forms.FileField(
        label=_("File"), help_text=_("The endorsement as its endorser signed it (JSON).")
    )

    def __init__(self, *args: Any, achievements: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", _("our organisation")), *achievements]
        self.fields["about"].required = False


class WithdrawForm(forms.Form):
    """Why an endorsement is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
