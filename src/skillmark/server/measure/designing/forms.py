"""The form with which a design is written down."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skillmark.measure.designs.design import COVARIATES, Design, Question, Unit
from skillmark.measure.designs.ready import READY
from skillmark.nouns.errors import InputError

CALLED = {
    "experience_years": gettext_lazy("years of experience"),
    "function": gettext_lazy("function"),
    "hired": gettext_lazy("day of hiring"),
}
UNITS = {
    Unit.DAYS: gettext_lazy("In days."),
    Unit.POINTS: gettext_lazy("In percentage points."),
    Unit.PERCENT: gettext_lazy("In percent of what people without a credential have on average."),
}


class DesignForm(forms.Form):
    """What an organisation decides; everything else follows from the question."""

    reading = forms.DateField(
        label=gettext_lazy("Day of reading"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Before it, figures are preliminary. It is read as of that day."),
    )
    more = forms.CharField(
        label=gettext_lazy("Further days of reading"),
        required=False,
        help_text=gettext_lazy(
            "YYYY-MM-DD, separated by commas. All days share the chance of a false alarm."
        ),
    )
    worth = forms.FloatField(
        label=gettext_lazy("Smallest effect worth knowing"), min_value=0.0001, max_value=1e6
    )
    horizon = forms.FloatField(
        label=gettext_lazy("Days after hiring"), min_value=1, max_value=3650, required=False
    )
    achievement = forms.ChoiceField(label=gettext_lazy("Which credential"), required=False)
    covariates = forms.MultipleChoiceField(
        label=gettext_lazy("Compare people who are alike in"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    hour = forms.FloatField(
        label=gettext_lazy("Price of an hour"),
        min_value=0,
        max_value=1e6,
        required=False,
        help_text=gettext_lazy(
            "In the ledger's currency. Left empty, it follows from the pay of people without a "
            "credential."
        ),
    )
    starts = forms.CharField(
        label=gettext_lazy("Which team starts when"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("A line a team: name; YYYY-MM-DD. Teams not named never start."),
    )
    hired_from = forms.DateField(
        label=gettext_lazy("Only people hired from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    name = forms.SlugField(
        label=gettext_lazy("Short name"),
        max_length=60,
        help_text=gettext_lazy(
            "A change goes under the same name; another design of the question needs another."
        ),
    )

    def __init__(
        self, *args: Any, start: Design, achievements: tuple[str, ...] = (), **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", _initial(start))
        super().__init__(*args, **kwargs)
        self.start = start
        question = start.question
        self.fields["worth"].help_text = UNITS[start.settled.unit]
        self.fields["covariates"].choices = [(name, CALLED.get(name, name)) for name in COVARIATES]
        named = dict.fromkeys([*achievements, *filter(None, [start.achievement])])
        self.fields["achievement"].choices = [("", _("any")), *((one, one) for one in named)]
        if not named:
            del self.fields["achievement"]
        if question is Question.PROGRAMME:
            for name in ("covariates", "achievement"):
                self.fields.pop(name, None)
        else:
            del self.fields["starts"]
        if question is Question.STARTING_PAY:
            del self.fields["horizon"]
        if question is not Question.TRAINING_COST:
            del self.fields["hour"]

    def clean_starts(self) -> dict[str, str]:
        """Return teams with their days."""
        found: dict[str, str] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["starts"].splitlines())):
            team, _semicolon, day = (part.strip() for part in line.rpartition(";"))
            try:
                date.fromisoformat(day)
            except ValueError:
                team = ""
            if not team or team in found:
                raise ValidationError(
                    _("“%(line)s”: write the team, a semicolon and a day; each team once.")
                    % {"line": line[:60]}
                )
            found[team] = day
        return found

    def clean(self) -> dict[str, Any]:
        """Put it together; what no design can be is said in the design's own words."""
        said = super().clean() or {}
        if self.errors:
            return said
        more = [day.strip() for day in said.get("more", "").split(",") if day.strip()]
        ready = READY[self.start.question].as_json()
        given = {
            **ready,
            "id": said["name"],
            "worth_knowing": said["worth"],
            "readings": [said["reading"].isoformat(), *more],
            "hired_from": said["hired_from"].isoformat() if said.get("hired_from") else None,
            "achievement": said.get("achievement", ""),
        }
        if said.get("horizon"):
            given["horizon_days"] = said["horizon"]
        if "covariates" in self.fields:
            given["covariates"] = said["covariates"]
        if said.get("hour") is not None:
            given["hour_price"] = said["hour"]
        if "starts" in self.fields:
            given["starts"] = said["starts"]
        try:
            said["design"] = Design.of(given)
        except InputError as error:
            raise ValidationError(str(error)) from None
        return said


def _initial(design: Design) -> dict[str, Any]:
    first, *others = design.readings or (None,)
    return {
        "reading": first.isoformat() if first else None,
        "more": ", ".join(day.isoformat() for day in others if day),
        "worth": design.worth_knowing,
        "horizon": design.horizon_days,
        "achievement": design.achievement,
        "covariates": list(design.covariates),
        "hour": design.hour_price,
        "starts": "\n".join(f"{team}; {day.isoformat()}" for team, day in design.starts),
        "hired_from": design.hired_from.isoformat() if design.hired_from else None,
        "name": design.id,
    }
