"""Forms of planning."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.server.plan.models import OfferRecord


class BudgetForm(forms.Form):
    """What a plan may cost."""

    money = forms.DecimalField(
        label=_("Budget"),
        min_value=0,
        max_value=10_000_000,
        decimal_places=0,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    hours = forms.DecimalField(
        label=_("Hours a person"),
        required=False,
        min_value=0,
        max_value=2_000,
        decimal_places=0,
        help_text=_("How long anybody may learn at most; empty for no limit."),
    )


class TargetForm(forms.Form):
    """A target, to be reached at least cost."""

    skill = forms.ChoiceField(label=_("Skill"))
    people = forms.IntegerField(label=_("People who must close this gap"), min_value=1)
    ceiling = forms.DecimalField(
        label=_("Budget at most"), required=False, min_value=0, decimal_places=0
    )

    def __init__(self, *arguments: Any, skills: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["skill"].choices = skills


class OfferForm(forms.ModelForm):
    """Cost, hours and seats of an offer."""

    class Meta:
        model = OfferRecord
        fields = ["cost", "hours", "seats"]
        help_texts = {"seats": _("Empty for as many as want.")}
