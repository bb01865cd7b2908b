"""Forms of standard settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.server.assess.standards.models import Method
from skillmark.server.assess.standards.opening import Guest, Plan

CONSENT = _(
    "My ratings are stored with the number of my seat. The facilitator sees whose they are; the"
    " other panellists see only how all ratings are spread. They stay in the record of this cut"
    " score and are not changed or deleted. My name is printed only if I agree to it."
)


class OpenForm(forms.Form):
    """How a standard setting is to be held, and who is invited."""

    method = forms.ChoiceField(label=_("Method"), choices=Method.choices)
    candidate = forms.CharField(
        label=_("The candidate who just passes"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=10_000,
        help_text=_(
            "What can somebody who is only just competent do, and what not yet? Everything hangs"
            " on this."
        ),
    )
    panel = forms.CharField(
        label=_("Panel"),
        widget=forms.Textarea(attrs={"rows": 6, "class": "mono", "spellcheck": "false"}),
        max_length=30_000,
        help_text=_(
            "One person a line: name; role; e-mail; what the person knows. E-mail and the last"
            " may be left out. Five people or more are advised."
        ),
    )
    consent = forms.CharField(
        label=_("What they agree to"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5_000
    )
    training = forms.CharField(
        label=_("Training"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=5_000,
        help_text=_("What was or will be done, and when."),
    )
    show_key = forms.BooleanField(
        label=_("Panellists may look at the right answer"),
        required=False,
        help_text=_("Who sees the answer finds everything easier."),
    )
    whole_pool = forms.BooleanField(
        label=_("Rate every question of the pool"),
        required=False,
        help_text=_("Otherwise the questions of one form, which stands for all."),
    )
    include_short = forms.BooleanField(
        label=_("With short answers, rated in points"), required=False
    )
    response_probability = forms.FloatField(
        label=_("Bookmark: mastered means known with probability"),
        initial=0.67,
        min_value=0.5,
        max_value=0.95,
        widget=forms.NumberInput(attrs={"step": "0.01"}),
    )
    cost_of_false_pass = forms.FloatField(
        label=_("Contrasting groups: a wrong pass costs as much as how many wrong fails"),
        initial=1,
        min_value=0.1,
        max_value=20,
        widget=forms.NumberInput(attrs={"step": "0.1"}),
    )

    def clean_panel(self) -> list[Guest]:
        """Read the panel, a person a line."""
        guests = []
        lines = self.cleaned_data["panel"].splitlines()
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            parts = [part.strip() for part in line.split(";")]
            if len(parts) < 2 or not parts[0] or not parts[1]:
                raise forms.ValidationError(
                    _("Line %(number)s: name and role are needed, with a semicolon between."),
                    params={"number": number},
                )
            name, role, email, knows = (*parts, "", "")[:4]
            if len(name) > 150 or len(role) > 150 or len(knows) > 300:
                raise forms.ValidationError(
                    _("Line %(number)s is too long."), params={"number": number}
                )
            guests.append(Guest(name, role, email, knows))
        return guests

    @property
    def plan(self) -> Plan:
        """How it is to be held."""
        given: dict[str, Any] = {k: v for k, v in self.cleaned_data.items() if k != "panel"}
        return Plan(**given | {"method": Method(given["method"])})


class ConsentForm(forms.Form):
    """What a panellist agrees to before the first rating."""

    agree = forms.BooleanField(label=_("I have read this and agree."))
    named = forms.BooleanField(label=_("My name may be printed in the record."), required=False)


class AdoptForm(forms.Form):
    """The act."""

    score = forms.FloatField(
        label=_("Cut score, in points"),
        min_value=0,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    decided_by = forms.CharField(label=_("Decided by"), max_length=200)
    decided_on = forms.DateField(
        label=_("Decided on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=10_000,
        help_text=_("Why this cut; where it differs from the recommended one, why it does."),
    )
