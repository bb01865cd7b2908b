"""Forms of the bank: looking for questions, bringing them in, and saying what a test is to be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skillmark.assess.exchange import Format
from skillmark.assess.interactions.base import ItemType
from skillmark.nouns.proficiency import HIGHEST, LOWEST
from skillmark.server.assess.bank import listing, wording
from skillmark.server.assess.bank.listing import Wanted
from skillmark.server.assess.bank.models import State
from skillmark.server.assess.forms import LARGEST
from skillmark.server.assess.models import TestRecord
from skillmark.server.people.models import OrganisationRecord

LEVELS = [("", "–"), *((str(one), str(one)) for one in range(LOWEST, HIGHEST + 1))]


def type_choices() -> list[tuple[str, str]]:
    """Return the types of questions, any of them first."""
    return [("", "–"), *((one.value, words) for one, words in wording.types().items())]


def skill_choices(organisation: OrganisationRecord, *others: str) -> list[tuple[str, str]]:
    """Return the skills of the bank and `others`, none first."""
    found = listing.skills(organisation)
    known = {uri for uri, _label in found}
    named = [(uri, wording.in_words(label)) for uri, label in found]
    named += [(uri, uri) for uri in dict.fromkeys(others) if uri and uri not in known]
    return [("", "–"), *sorted(named, key=lambda one: one[1].casefold())]


class SearchForm(forms.Form):
    """Which questions are shown."""

    words = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=200)
    skill = forms.ChoiceField(label=gettext_lazy("Skill"), required=False)
    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False, choices=LEVELS)
    type = forms.ChoiceField(label=gettext_lazy("Type"), required=False, choices=type_choices)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", "–"), *State.choices]
    )
    family = forms.ChoiceField(label=gettext_lazy("Family"), required=False)

    def __init__(self, organisation: OrganisationRecord, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        families = listing.families(organisation)
        self.fields["skill"].choices = skill_choices(organisation)  # type: ignore[attr-defined]
        self.fields["family"].choices = [("", "–"), *((one, one) for one in families)]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What is looked for; what cannot be looked for does not matter."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        level = given.pop("level", "")
        return Wanted(level=int(level) if level else None, **given)


class BringForm(forms.Form):
    """Questions of a file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("QTI, Moodle XML, GIFT, CSV or TOML, at most 10 MB."),
    )
    skill = forms.CharField(
        label=gettext_lazy("Skill of questions that name none"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Its address or short name, such as genai-foundations."),
    )
    level = forms.IntegerField(
        label=gettext_lazy("Level of questions that name none"),
        min_value=LOWEST,
        max_value=HIGHEST,
        initial=3,
        required=False,
    )
    revise = forms.BooleanField(
        label=gettext_lazy("Questions whose name the bank knows are new versions of those"),
        required=False,
        help_text=gettext_lazy("Otherwise they get another name."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return file


class _Tests(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.slug}, {_('Version')} {obj.version}"


class TakeForm(forms.Form):
    """A test of the library, of which the questions are taken."""

    test = _Tests(queryset=TestRecord.objects.none(), label=gettext_lazy("Test"), empty_label=None)

    def __init__(self, organisation: OrganisationRecord, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = TestRecord.objects.of(organisation)
        self.fields["test"].queryset = rows.order_by("slug", "-version")  # type: ignore[attr-defined]


class HandForm(forms.Form):
    """In which format questions are exported."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[
            (one.value, "QTI 3" if one is Format.QTI else one.told)
            for one in (Format.QTI, Format.TOML, Format.MOODLE, Format.GIFT, Format.CSV)
        ],
    )


class MoveForm(forms.Form):
    """The next state of a version."""

    number = forms.IntegerField(min_value=1)
    after = forms.ChoiceField(choices=State.choices)
    remark = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=500)
    by_author = forms.BooleanField(
        label=gettext_lazy("I wrote it myself and nobody else can review it: record that."),
        required=False,
    )


class SortForm(forms.Form):
    """Family and limit of exposure."""

    family = forms.CharField(
        label=gettext_lazy("Family"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("A form has one question of a family at the most."),
    )
    exposure = forms.FloatField(
        label=gettext_lazy("Seen by at most, in %"),
        required=False,
        min_value=0.1,
        max_value=100,
        help_text=gettext_lazy("Empty: no limit."),
    )


class SlugForm(forms.Form):
    """The name of a test that is begun."""

    slug = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]{0,98}$",
        label=gettext_lazy("Name of the test"),
        help_text=gettext_lazy("Small letters, digits and dashes, such as data-basics."),
        error_messages={
            "invalid": gettext_lazy("Small letters, digits and dashes, such as data-basics.")
        },
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)


class PlanForm(forms.Form):
    """What a test is called, how long it takes, and what is asked beside its pools."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("What candidates read before they begin."),
    )
    language = forms.RegexField(
        r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        label=gettext_lazy("Language"),
        initial="en",
        help_text=gettext_lazy("Such as en or de."),
    )
    minutes = forms.FloatField(
        label=gettext_lazy("Minutes"),
        required=False,
        min_value=1,
        max_value=600,
        help_text=gettext_lazy("Empty: as long as it takes."),
    )
    pilots = forms.IntegerField(
        label=gettext_lazy("Pilots a form"),
        required=False,
        min_value=0,
        max_value=50,
        help_text=gettext_lazy("Questions that are tried and not scored, beside the others."),
    )
    picked = forms.CharField(
        label=gettext_lazy("Picked questions"),
        required=False,
        max_length=20000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Names of questions, a line each, that may be asked in any case."),
    )

    def clean_picked(self) -> tuple[str, ...]:
        words = re.split(r"[\s,;]+", self.cleaned_data["picked"])
        return tuple(dict.fromkeys(filter(None, words)))


class _Row(forms.Form):
    """A row of a plan; the bank's skills are what it offers."""

    def __init__(self, *args: Any, skills: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].choices = list(skills)  # type: ignore[attr-defined]


class BlueprintRow(_Row):
    """So many scored questions on a skill."""

    skill = forms.ChoiceField(label=gettext_lazy("Skill"), required=False)
    count = forms.IntegerField(
        label=gettext_lazy("Questions"), required=False, min_value=1, max_value=500
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("skill")) != bool(cleaned.get("count")) and not self.errors:
            raise forms.ValidationError(_("Give both the skill and the number."))
        return cleaned


class LikeRow(_Row):
    """A kind of questions."""

    skill = forms.ChoiceField(label=gettext_lazy("Skill"), required=False)
    levels = forms.CharField(
        label=gettext_lazy("Levels"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"inputmode": "text", "placeholder": "3, 4"}),
    )
    type = forms.ChoiceField(label=gettext_lazy("Type"), required=False, choices=type_choices)
    lowest = forms.FloatField(
        label=gettext_lazy("Solved by, from %"), required=False, min_value=0, max_value=100
    )
    highest = forms.FloatField(
        label=gettext_lazy("Solved by, to %"), required=False, min_value=0, max_value=100
    )
    family = forms.CharField(label=gettext_lazy("Family"), required=False, max_length=100)

    def clean_levels(self) -> tuple[int, ...]:
        found: list[int] = []
        for part in re.split(r"[\s,;]+", self.cleaned_data["levels"]):
            ends = re.fullmatch(r"([1-8])(?:[-–]([1-8]))?", part)
            if part and not ends:
                raise forms.ValidationError(_("Levels are 1 to 8, such as 3, 4 or 3-5."))
            if ends:
                found += range(int(ends[1]), int(ends[2] or ends[1]) + 1)
        return tuple(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        low, high = cleaned.get("lowest"), cleaned.get("highest")
        if low is not None and high is not None and low > high:
            raise forms.ValidationError(_("The lower share comes first."))
        return cleaned


class DemandRow(LikeRow):
    """Of such questions, so many at least and at most."""

    least = forms.IntegerField(
        label=gettext_lazy("At least"), required=False, min_value=0, max_value=500
    )
    most = forms.IntegerField(
        label=gettext_lazy("At most"), required=False, min_value=0, max_value=500
    )
    field_order = ("least", "most")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        least, most = cleaned.get("least"), cleaned.get("most")
        if least is not None and most is not None and least > most:
            raise forms.ValidationError(_("At least is more than at most."))
        said = any(value not in (None, "", ()) for value in cleaned.values())
        if said and least is None and most is None and not self.errors:
            raise forms.ValidationError(_("Say how many, at least or at most."))
        return cleaned


BlueprintRows = forms.formset_factory(BlueprintRow, extra=3, max_num=60)
DemandRows = forms.formset_factory(DemandRow, extra=2, max_num=40)
LikeRows = forms.formset_factory(LikeRow, extra=1, max_num=40)


def item_types(value: str) -> tuple[ItemType, ...]:
    """Return the types that a choice stands for."""
    return (ItemType(value),) if value else ()
