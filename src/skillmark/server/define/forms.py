"""Forms of achievements, pathways and learning opportunities: documents in, documents out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.achievement import (
    Achievement,
    AssessmentType,
    Participation,
    Renewal,
    Supervision,
)
from skillmark.nouns.errors import InputError
from skillmark.nouns.learning import LearningOpportunity
from skillmark.nouns.text import Text
from skillmark.server.define.models import Follows

ASSESSMENTS = {
    AssessmentType.WRITTEN: _("Written test"),
    AssessmentType.PERFORMANCE: _("Performance"),
    AssessmentType.PORTFOLIO: _("Portfolio"),
    AssessmentType.ORAL: _("Oral examination"),
    AssessmentType.WORKPLACE: _("Observation at work"),
    AssessmentType.MIXED: _("Mixed"),
}
PARTICIPATIONS = {
    Participation.ONLINE: _("Online"),
    Participation.ONSITE: _("On site"),
    Participation.BLENDED: _("Blended"),
    Participation.WORKPLACE: _("At work"),
}
SUPERVISIONS = {
    Supervision.NONE: _("None, identity not verified"),
    Supervision.ONLINE: _("Supervised online, identity verified"),
    Supervision.ONSITE: _("Supervised on site, identity verified"),
}
LANGUAGES = (("en", _("English")), ("de", _("German")))


def pair(form: Any, name: str) -> dict[str, str]:
    """Return the language map of two fields, the filled ones only."""
    said = {tag: form.cleaned_data.get(f"{name}_{tag}", "").strip() for tag, _name in LANGUAGES}
    return {tag: words for tag, words in said.items() if words}


def spread(name: str, text: Text | None) -> dict[str, str]:
    """Return the initial values of two fields."""
    return {f"{name}_{tag}": words for tag, words in (text.as_mapping() if text else {}).items()}


class _Skills(forms.Form):
    """Skills with their levels, from the picker's repeated fields `skill` and `level`."""

    def skills(self) -> dict[str, int | None]:
        """Return level by URI; `InputError` where lists do not fit."""
        uris, levels = self.data.getlist("skill"), self.data.getlist("level")
        if len(uris) != len(levels):
            raise InputError(str(_("skills and levels do not fit together")), where="skills")
        return {
            uri[:400]: int(level) if level.isdecimal() else None
            for uri, level in zip(uris, levels, strict=True)
            if uri
        }


