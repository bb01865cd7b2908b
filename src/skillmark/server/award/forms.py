"""Forms of awards and keys."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.award.reminders import read_days
from skillmark.nouns.errors import InputError
from skillmark.server.award.keyring.keys import ALGORITHMS, DOCUMENT_SECONDS
from skillmark.server.award.models import PolicyRecord
from skillmark.server.award.status.standing import FROM


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


class PolicyForm(forms.Form):
    """How awards live on."""

    reminders = forms.CharField(
        label=_("Remind holders so many days before the end"),
        max_length=60,
        required=False,
        help_text=_("Such as 60, 14. Leave it empty to send no reminders."),
    )
    digest = forms.BooleanField(
        label=_("Tell those who award once a day what runs out"), required=False
    )
    supersede = forms.BooleanField(
        label=_("Revoke the older award when it is renewed"),
        help_text=_("Else the older award holds until its own end."),
        required=False,
    )

    @staticmethod
    def initial_of(row: PolicyRecord) -> dict[str, Any]:
        """Return the form's values."""
        days = ", ".join(str(number) for number in row.reminders)
        return {"reminders": days, "digest": row.digest, "supersede": row.supersede}

    def clean_reminders(self) -> list[int]:
        try:
            return read_days(self.cleaned_data["reminders"])
        except InputError:
            raise forms.ValidationError(
                _("Write at most five numbers from 1 to 366, such as 60, 14.")
            ) from None


class KeyForm(forms.Form):
    """A new key."""

    algorithm = forms.ChoiceField(
        label=_("Algorithm"), choices=[(one.value, one.value) for one in ALGORITHMS]
    )
    overlap = forms.TypedChoiceField(
        label=_("When it takes over"),
        choices=[
            (DOCUMENT_SECONDS, _("in 5 minutes, when every verifier can know it")),
            (86_400, _("in a day")),
            (0, _("at once")),
        ],
        coerce=int,
        required=False,
        empty_value=DOCUMENT_SECONDS,
        help_text=_("Until then the key before it signs. The very first key signs at once."),
    )
    beside = forms.BooleanField(
        label=_("Beside the key of the awards"),
        help_text=_("It signs only what programs ask for with its algorithm, and no awards."),
        required=False,
    )


class KeyCopyForm(forms.Form):
    """An encrypted copy of a key."""

    passphrase = forms.CharField(
        label=_("Passphrase of the copy"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        help_text=_("At least 12 characters, such as four words. Nobody can find it again."),
    )
    again = forms.CharField(
        label=_("The passphrase once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("passphrase") != said.get("again"):
            self.add_error("again", _("These are two different passphrases."))
        return said


class KeptForm(forms.Form):
    """Somebody says that they keep a copy."""

    kept = forms.BooleanField(
        label=_("I keep a copy of this key, away from the site, and its passphrase apart from it.")
    )


class KeyRestoreForm(forms.Form):
    """A copy of a key, to be put back."""

    file = forms.FileField(label=_("Copy of the key"))
    passphrase = forms.CharField(
        label=_("Its passphrase"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        strip=False,
        required=False,
    )


class CompromiseForm(forms.Form):
    """Since when a key is in wrong hands."""

    index = forms.IntegerField(
        label=_("From this entry of the log on"),
        required=False,
        min_value=0,
        help_text=_("The first entry that you did not make. Leave it empty to give a moment."),
    )
    since = forms.DateTimeField(
        label=_("Since this moment (UTC)"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("When it was stolen, or the last moment at which it was safe for certain."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if (said.get("index") is None) == (said.get("since") is None) and not self.errors:
            self.add_error(None, _("Give the entry of the log or the moment, one of them."))
        return said
