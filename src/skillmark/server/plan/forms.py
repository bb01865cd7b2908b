"""Forms of planning."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.proficiency import HIGHEST, LOWEST
from skillmark.server.plan.models import OfferRecord
from skillmark.server.plan.solving import MOST_QUARTERS, quarter, quarters

AHEAD = 5
"""Quarters that a plan may begin in: this one and those after it."""


def _choices(today: date) -> list[tuple[str, str]]:
    return [(one, one.replace("-", " ")) for one in quarters(quarter(today), AHEAD)]


class LimitsForm(forms.Form):
    """Hours and periods that a plan has to keep to."""

    hours = forms.DecimalField(
        label=_("Hours a person"),
        required=False,
        min_value=0,
        max_value=2_000,
        decimal_places=0,
        help_text=_("How long anybody may learn at most; empty for no limit."),
    )
    quarters = forms.IntegerField(
        label=_("Quarters"),
        required=False,
        min_value=0,
        max_value=MOST_QUARTERS,
        initial=0,
        help_text=_("How many the learning is spread over; 0 for all at once."),
    )
    begins = forms.ChoiceField(label=_("First quarter"), required=False)
    field_order: Any = ["money", "skill", "people", "ceiling", "hours", "quarters", "begins"]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["begins"].choices = _choices(timezone.localdate())

    def clean(self) -> dict[str, Any]:
        """Begin in this quarter where nobody says otherwise."""
        said: dict[str, Any] = super().clean() or {}
        said["quarters"] = said.get("quarters") or 0
        said["begins"] = said.get("begins") or quarter(timezone.localdate())
        return said


class BudgetForm(LimitsForm):
    """What a plan may cost."""

    money = forms.DecimalField(
        label=_("Budget"),
        min_value=0,
        max_value=100_000_000,
        decimal_places=0,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class TargetForm(LimitsForm):
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
    """An offer: what it costs and takes, and what has to come before it."""

    name = forms.CharField(label=_("Title"), max_length=200)
    needs = forms.MultipleChoiceField(
        label=_("Has to come before"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order: Any = ["name", "cost", "hours", "weeks", "seats", "needs"]

    class Meta:
        model = OfferRecord
        fields = ["cost", "hours", "weeks", "seats"]
        help_texts = {
            "seats": _("Empty for as many as want."),
            "weeks": _("Calendar weeks; empty where it is as fast as one learns."),
        }

    def __init__(self, *arguments: Any, others: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["needs"].choices = others
        if not others:
            self.fields["needs"].widget = forms.MultipleHiddenInput()

    def skills(self) -> dict[str, int | None]:
        """Return the skills of the repeated fields `skill` and `level-<skill>`."""
        found: dict[str, int | None] = {}
        for uri in self.data.getlist("skill"):
            if not uri or len(uri) > 500:
                continue
            level = self.data.get(f"level-{uri}", "")
            fits = level.isascii() and level.isdigit() and LOWEST <= int(level) <= HIGHEST
            found[uri] = int(level) if fits else None
        return found


class PriorityForm(forms.Form):
    """How much a skill or a role counts, and by when a skill has to be there."""

    weight = forms.FloatField(min_value=0, max_value=100)
    deadline = forms.DateField(required=False)


class NameForm(forms.Form):
    """What a kept plan is called."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False)