class AchievementForm(_Skills):
    """An achievement with its European elements."""

    name_en = forms.CharField(label=_("Name (English)"), max_length=200)
    name_de = forms.CharField(label=_("Name (German)"), max_length=200, required=False)
    description_en = forms.CharField(
        label=_("Description (English)"), widget=forms.Textarea(attrs={"rows": 3})
    )
    description_de = forms.CharField(
        label=_("Description (German)"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    criteria_en = forms.CharField(
        label=_("Criteria (English)"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What a person does to earn it. Markdown."),
    )
    criteria_de = forms.CharField(
        label=_("Criteria (German)"), widget=forms.Textarea(attrs={"rows": 5}), required=False
    )
    valid_months = forms.IntegerField(
        label=_("Valid for months"), min_value=1, max_value=600, required=False
    )
    renewal = forms.ChoiceField(
        label=_("What renews it"),
        choices=[
            (Renewal.CONFIRMED.value, _("You confirm it")),
            (Renewal.RESULT.value, _("A new result of its test")),
        ],
        required=False,
    )
    language = forms.ChoiceField(label=_("Language of the award"), choices=LANGUAGES)
    public = forms.BooleanField(
        label=_("Show in the public catalogue"), required=False, initial=True
    )
    learning_outcomes = forms.CharField(
        label=_("Learning outcomes"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line."),
    )
    workload_hours = forms.FloatField(label=_("Workload in hours"), min_value=0.5)
    ects = forms.FloatField(label=_("ECTS credits"), min_value=0, required=False)
    eqf_level = forms.TypedChoiceField(
        label=_("EQF level"),
        choices=[("", "–"), *((number, number) for number in range(1, 9))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    assessment_type = forms.ChoiceField(label=_("Assessment"), choices=ASSESSMENTS.items())
    participation = forms.ChoiceField(label=_("Participation"), choices=PARTICIPATIONS.items())
    supervision = forms.ChoiceField(label=_("Supervision"), choices=SUPERVISIONS.items())
    quality_assurance = forms.CharField(label=_("Quality assurance"), max_length=300)
    prerequisites = forms.CharField(label=_("Prerequisites"), max_length=300, required=False)
    stackable = forms.CharField(
        label=_("How it can be stacked"), max_length=300, required=False, initial="stand-alone"
    )
    country = forms.CharField(label=_("Country"), max_length=2, min_length=2)
    awarding_body = forms.CharField(label=_("Awarding body"), max_length=200)

    AWARD = ("name_en", "name_de", "description_en", "description_de", "criteria_en", "criteria_de")
    EUROPEAN = (
        "learning_outcomes",
        "workload_hours",
        "ects",
        "eqf_level",
        "assessment_type",
        "participation",
        "supervision",
        "quality_assurance",
        "prerequisites",
        "stackable",
        "country",
        "awarding_body",
    )

    @property
    def award_fields(self) -> list[forms.BoundField]:
        """What it is."""
        return [self[name] for name in self.AWARD]

    @property
    def european_fields(self) -> list[forms.BoundField]:
        """The European standard elements."""
        return [self[name] for name in self.EUROPEAN]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """The rest."""
        return [self[name] for name in ("valid_months", "renewal", "language", "public")]

    @staticmethod
    def initial_of(noun: Achievement) -> dict[str, Any]:
        """Return the form's values of an achievement."""
        elements = noun.elements
        outcomes = "\n".join(text.in_language(noun.language) for text in elements.learning_outcomes)
        own = {name: getattr(elements, name) for name in AchievementForm.EUROPEAN[1:]}
        return {
            **spread("name", noun.name),
            **spread("description", noun.description),
            **spread("criteria", noun.criteria),
            **own,
            "learning_outcomes": outcomes,
            "valid_months": noun.valid_months,
            "renewal": noun.renewal.value,
            "language": noun.language,
        }

    def document(self, slug: str, before: Achievement | None = None) -> dict[str, Any]:
        """Return the document that `define.achievements.achievement_from` reads."""
        said = self.cleaned_data
        lines = [line.strip() for line in said["learning_outcomes"].splitlines() if line.strip()]
        outcomes: list[Any] = [{said["language"]: line} for line in lines]
        if before is not None:
            # outcomes whose words did not change keep their translations
            known = {
                text.in_language(before.language): text.as_mapping()
                for text in before.elements.learning_outcomes
            }
            outcomes = [known.get(line, {said["language"]: line}) for line in lines]
        return {
            "id": slug,
            "version": before.version if before else "1",
            "name": pair(self, "name"),
            "description": pair(self, "description"),
            "criteria": pair(self, "criteria"),
            "skills": self.skills(),
            "test": before.test if before else None,
            "valid_months": said["valid_months"],
            **({"renewal": said["renewal"]} if said["renewal"] == Renewal.RESULT else {}),
            "language": said["language"],
            "elements": {
                **{name: said[name] for name in self.EUROPEAN[1:]},
                "country": said["country"].upper(),
                "learning_outcomes": outcomes,
            },
        }


class OpportunityForm(_Skills):
    """Where something can be learned."""

    title_en = forms.CharField(label=_("Title (English)"), max_length=200)
    title_de = forms.CharField(label=_("Title (German)"), max_length=200, required=False)
    provider = forms.CharField(label=_("Provider"), max_length=200)
    url = forms.URLField(label=_("Web address"), assume_scheme="https", max_length=1000)
    hours = forms.FloatField(label=_("Hours"), min_value=0.1)
    price = forms.DecimalField(label=_("Price"), min_value=0, decimal_places=2, initial=0)
    currency = forms.RegexField(r"^[A-Z]{3}$", label=_("Currency"), initial="EUR")
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    starts = forms.DateField(
        label=_("Starts"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    ends = forms.DateField(
        label=_("Ends"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    seats = forms.IntegerField(label=_("Seats"), min_value=0, required=False)
    participation = forms.ChoiceField(
        label=_("Where"), required=False, choices=[("", "–"), *PARTICIPATIONS.items()]
    )
    leads_to = forms.ChoiceField(label=_("Prepares for"), required=False)
    follows = forms.ChoiceField(
        label=_("What a completion starts"),
        required=False,
        choices=Follows.choices,
        help_text=_("An award only where its achievement has no test of its own."),
    )

    def __init__(self, *args: Any, achievements: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leads_to"].choices = [("", "–"), *achievements]

    @staticmethod
    def initial_of(noun: LearningOpportunity) -> dict[str, Any]:
        """Return the form's values of a learning opportunity."""
        names = (
            "provider", "url", "hours", "language", "starts", "ends", "seats", "leads_to",
            "participation",
        )  # fmt: skip
        return {
            **spread("title", noun.title),
            **{name: getattr(noun, name) for name in names},
            "price": noun.price.amount,
            "currency": noun.price.currency,
        }

    def document(self, slug: str) -> dict[str, Any]:
        """Return the document that `define.catalogue.opportunity_from` reads."""
        said = self.cleaned_data
        names = ("provider", "url", "hours", "language", "starts", "ends", "seats")
        return {
            "id": slug,
            "title": pair(self, "title"),
            **{name: said[name] for name in names},
            "skills": self.skills(),
            "price": f"{said['price']} {said['currency']}",
            "leads_to": said["leads_to"] or None,
            "participation": said["participation"] or None,
        }
