"""Forms of matching."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.person import Importance, Requirement
from skillmark.nouns.proficiency import ANCHORS
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.skills import services as frameworks

IMPORTANCES = [
    (Importance.ESSENTIAL.value, _("Essential")),
    (Importance.OPTIONAL.value, _("Optional")),
]


def levels(*, nothing: Any) -> list[tuple[str, Any]]:
    """Return the levels to choose from, in the reader's language, after a choice of none."""
    language = get_language() or "en"
    named = [(str(one.level), f"{one.level} {one.name.in_language(language)}") for one in ANCHORS]
    return [("", nothing), *named]


class AdvertForm(forms.Form):
    """A role's title and, if there is one, its advertisement."""

    title = forms.CharField(label=_("Title of the role"), max_length=200)
    advert = forms.CharField(
        label=_("Job advertisement"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Paste it as it is. The words that speak of skills light up."),
    )


class RequirementForm(forms.Form):
    """One skill of a role, on one line."""

    keep = forms.BooleanField(label=_("Keep"), required=False, initial=True)
    skill = forms.CharField(widget=forms.HiddenInput, max_length=500)
    label = forms.CharField(widget=forms.HiddenInput, max_length=300, required=False)
    score = forms.FloatField(widget=forms.HiddenInput, required=False)
    why = forms.CharField(widget=forms.HiddenInput, max_length=500, required=False)
    level = forms.TypedChoiceField(label=_("Level"), coerce=int, empty_value=None, required=False)
    importance = forms.ChoiceField(label=_("Importance"), choices=IMPORTANCES)
    must = forms.BooleanField(label=_("Must"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = levels(nothing=_("any level"))

    @property
    def requirement(self) -> Requirement:
        """The noun of a valid line."""
        given = self.cleaned_data
        return Requirement(
            skill=given["skill"],
            level=given["level"],
            importance=Importance(given["importance"]),
            must=given["must"],
            label=given["label"],
        )

    @property
    def shown_label(self) -> Any:
        """The label, whether it came with the form or not."""
        return self["label"].value() or self["skill"].value()

    @property
    def percent(self) -> int | None:
        """How sure the reading of the advertisement is, in percent."""
        score = self["score"].value()
        try:
            return round(100 * float(score)) if score not in (None, "") else None
        except ValueError:
            return None


RequirementFormSet = forms.formset_factory(RequirementForm, extra=0, max_num=60)


class CandidateForm(forms.Form):
    """Somebody from outside and their badge files."""

    name = forms.CharField(label=_("Name"), max_length=150)
    holder = forms.CharField(
        label=_("E-mail address or DID"),
        max_length=320,
        help_text=_("Badges that were issued to somebody else count for nothing."),
    )


class SkillChoice(forms.Form):
    """A skill by its words, and a level."""

    skill = forms.CharField(
        label=_("Skill"),
        max_length=300,
        widget=forms.TextInput(attrs={"list": "known-skills", "autocomplete": "off"}),
        help_text=_("Begin to type and choose one."),
    )
    level = forms.TypedChoiceField(label=_("Level"), coerce=int)
    organisation: OrganisationRecord | None = None

    def __init__(self, *args: Any, organisation: OrganisationRecord | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.fields["level"].choices = levels(nothing=_("choose"))

    def clean_skill(self) -> str:
        words = self.cleaned_data["skill"].strip()
        found = frameworks.search(
            words, organisation=self.organisation, language=get_language() or "en", limit=1
        )
        if frameworks.row_of(words, self.organisation) is not None:
            return words
        if not found:
            raise forms.ValidationError(_("No skill is called that. Try other words."))
        return found[0][1].uri


class ObservationForm(SkillChoice):
    """What was seen of whom, when."""

    account = forms.ModelChoiceField(label=_("Person"), queryset=AccountRecord.objects.none())
    dated = forms.DateField(
        label=_("When"), widget=forms.DateInput(attrs={"type": "date"}), initial=timezone.localdate
    )
    note = forms.CharField(
        label=_("What did you see?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the person did, in which situation. The person can read it."),
    )
    field_order = ["account", "skill", "level", "dated", "note"]

    def __init__(self, *args: Any, observer: AccountRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = (
            AccountRecord.objects.filter(
                memberships__organisation=self.organisation, is_active=True
            )
            .exclude(pk=observer.pk)
            .distinct()
            .order_by("name", "email")
        )

    def clean_dated(self) -> Any:
        if self.cleaned_data["dated"] > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return self.cleaned_data["dated"]
