"""Forms of foresight."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skillmark.nouns.person import Role
from skillmark.plan.foresight.periods import Every
from skillmark.plan.foresight.scenario import Amendment, Change
from skillmark.server.plan.foresight import signals
from skillmark.server.plan.foresight.models import ScenarioRecord, SignalKind
from skillmark.server.plan.foresight.readiness import NEXT, TODAY
from skillmark.server.plan.foresight.scenarios import Named
from skillmark.server.skills import choosing

GONE, SAME = "gone", ""
EVERY = (
    ("", gettext_lazy("as fits")),
    (Every.MONTH.value, gettext_lazy("months")),
    (Every.QUARTER.value, gettext_lazy("quarters")),
)


class DemandForm(forms.Form):
    """Which demand to look at."""

    source = forms.ChoiceField(label=gettext_lazy("Counted in"), required=False)
    every = forms.ChoiceField(label=gettext_lazy("Period"), required=False, choices=EVERY)

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sources
        if len(sources) < 2:
            del self.fields["source"]

    def asked(self) -> dict[str, str]:
        """Return what is asked; the usual where the query makes no sense."""
        said = self.cleaned_data if self.is_valid() else {}
        return {"source": said.get("source", ""), "every": said.get("every", "")}


class SignalForm(forms.Form):
    """A file from outside."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=SignalKind.choices)
    file = forms.FileField(label=gettext_lazy("File"))
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Who counted; needed for counts of demand alone."),
    )
    version = forms.CharField(
        label=gettext_lazy("Release or date"),
        max_length=60,
        help_text=gettext_lazy("Such as 29.3: it stands at every figure that is made of it."),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > signals.LARGEST:
            raise forms.ValidationError(_("The file is larger than 8 MB."))
        return file


class ScenarioForm(forms.ModelForm):
    """What a scenario is called, by when, and what it assumes."""

    class Meta:
        model = ScenarioRecord
        fields = ["name", "by", "hours_a_week", "note"]
        widgets = {
            "by": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "hours_a_week": gettext_lazy("Assumed for people whose own hours are not known."),
        }

    def clean_by(self) -> Any:
        """A change that was cannot be prepared for; nor one that nobody here will see."""
        day = self.cleaned_data["by"]
        if not 0 < (day - timezone.localdate()).days <= 3660:
            raise forms.ValidationError(_("Choose a day in the next ten years."))
        return day


class ChangeForm(forms.Form):
    """What happens to one role; its skills are repeated fields, one of each a line."""

    title = forms.CharField(label=gettext_lazy("Title of the role"), max_length=200)
    seats = forms.IntegerField(
        label=gettext_lazy("People it takes afterwards"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=gettext_lazy("Empty for as many as today."),
    )

    def __init__(self, *args: Any, new: bool, whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = whole
        if not new:
            del self.fields["title"]

    def named(self, role_id: str, role: Role | None, title: dict[str, str]) -> Named:
        """Return the change that the form says; raises `InputError` where it makes no sense."""
        amendments = []
        before = {one.skill: one.level for one in role.requirements} if role else {}
        for skill, said in zip(
            self.data.getlist("skill_now"), self.data.getlist("level_then"), strict=False
        ):
            if said == GONE and skill in before:
                amendments.append(Amendment(skill, gone=True))
            elif said.isdecimal() and (skill not in before or int(said) != before[skill]):
                amendments.append(Amendment(skill, int(said)))
            elif said == "any" and (skill not in before or before[skill] is not None):
                amendments.append(Amendment(skill))
        words = self.cleaned_data.get("title", "")
        named = {"en": words} if words else title
        return Named(Change(role_id, tuple(amendments), self.cleaned_data["seats"]), named)


class AddedSkill(choosing.SkillSearch):
    """A skill that a role does not ask for today."""

    level_new = forms.TypedChoiceField(
        label=gettext_lazy("Level"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level_new"].choices = choosing.levels(nothing=_("any level"))


class ReadinessForm(forms.Form):
    """Against what readiness is counted, and how exposure is measured."""

    against = forms.ChoiceField(
        label=gettext_lazy("Against"),
        required=False,
        choices=[
            (TODAY, gettext_lazy("role of today")),
            (NEXT, gettext_lazy("role aimed at")),
        ],
    )
    measure = forms.ChoiceField(
        label=gettext_lazy("Exposure"),
        required=False,
        choices=[
            ("beta", "beta"),
            ("alpha", "alpha"),
            ("gamma", "gamma"),
        ],
    )
    judge = forms.ChoiceField(
        label=gettext_lazy("Judged by"),
        required=False,
        choices=[("people", gettext_lazy("people")), ("model", gettext_lazy("a model"))],
    )

    def asked(self) -> dict[str, str]:
        """Return what is asked; the usual where the query makes no sense."""
        usual = {"against": TODAY, "measure": "beta", "judge": "people"}
        said = self.cleaned_data if self.is_valid() else {}
        return {name: said.get(name) or value for name, value in usual.items()}
