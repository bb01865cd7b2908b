"""Forms of raters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.assess.interactions.rated import Criterion


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
