"""Forms of candidates, and of those who see to it that all of them can sit a test."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.server.assess.models import DeliveryRecord
from skillmark.server.assess.sitting import accommodating, agreeing
from skillmark.server.front.templatetags.look import words
from skillmark.server.people.models import AccountRecord, OrganisationRecord


class StartForm(forms.Form):
    """What a candidate agrees to before the first question."""

    honour = forms.BooleanField(label=agreeing.HONOUR)
    consent = forms.BooleanField(label=agreeing.CONSENT)

    def __init__(self, *args: Any, task: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if task:
            self.fields["honour"].label = agreeing.HONOUR_TASK


class PracticeForm(forms.Form):
    """What there is to agree to before practice: nothing is at stake, and nothing is counted."""

    consent = forms.BooleanField(label=agreeing.PRACTICE)


class _Offers(forms.ModelChoiceField):
    """Open offers, by the title of the test and the day since which it is offered."""

    def label_from_instance(self, obj: DeliveryRecord) -> str:
        return f"{words(obj.test.title)}, {obj.created:%Y-%m-%d}"


class AccommodationForm(forms.Form):
    """More time or breaks for one person. Nothing here asks why."""

    email = forms.EmailField(label=_("E-mail address of the person"), max_length=254)
    delivery = _Offers(
        label=_("For"),
        queryset=DeliveryRecord.objects.none(),
        required=False,
        empty_label=_("every test here"),
    )
    factor = forms.FloatField(
        label=_("Time, as a multiple"),
        min_value=1,
        max_value=accommodating.MOST_FACTOR,
        initial=1.5,
        widget=forms.NumberInput({"step": "0.05"}),
        help_text=_("1.25 is a quarter more, 1.5 half as much again, 2 twice the time."),
    )
    pause_minutes = forms.FloatField(
        label=_("Minutes of breaks, in addition"),
        min_value=0,
        max_value=accommodating.MOST_PAUSE,
        initial=0,
        help_text=_("In a break the clock stands still, and no question is shown."),
    )

    def __init__(self, organisation: OrganisationRecord, *given: Any) -> None:
        super().__init__(*given)
        self.organisation = organisation
        offers = DeliveryRecord.objects.of(organisation).filter(open=True).select_related("test")
        self.fields["delivery"].queryset = offers.order_by("-created")  # type: ignore[attr-defined]

    def clean_email(self) -> AccountRecord:
        """Return the account of the address, where it is a member's."""
        members = AccountRecord.objects.filter(memberships__organisation=self.organisation)
        found = members.filter(email__iexact=self.cleaned_data["email"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("Nobody with this address is a member here."))
        return found
