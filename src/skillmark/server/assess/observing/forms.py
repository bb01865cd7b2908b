"""Forms of observations, of requests for them, and of what peers say."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from skillmark.assess.observing import (
    ANONYMITY,
    FEWEST_WORDS,
    MONTHS,
    MOST_CRITERIA,
    OLDEST_MONTHS,
    Basis,
    Frequency,
    Mark,
    Observation,
    Relation,
    criteria,
    later,
)
from skillmark.nouns.errors import InputError
from skillmark.server.assess.observing import requests
from skillmark.server.assess.observing.models import (
    BASES,
    FREQUENCIES,
    MARKS,
    RELATIONS,
    ObservationRequestRecord,
    choices,
)
from skillmark.server.people.models import AccountRecord
from skillmark.server.skills.choosing import SkillSearch, described_levels

DAY = {"type": "date"}


class ObservationForm(SkillSearch):
    """What was seen of whom, when, in which situation and how often."""

    account = forms.ModelChoiceField(label=_("Person"), queryset=AccountRecord.objects.none())
    dated = forms.DateField(
        label=_("When"),
        widget=forms.DateInput(DAY, format="%Y-%m-%d"),
        initial=timezone.localdate,
        help_text=_("Where it was more than once, the last time."),
    )
    situation = forms.CharField(
        label=_("In which situation?"),
        max_length=300,
        help_text=_("Such as: the outage of 3 May, alone on call"),
    )
    did = forms.CharField(
        label=_("What did the person do?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "What could be seen and heard, not what the person is like. The person reads it at "
            "once and can answer."
        ),
    )
    level = forms.TypedChoiceField(
        label=_("Which level does that show?"), coerce=int, widget=forms.RadioSelect
    )
    relation = forms.ChoiceField(
        label=_("I am the person's"), choices=choices(RELATIONS), widget=forms.RadioSelect
    )
    basis = forms.ChoiceField(label=_("I have"), choices=choices(BASES), widget=forms.RadioSelect)
    frequency = forms.ChoiceField(
        label=_("It was so"), choices=choices(FREQUENCIES), widget=forms.RadioSelect
    )
    link = forms.URLField(
        label=_("Link to the work"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("A document, a ticket, a change. Only those who may open it see more."),
    )
    months = forms.TypedChoiceField(
        label=_("It counts for"),
        coerce=int,
        initial=12,
        choices=[
            (n, ngettext_lazy("%(months)s month", "%(months)s months", "months") % {"months": n})
            for n in MONTHS
        ],
        help_text=_("After that it counts no longer. You can take it back at any time."),
    )

    def __init__(
        self,
        *args: Any,
        observer: AccountRecord,
        asked: ObservationRequestRecord | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.fields["level"].choices = described_levels()
        # Nobody observes themselves: one's own name is not offered.
        people = requests.members(self.organisation).exclude(pk=observer.pk)
        if asked is not None:
            people = people.filter(pk=asked.account_id)
        self.fields["account"].empty_label = None if asked is not None else _("choose")
        self.fields["account"].queryset = people
        for number, line in enumerate(asked.criteria if asked is not None else ()):
            self.fields[f"mark-{number}"] = forms.ChoiceField(
                label=line, choices=choices(MARKS), widget=forms.RadioSelect
            )

    @property
    def marks(self) -> list[forms.BoundField]:
        """The lines of the checklist."""
        return [self[name] for name in self.fields if name.startswith("mark-")]

    def clean_dated(self) -> date:
        """Refuse what has not happened yet, and what is too long ago."""
        day: date = self.cleaned_data["dated"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        if later(day, OLDEST_MONTHS) < timezone.localdate():
            raise forms.ValidationError(_("What was seen two years ago says little about today."))
        return day

    def clean_did(self) -> str:
        """Ask for enough words to tell what was done."""
        said: str = self.cleaned_data["did"]
        if len(said.split()) < FEWEST_WORDS:
            raise forms.ValidationError(
                _("Tell it in at least %(count)s words, as you would tell a colleague.")
                % {"count": FEWEST_WORDS}
            )
        return said

    def noun(self) -> Observation:
        """Return what was seen."""
        given = self.cleaned_data
        lines = self.asked.criteria if self.asked is not None else []
        return Observation(
            skill=given["skill"],
            level=given["level"],
            dated=given["dated"],
            did=given["did"],
            situation=given["situation"],
            relation=Relation(given["relation"]),
            basis=Basis(given["basis"]),
            frequency=Frequency(given["frequency"]),
            months=given["months"],
            link=given["link"],
            marks=tuple((line, Mark(given[f"mark-{n}"])) for n, line in enumerate(lines)),
        )


class AskForm(SkillSearch):
    """Which piece of work somebody is to look at."""

    observer = forms.ModelChoiceField(
        label=_("Who is to look"), queryset=AccountRecord.objects.none()
    )
    task = forms.CharField(
        label=_("At which piece of work"),
        max_length=300,
        help_text=_("Such as: the hand-over to the night shift next Tuesday"),
    )
    criteria = forms.CharField(
        label=_("What to look for"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("A checklist: one line for each thing that can be seen. Both of you read it."),
    )
    due = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, person: AccountRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["observer"].queryset = requests.observers(self.organisation).exclude(
            pk=person.pk
        )
        self.fields["observer"].empty_label = _("choose")

    def clean_criteria(self) -> tuple[str, ...]:
        """Return the lines of the checklist."""
        try:
            return criteria(self.cleaned_data["criteria"])
        except InputError:
            raise forms.ValidationError(
                _("At most %(most)s lines: a longer list is filled in without looking.")
                % {"most": MOST_CRITERIA}
            ) from None

    def clean_due(self) -> date | None:
        """Refuse a day that is over."""
        day: date | None = self.cleaned_data["due"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return day


class PlanForm(AskForm):
    """The same, asked by somebody who may observe, for somebody else."""

    account = forms.ModelChoiceField(label=_("Person"), queryset=AccountRecord.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = requests.members(self.organisation)
        self.fields["account"].empty_label = _("choose")
        self.fields["observer"].queryset = requests.observers(self.organisation)

    def clean(self) -> dict[str, Any]:
        """Nobody is asked to observe themselves."""
        given = super().clean()
        if given.get("observer") and given.get("observer") == given.get("account"):
            self.add_error("observer", _("Nobody observes themselves."))
        return given


class AnswerForm(forms.Form):
    """What a person says to an observation."""

    comment = forms.CharField(
        label=_("What do you say to it?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    objects = forms.BooleanField(
        label=_("I object: this is not right"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """An objection needs a reason."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("objects") and not given.get("comment", "").strip():
            self.add_error("comment", _("Say what is not right, so that it can be answered."))
        return given


class PeersForm(SkillSearch):
    """Which colleagues to ask about which skill."""

    peers = forms.ModelMultipleChoiceField(
        label=_("Colleagues"),
        queryset=AccountRecord.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(label=_("Open for days"), min_value=1, max_value=60, initial=14)

    def __init__(self, *args: Any, person: AccountRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["peers"].queryset = requests.members(self.organisation).exclude(pk=person.pk)
        self.fields["peers"].help_text = _("At least %(count)s, who have seen you at work.") % {
            "count": ANONYMITY
        }

    def clean_peers(self) -> Any:
        """Ask for enough to be anonymous."""
        chosen = self.cleaned_data["peers"]
        if len(chosen) < ANONYMITY:
            raise forms.ValidationError(
                _("Choose at least %(count)s: with fewer, nobody would be anonymous.")
                % {"count": ANONYMITY}
            )
        return chosen


class PeerForm(forms.Form):
    """The level that a peer sees."""

    level = forms.ChoiceField(
        label=_("How well does the person do this?"), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [*described_levels(), ("none", _("I cannot tell"))]

    @property
    def named(self) -> int | None:
        """The level, or `None` where the peer cannot tell."""
        value = self.cleaned_data["level"]
        return None if value == "none" else int(value)
