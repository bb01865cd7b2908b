"""Forms of raters, and of candidates about what was rated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from skillmark.assess.interactions.rated import Criterion
from skillmark.assess.judging import steps
from skillmark.nouns.text import Text
from skillmark.server.assess.rating import contesting, declaring, setting

LONGEST = 5_000


class RatingForm(forms.Form):
    """Points for each criterion of a rubric, in half points, with words for who reads them."""

    def __init__(
        self, *args: Any, rubric: Sequence[Criterion], deciding: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for criterion in rubric:
            self.fields[f"points-{criterion.id}"] = forms.TypedChoiceField(
                label=_("Points"),
                choices=[(f"{one:g}", _shown(one)) for one in steps(criterion.points)],
                coerce=float,
                widget=forms.RadioSelect(),
                error_messages={"required": _("Choose the points for this criterion.")},
            )
        self.fields["comment"] = forms.CharField(
            label=_("Comment for the candidate"),
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Shown with the result, without your name."),
        )
        self.fields["remark"] = forms.CharField(
            label=_("Why you decide so") if deciding else _("Remark for other raters"),
            required=deciding,
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("What do the raters see differently, and what holds?")
            if deciding
            else _("Read by who has to decide, should you and others differ."),
        )

    def bands(self, criterion: Criterion) -> list[tuple[Any, Text, list[Any]]]:
        """Return the scale of a criterion from the top: name of a level, its words, its radios.

        A level without a rating of its own (half of a criterion that is worth half a point) is
        left out.
        """
        radios = list(self[f"points-{criterion.id}"])
        levels = [
            (_("Full"), criterion.full, radios[-1:]),
            (_("Partly"), criterion.partial, radios[-2:0:-1]),
            (_("None"), criterion.zero, radios[:1]),
        ]
        return [level for level in levels if level[2]]

    @property
    def points(self) -> dict[str, float]:
        """Points by id of the criterion."""
        return {
            name.removeprefix("points-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("points-")
        }

    @staticmethod
    def before(points: Mapping[str, float]) -> dict[str, str]:
        """Return the fields that show points that were given."""
        return {f"points-{name}": f"{value:g}" for name, value in points.items()}


def _shown(points: float) -> str:
    return str(number_format(f"{points:g}"))


class RaterRuleForm(forms.Form):
    """How many rate an answer, and how far they may be apart, in percent of the points."""

    raters = forms.IntegerField(
        label=_("People who rate each answer"), min_value=1, max_value=setting.MOST
    )
    tolerance = forms.IntegerField(
        label=_("They may differ by, in percent of the points"), min_value=0, max_value=100
    )


class ReopenForm(forms.Form):
    """Why somebody opens again what they have rated."""

    reason = forms.CharField(
        label=_("Why you open it again"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SecondLookForm(forms.Form):
    """Why a candidate asks for a second look."""

    reason = forms.CharField(
        label=_("What was overlooked?"),
        max_length=contesting.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Read by the person who looks again. Do not write who you are."),
    )


class DeclarationForm(forms.Form):
    """Whose work it is, and what helped."""

    own = forms.BooleanField(
        label=_("What I hand in is my own work. Whatever others made or wrote is named."),
        error_messages={"required": _("Without this nothing can be handed in.")},
    )
    help_used = forms.CharField(
        label=_("Help that I used"),
        required=False,
        max_length=declaring.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "People, and tools such as GenAI: which, and for what. Empty if there was none. "
            "Raters read it."
        ),
    )
