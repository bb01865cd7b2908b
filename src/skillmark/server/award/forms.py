"""Forms of awards and keys."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.server.award.keys import ALGORITHMS
from skillmark.server.award.standing import FROM


class _Choice(forms.Form):
    achievement = forms.ChoiceField(label=_("Achievement"))

    def __init__(self, *args: Any, achievements: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["achievement"].choices = achievements


class AwardForm(_Choice):
    """One award."""

    name = forms.CharField(label=_("Name of the person"), max_length=300)
    email = forms.EmailField(label=_("E-mail address of the person"))
    level = forms.TypedChoiceField(
        label=_("Level reached"),
        choices=[("", _("as the achievement says")), *((n, n) for n in range(1, 9))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    result = forms.CharField(
        label=_("Result"), max_length=200, required=False, help_text=_("Such as a grade.")
    )
    evidence_url = forms.URLField(
        label=_("Link to evidence"), required=False, assume_scheme="https"
    )
    notify = forms.BooleanField(label=_("Tell the person by mail"), required=False, initial=True)


class UploadForm(_Choice):
    """Many awards."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "Columns name and email; if you like level, result, evidence_url, valid_until."
        ),
    )
    notify = forms.BooleanField(label=_("Tell the people by mail"), required=False, initial=True)


class ChangeForm(forms.Form):
    """A change of one status: what can be done with an award that stands like this."""

    what = forms.ChoiceField(label=_("Change"))
    reason = forms.CharField(label=_("Reason"), max_length=500)
    notify = forms.BooleanField(label=_("Tell the person by mail"), required=False)

    def __init__(self, *args: Any, standing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [
            (what, CHANGE_WORDS[what]) for what in CHANGE_WORDS if standing in FROM[what]
        ]


CHANGE_WORDS = {
    "suspend": _("Suspend, for now"),
    "reinstate": _("Reinstate"),
    "revoke": _("Revoke, for good"),
    "take_back": _("Take the revocation back"),
}


class ManyForm(forms.Form):
    """One change of all that are chosen."""

    what = forms.ChoiceField(
        label=_("Change"), choices=list(CHANGE_WORDS.items()), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("It stands in the history, and in the letters if you send any."),
    )
    notify = forms.BooleanField(label=_("Tell the people by mail"), required=False, initial=True)


class IdsForm(forms.Form):
    """A list of awards."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("A column id, and if you like reason; or one id or address a line."),
    )


class KeyForm(forms.Form):
    """A new key."""

    algorithm = forms.ChoiceField(
        label=_("Algorithm"), choices=[(one.value, one.value) for one in ALGORITHMS]
    )
    beside = forms.BooleanField(
        label=_("Beside the key of the awards"),
        help_text=_("It signs only what programs ask for with its algorithm, and no awards."),
        required=False,
    )
