"""Forms of completions: the file, and which of its columns is what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.define.completions import Columns, Reason
from skillmark.define.dates import DateOrder

WORDS = {
    Reason.NO_ADDRESS: _("no e-mail address"),
    Reason.NOT_AN_ADDRESS: _("“%(detail)s” is no e-mail address"),
    Reason.UNKNOWN_OPPORTUNITY: _("there is no learning opportunity called “%(detail)s”"),
    Reason.NOT_A_DAY: _("“%(detail)s” is no day that could be read"),
    Reason.NOT_YET: _("%(detail)s has not come yet"),
    Reason.REPEATED: _("the same person and course as in line %(detail)s"),
    Reason.TOO_LONG: _("a cell is too long"),
}


class FileForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("As Moodle, Canvas or another platform exports it. You look at it first."),
    )


class ColumnsForm(forms.Form):
    """Which column is what."""

    email = forms.ChoiceField(label=_("E-mail address"))
    opportunity = forms.ChoiceField(label=_("Course"), required=False)
    course = forms.ChoiceField(label=_("or all rows are of"), required=False)
    completed = forms.ChoiceField(label=_("Day of completion"), required=False)
    day = forms.DateField(
        label=_("or everybody finished on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    order = forms.ChoiceField(
        label=_("Days such as 03/04/2026"),
        required=False,
        choices=(
            ("", _("ask me if they can be read in two ways")),
            (DateOrder.DAY_FIRST.value, _("day first: 3 April")),
            (DateOrder.MONTH_FIRST.value, _("month first: 4 March")),
        ),
    )
    name = forms.ChoiceField(label=_("Name"), required=False)
    first_name = forms.ChoiceField(label=_("First name"), required=False)
    last_name = forms.ChoiceField(label=_("Last name"), required=False)
    result = forms.ChoiceField(label=_("Result"), required=False)
    at_least = forms.FloatField(
        label=_("Only results of at least"),
        required=False,
        help_text=_("Empty: whoever has a day has finished."),
    )

    def __init__(
        self,
        *args: Any,
        header: tuple[str, ...],
        courses: list[tuple[str, str]],
        columns: Columns,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial=columns.to_json(), **kwargs)
        there = [("", "–"), *((name, name) for name in header if name)]
        for what in ("email", "opportunity", "completed", "name", "first_name", "last_name"):
            self.fields[what].choices = there
        self.fields["result"].choices = there
        self.fields["course"].choices = [("", "–"), *courses]

    def clean(self) -> dict[str, Any]:
        """Ask for what nothing can be read without."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("opportunity") and not said.get("course"):
            self.add_error(
                "opportunity", _("Say which column names the course, or which one it is.")
            )
        if not said.get("completed") and not said.get("day"):
            self.add_error("completed", _("Say which column has the day, or on which day it was."))
        if said.get("at_least") is not None and not said.get("result"):
            self.add_error("result", _("Say which column has the result."))
        return said

    def columns(self) -> Columns:
        """Return what was said."""
        said = dict(self.cleaned_data)
        said["day"] = said["day"].isoformat() if said["day"] and not said["completed"] else ""
        if said["opportunity"]:
            said["course"] = ""
        return Columns(**said)
