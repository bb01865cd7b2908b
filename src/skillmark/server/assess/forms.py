"""Forms of assessment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.assess.interactions.rated import Criterion
from skillmark.assess.rubric import RaterRubric
from skillmark.assess.starter import starter_tests
from skillmark.server.people.models import AccountRecord, OrganisationRecord

LARGEST = 10 * 2**20
"""Bytes of a test that is uploaded."""


class StartForm(forms.Form):
    """What a candidate agrees to before the first question."""

    honour = forms.BooleanField(
        label=_("I answer alone and without help, and I do not pass the questions on.")
    )
    consent = forms.BooleanField(
        label=_("My answers may be stored and used to compute how good this test is.")
    )


class ImportForm(forms.Form):
    """A test that comes along, or one's own."""

    starter = forms.ChoiceField(
        label=_("A test that comes along"),
        required=False,
        choices=lambda: [("", "–"), *((name, name) for name in starter_tests())],
    )
    file = forms.FileField(
        label=_("Or a file of your own"),
        required=False,
        help_text=_("QTI, Moodle XML, GIFT, CSV or TOML, at most 10 MB."),
    )
    skill = forms.CharField(
        label=_("Skill of questions that name none"),
        required=False,
        max_length=500,
        help_text=_("Its address or short name, such as genai-foundations."),
    )
    level = forms.IntegerField(
        label=_("Level of questions that name none"),
        min_value=1,
        max_value=8,
        initial=3,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("starter")) == bool(cleaned.get("file")):
            raise forms.ValidationError(_("Choose one of the two."))
        file = cleaned.get("file")
        if file and file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return cleaned


class ReviewForm(forms.Form):
    """Somebody stands for a quality report."""

    role = forms.CharField(
        label=_("In which role?"),
        max_length=200,
        help_text=_("Such as: head of quality."),
    )
    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class DeliverForm(forms.Form):
    """How a test is offered."""

    include_short = forms.BooleanField(
        label=_("With short answers, which an assessor scores"),
        required=False,
        help_text=_("Without them every result is there at once."),
    )
    minutes = forms.FloatField(
        label=_("Minutes"),
        min_value=1,
        max_value=600,
        required=False,
        help_text=_("Empty: the time that the test itself names."),
    )
    attempts_allowed = forms.IntegerField(
        label=_("Attempts a person"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("Empty: as many as they like."),
    )
    achievement = forms.CharField(
        label=_("Achievement that passing confirms"), max_length=100, required=False
    )


class CutForm(forms.Form):
    """The act of setting a cut score."""

    score = forms.FloatField(label=_("Cut score, in points"), min_value=0)
    maximum = forms.FloatField(label=_("Out of"), min_value=0.5)
    method = forms.CharField(
        label=_("Method"), max_length=200, help_text=_("Such as: modified Angoff, panel of eight")
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))
    decided_by = forms.CharField(label=_("Decided by"), max_length=200)
    decided_on = forms.DateField(
        label=_("Decided on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class RatingForm(forms.Form):
    """Points for each criterion of a short answer's rubric."""

    def __init__(self, *args: Any, rubric: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in rubric:
            self.fields[f"points-{criterion.id}"] = forms.FloatField(
                label=_("Points"),
                min_value=0,
                max_value=criterion.points,
                widget=forms.NumberInput(attrs={"step": "0.5"}),
                help_text=_("0 to %(most)s") % {"most": f"{criterion.points:g}"},
            )
        self.fields["comment"] = forms.CharField(
            label=_("Comment for the candidate"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    @property
    def points(self) -> dict[str, float]:
        """Points by id of the criterion."""
        return {
            name.removeprefix("points-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("points-")
        }


GROUPS = {
    "manager": _("Manager"),
    "peer": _("Peers"),
    "report": _("Direct reports"),
    "self": _("The person"),
}
"""What the groups of raters are called."""


class AskForm(forms.Form):
    """Whom to ask about whom."""

    account = forms.ModelChoiceField(label=_("About whom"), queryset=AccountRecord.objects.none())
    manager = forms.CharField(label=_("Manager"), help_text=_("One e-mail address"))
    peer = forms.CharField(
        label=_("Peers"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("At least three e-mail addresses, one a line"),
    )
    report = forms.CharField(
        label=_("Direct reports"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("At least three e-mail addresses, one a line"),
    )
    days = forms.IntegerField(label=_("Open for days"), min_value=1, max_value=60, initial=14)

    def __init__(self, *args: Any, organisation: OrganisationRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = (
            AccountRecord.objects.filter(memberships__organisation=organisation, is_active=True)
            .distinct()
            .order_by("name", "email")
        )

    @property
    def raters(self) -> list[tuple[str, str]]:
        """Pairs of group and address."""
        return [
            (group, email)
            for group in ("manager", "peer", "report")
            for email in self.cleaned_data[group].replace(",", " ").replace(";", " ").split()
        ]


class FeedbackForm(forms.Form):
    """One question for each dimension of a rubric; each may be left open."""

    def __init__(self, *args: Any, rubric: RaterRubric, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for dimension in rubric.dimensions:
            choices = [
                (f"{anchor.score:g}", anchor.text.in_language(language))
                for anchor in dimension.anchors
            ]
            self.fields[dimension.id] = forms.ChoiceField(
                label=dimension.label.in_language(language),
                help_text=dimension.question.in_language(language),
                choices=[*choices, ("", _("I have not seen this"))],
                widget=forms.RadioSelect,
                required=False,
            )
        self.fields["remark"] = forms.CharField(
            label=_("What else did you see?"),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("Shown as it is, without your name. Write nothing that only you can know."),
        )

    @property
    def scores(self) -> dict[str, float]:
        """Scores by dimension, without those that were left open."""
        return {
            name: float(value)
            for name, value in self.cleaned_data.items()
            if name != "remark" and value
        }
