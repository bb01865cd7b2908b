"""Forms of feedback by several raters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from skillmark.assess.rubric import RaterRubric
from skillmark.assess.starter import starter_rubric, starter_rubrics
from skillmark.server.people.models import AccountRecord, OrganisationRecord

GROUPS = {
    "manager": _("Manager"),
    "peer": _("Peers"),
    "report": _("Direct reports"),
    "self": _("The person"),
}
"""What the groups of raters are called."""


class AskForm(forms.Form):
    """Whom to ask about whom."""

    rubric = forms.ChoiceField(label=_("What about"), widget=forms.RadioSelect)
    account = forms.ModelChoiceField(label=_("About whom"), queryset=AccountRecord.objects.none())
    manager = forms.CharField(label=_("Manager"), help_text=_("One e-mail address"))
    peer = forms.CharField(
        label=_("Peers"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("At least three e-mail addresses, one a line"),
    )
    report = forms.CharField(
        label=_("Direct reports"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For leadership only: at least three e-mail addresses, one a line"),
    )
    days = forms.IntegerField(label=_("Open for days"), min_value=1, max_value=60, initial=14)

    def __init__(self, *args: Any, organisation: OrganisationRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = (
            AccountRecord.objects.filter(memberships__organisation=organisation, is_active=True)
            .distinct()
            .order_by("name", "email")
        )
        language = get_language() or "en"
        self.fields["rubric"].choices = [
            (name, starter_rubric(name).title.in_language(language)) for name in starter_rubrics()
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the groups of the rubric, and for no others."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("rubric"):
            groups = starter_rubric(given["rubric"]).groups
            asked = bool(given.get("report", "").strip())
            if "report" in groups and not asked:
                self.add_error("report", self.fields["manager"].error_messages["required"])
            elif asked and "report" not in groups:
                self.add_error("report", _("Direct reports are not asked about this."))
        return given

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
