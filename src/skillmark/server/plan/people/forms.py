"""Forms of lists of people: the file or a pasted table, its columns, what the planning rests on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.define.dates import DateOrder
from skillmark.server.people.models import BasisRecord, Ground
from skillmark.server.plan.people.reading import FIELDS, Columns, Reason

WORDS = {
    Reason.NO_ADDRESS: _("no e-mail address"),
    Reason.NOT_AN_ADDRESS: _("“%(value)s” is no e-mail address"),
    Reason.REPEATED: _("says the same as line %(value)s"),
    Reason.CONTRADICTS: _("says something else than line %(value)s of the same person"),
    Reason.TOO_LONG: _("“%(value)s” is too long or cannot be shown"),
    Reason.NOT_HOURS: _("“%(value)s” is no number of hours a week from 0 to 80"),
    Reason.NOT_A_DAY: _("“%(value)s” is no day that could be read"),
    Reason.TWO_DAYS: _("“%(value)s” can be read as two days: say with the columns which is meant"),
    Reason.NOT_YET: _("%(value)s has not come yet"),
    Reason.NOT_A_LEVEL: _("“%(value)s” is no level from 1 to 8"),
    Reason.UNKNOWN_ROLE: _("there is no open role “%(value)s”: the person goes in without it"),
    Reason.UNKNOWN_SKILL: _("there is no skill called “%(value)s”"),
    Reason.UNKNOWN_CLASS: _("“%(value)s” is neither evidenced nor claimed"),
    Reason.NOBODY_SAW: _("what was seen needs the name of who saw it"),
    Reason.UNKNOWN_PERSON: _("%(value)s is not in the list of people"),
}
NAMES = {
    "email": _("E-mail address"),
    "name": _("Name"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "team": _("Team"),
    "function": _("Business function"),
    "role": _("Role today"),
    "aims_at": _("Role to grow into"),
    "hours_a_week": _("Hours a week to learn"),
    "since": _("Since"),
}


class ListForm(forms.Form):
    """A file, or the same pasted."""

    file = forms.FileField(
        label=_("CSV file"),
        required=False,
        help_text=_("As your HR system exports it. You look at it before anything happens."),
    )
    pasted = forms.CharField(
        label=_("or paste the table"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "class": "mono"}),
        help_text=_("With its first line: the names of the columns."),
    )
    evidence = forms.FileField(
        label=_("What is known of their skills (CSV)"),
        required=False,
        help_text=_("Columns: email, skill, level, class, date, seen_by."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("file") and not (said.get("pasted") or "").strip():
            self.add_error("file", _("Choose a file or paste a table."))
        return said


class ColumnsForm(forms.Form):
    """Which column is what."""

    order = forms.ChoiceField(
        label=_("Days such as 03/04/2026"),
        required=False,
        choices=(
            ("", _("as the other days show")),
            (DateOrder.DAY_FIRST.value, _("day first: 3 April")),
            (DateOrder.MONTH_FIRST.value, _("month first: 4 March")),
        ),
    )

    def __init__(
        self, *args: Any, header: tuple[str, ...], columns: Columns, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=columns.to_json(), **kwargs)
        there = [("", "–"), *((name, name) for name in header if name)]
        for what in FIELDS:
            self.fields[what] = forms.ChoiceField(
                label=NAMES[what], required=what == "email", choices=there
            )
        self.order_fields([*FIELDS, "order"])

    def clean(self) -> dict[str, Any]:
        """Refuse one column for two things."""
        said: dict[str, Any] = super().clean() or {}
        used = [said[what] for what in FIELDS if said.get(what)]
        for what in FIELDS:
            if said.get(what) and used.count(said[what]) > 1:
                self.add_error(what, _("This column is named twice."))
        return said


class TakeForm(forms.Form):
    """What the planning rests on for these people, and how they are told."""

    basis = forms.ChoiceField(label=_("What the planning rests on"), widget=forms.RadioSelect)
    mail = forms.BooleanField(
        label=_("Skillmark writes to them, with the link to object"), required=False, initial=True
    )
    whole = forms.BooleanField(
        label=_("The list is complete: who is not in it has left"), required=False
    )

    def __init__(self, *args: Any, bases: list[BasisRecord], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bases = {str(row.pk): row for row in bases}
        self.fields["basis"].choices = [
            *(
                (key, f"{row.get_ground_display()}: {row.words[:120]}")
                for key, row in self.bases.items()
            ),
            ("consent", _("On their own consent: only who agrees is planned for")),
        ]
        self.initial.setdefault("basis", next(iter(self.bases), "consent"))


class BasisForm(forms.Form):
    """What the planning rests on, in the organisation's own words."""

    ground = forms.ChoiceField(label=_("Legal basis"), choices=Ground.choices)
    words = forms.CharField(
        label=_("In your words"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody whom it covers reads this: which agreement, of which day, why."),
    )
    informed = forms.CharField(
        label=_("How people are told"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Such as: by the mail of this system on the day of the upload."),
    )
