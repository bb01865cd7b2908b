"""Forms of decisions, contests, the survey and what an organisation sets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.decision import Decided
from skillmark.server.match.deciding.contesting import LONGEST
from skillmark.server.match.deciding.keeping import LEAST_MONTHS
from skillmark.server.match.deciding.models import MatchingPolicyRecord, Outcome
from skillmark.server.match.deciding.wording import DECIDED
from skillmark.server.match.surveying.kinds import KINDS

DECISIONS = [(one.value, DECIDED[one.value][0]) for one in Decided]


class DecideForm(forms.Form):
    """What is decided about somebody, and why."""

    decided_as = forms.ChoiceField(label=_("Decision"), choices=DECISIONS)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it, and may contest the decision."),
    )


class ContestForm(forms.Form):
    """What somebody says against a decision about them."""

    words = forms.CharField(
        label=_("What is wrong, in your own words"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(forms.Form):
    """What came of a contest."""

    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Answer"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The person reads it with your name."),
    )


class GroupsForm(forms.Form):
    """Groups that somebody may state of themselves, for the audit alone."""

    def __init__(self, *args: Any, asks: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in asks:
            name, values = KINDS[kind]
            self.fields[kind] = forms.ChoiceField(
                label=name,
                required=False,
                choices=[("", _("I do not say")), *values.items()],
            )
        self.fields["agree"] = forms.BooleanField(
            label=_("I agree that this is used to audit decisions for bias, and only for that."),
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the agreement where something is stated; taking it back needs none."""
        data = super().clean() or {}
        if any(value for kind, value in data.items() if kind in KINDS) and not data.get("agree"):
            self.add_error("agree", _("Without your agreement nothing is kept."))
        return data

    def groups(self) -> dict[str, str]:
        """Return what was stated, by kind."""
        return {kind: v for kind, v in self.cleaned_data.items() if kind in KINDS}


class PolicyForm(forms.ModelForm):
    """What an organisation sets about its decisions."""

    keep_months = forms.IntegerField(
        label=_("Months that decisions are kept"),
        min_value=LEAST_MONTHS,
        max_value=120,
        help_text=_(
            "Afterwards a nightly job deletes them, unless a contest waits for an answer. At least "
            "6; a yearly bias audit needs 12 or more."
        ),
    )
    asks = forms.MultipleChoiceField(
        label=_("Groups that the voluntary survey asks for"),
        choices=[(kind, name) for kind, (name, _values) in KINDS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: there is no survey, and the bias audit has nothing to compare."),
    )

    class Meta:
        model = MatchingPolicyRecord
        fields = (
            "keep_months",
            "contact_name",
            "contact_email",
            "alternative",
            "in_use_since",
            "workers_informed",
            "list_roles",
            "suspended",
            "asks",
        )
        widgets = {
            "alternative": forms.Textarea(attrs={"rows": 4}),
            "in_use_since": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "workers_informed": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "alternative": _(
                "How somebody asks to be considered without the ranking, or for an accommodation."
            ),
            "in_use_since": _("The first day that the ranking is used for a decision."),
            "workers_informed": _("Before a high-risk system is used at work (AI Act, 26 (7))."),
            "list_roles": _("On the public notice. New York City asks for it."),
            "suspended": _(
                "Nobody is ranked and nobody can be decided on here until it is lifted (AI Act, "
                "14 (4) (e) and 26 (5))."
            ),
        }


class PublishForm(forms.Form):
    """A bias audit to publish."""

    auditor = forms.CharField(
        label=_("Independent auditor"),
        max_length=200,
        required=False,
        help_text=_("Who audited, if somebody independent did. Leave it empty otherwise."),
    )
    source = forms.CharField(
        label=_("Source and explanation of the data"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    justification = forms.CharField(
        label=_("Leave categories under 2 % out of the ratios, because"),
        max_length=500,
        required=False,
        help_text=_("Empty: they stay in."),
    )


class WhomForm(forms.Form):
    """Whom to erase from decisions, survey and contests; also who is no member any more."""

    email = forms.EmailField(label=_("E-mail address"))
