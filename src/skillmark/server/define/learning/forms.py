"""Forms of recognition: asked for, decided, written down, withdrawn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import choosing
from skillmark.server.skills import services as frameworks

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
    counts_as = forms.ChoiceField(label=_("Counts as this achievement"), required=False)
    words = forms.CharField(required=False, max_length=200)
    skill = forms.CharField(required=False, max_length=400)
    level = forms.TypedChoiceField(
        label=_("at this level"), coerce=int, empty_value=None, required=False
    )
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

    WHAT = ("external_id", "external_name", "issuer", "issuer_name")
    WHY = ("reason", "evidence", "expires")

    def __init__(
        self,
        *args: Any,
        achievements: list[tuple[str, str]],
        organisation: OrganisationRecord | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.fields["counts_as"].choices = [("", "–"), *achievements]
        self.fields["level"].choices = choosing.levels(nothing="–")

    @property
    def what_fields(self) -> list[forms.BoundField]:
        """What of whom."""
        return [self[name] for name in self.WHAT]

    @property
    def why_fields(self) -> list[forms.BoundField]:
        """Why, and until when."""
        return [self[name] for name in self.WHY]

    def clean(self) -> dict[str, Any]:
        """Ask for one thing that it counts as: an achievement, or a known skill at a level."""
        said: dict[str, Any] = super().clean() or {}
        if bool(said.get("counts_as")) == bool(said.get("skill")):
            self.add_error("counts_as", _("Choose an achievement, or a skill with its level."))
        elif said.get("skill"):
            if frameworks.row_of(said["skill"], self.organisation) is None:
                self.add_error("skill", _("This skill is not known here."))
            if said.get("level") is None:
                self.add_error("level", _("Choose the level."))
        return said


class WithdrawForm(forms.Form):
    """Why something counts no longer."""

    reason = forms.CharField(label=_("Why it counts no longer"), max_length=500)
