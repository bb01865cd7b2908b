"""Forms of costing: one quantity, one cost, a file, the currency, and what if."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skillmark.measure.costs.assumption import Assumption, Shape, Standing
from skillmark.measure.costs.catalogue import BY_NAME, Quantity, Unit
from skillmark.measure.costs.model import checked
from skillmark.measure.costs.programme import CostKind, Item
from skillmark.nouns.errors import InputError
from skillmark.server.measure.costing.models import CostingRecord, CostItemRecord

LARGEST = 1_000_000
SHAPES = (
    (Shape.PERT.value, gettext_lazy("bell (PERT)")),
    (Shape.TRIANGULAR.value, gettext_lazy("triangle")),
)
SUPPOSED = (
    "hires", "learners", "days_faster", "day_worth", "training_saved", "leavers_fewer",
    "replacement_cost", "manager_hours_saved", "errors_fewer", "error_cost", "learner_hours",
    "learner_wage",
)  # fmt: skip
"""Quantities that one may suppose."""


def factor(unit: Unit) -> float:
    """Return how much larger a number is in the form: people write percent."""
    return 100.0 if unit in {Unit.SHARE, Unit.RATE} else 1.0


def _number(label: Any) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
    return forms.FloatField(label=label, required=False, widget=widget)


class AssumptionForm(forms.Form):
    """One quantity: a value with its range, or a ceiling alone."""

    low = _number(gettext_lazy("Hardly ever below"))
    likely = _number(gettext_lazy("Most likely"))
    high = _number(gettext_lazy("Hardly ever above"))
    ceiling = _number(gettext_lazy("Ceiling (“up to”)"))
    shape = forms.ChoiceField(label=gettext_lazy("In between"), choices=SHAPES, required=False)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=200, required=False)
    said_by = forms.CharField(
        label=gettext_lazy("Who says so (a role)"),
        max_length=120,
        required=False,
    )

    def __init__(self, *arguments: Any, about: Quantity, **options: Any) -> None:
        options.setdefault("prefix", about.name)
        super().__init__(*arguments, **options)
        self.about = about
        self.assumption: Assumption | None = None

    @classmethod
    def of(cls, one: Assumption | None, about: Quantity) -> AssumptionForm:
        """Return the form as the quantity stands."""
        if one is None:
            return cls(about=about)
        times = factor(about.unit)
        numbers = {
            name: None if value is None else f"{value * times:.10g}"
            for name, value in (
                ("low", one.low), ("likely", one.likely), ("high", one.high),
                ("ceiling", one.ceiling),
            )
        }  # fmt: skip
        words = {"shape": one.shape.value, "source": one.source, "said_by": one.said_by}
        return cls(about=about, initial={**numbers, **words})

    def clean(self) -> dict[str, Any]:
        """Make the quantity of it, or say what contradicts itself."""
        said: dict[str, Any] = super().clean() or {}
        times = factor(self.about.unit)
        low, likely, high, ceiling = (
            None if said.get(name) is None else said[name] / times
            for name in ("low", "likely", "high", "ceiling")
        )
        if self.errors:
            return said
        if likely is None and (low is not None or high is not None):
            self.add_error("likely", _("Say which value is most likely, too."))
            return said
        if likely is None and ceiling is None:
            self.add_error("likely", _("Give a value, or a ceiling alone."))
            return said
        if likely is not None and not (low or likely) <= likely <= (high or likely):
            self.add_error("likely", _("Give the three in this order: low, likely, high."))
            return said
        if likely is not None and ceiling is not None and likely > ceiling:
            self.add_error("ceiling", _("The most likely value is above the ceiling."))
            return said
        sure = low is None and high is None
        shape = Shape.FIXED if sure else Shape(said.get("shape") or Shape.PERT)
        standing = Standing.CEILING if likely is None else Standing.ESTIMATED
        try:
            self.assumption = checked(
                Assumption(
                    self.about.name, likely, low, high, ceiling, shape, standing,
                    said.get("source", ""), said.get("said_by", ""),
                )
            )  # fmt: skip
        except InputError as error:
            self.add_error(None, str(error))
        return said


class ItemForm(forms.ModelForm):
    """One cost."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    percent = forms.FloatField(
        label=gettext_lazy("Share that counts, in percent"),
        min_value=0,
        max_value=100,
        initial=100,
        required=False,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
        help_text=gettext_lazy("A design that lasts three years and is counted for one: 33.3."),
    )

    class Meta:
        model = CostItemRecord
        fields = ["name", "kind", "amount", "low", "high", "year", "recurring", "source"]
        help_texts = {
            "year": gettext_lazy("In which it falls, counted from the first."),
        }

    def __init__(self, *arguments: Any, kinds: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["kind"].choices = kinds
        self.item: Item | None = None
        for name in ("amount", "low", "high"):
            self.fields[name].widget.attrs |= {"step": "any", "inputmode": "decimal"}
        if self.instance.pk:
            self.initial["percent"] = round(100 * self.instance.share, 4)
        self.order_fields(
            ["name", "kind", "amount", "low", "high", "percent", "source", "year", "recurring"]
        )

    def clean(self) -> dict[str, Any]:
        """Make the cost of it, or say what contradicts itself."""
        said: dict[str, Any] = super().clean() or {}
        if self.errors:
            return said
        percent = said.get("percent")
        try:
            self.item = Item(
                said["name"].strip(), said["amount"], CostKind(said["kind"]), said["year"],
                said["recurring"], 1.0 if percent is None else percent / 100, said["low"],
                said["high"], said["source"],
            )  # fmt: skip
        except InputError:
            self.add_error("amount", _("Give the three in this order: at least, amount, at most."))
        return said


class CurrencyForm(forms.ModelForm):
    """What all figures are in."""

    currency = forms.RegexField(
        "^[A-Z]{3}$",
        label=gettext_lazy("Currency"),
        help_text=gettext_lazy("Three capital letters such as EUR. Nothing is converted."),
        widget=forms.TextInput(attrs={"maxlength": 3, "autocomplete": "off"}),
    )

    class Meta:
        model = CostingRecord
        fields = ["currency"]


class FileForm(forms.Form):
    """A whole `costs.csv` or `assumptions.csv`."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=(("costs", "costs.csv"), ("assumptions", "assumptions.csv")),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("UTF-8, comma or semicolon. Nothing is stored if a line is wrong."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        return file


class WhatIfForm(forms.Form):
    """Values that one supposes for a moment."""

    def __init__(self, *arguments: Any, names: dict[str, str], **options: Any) -> None:
        options.setdefault("prefix", "if")
        super().__init__(*arguments, **options)
        for name, label in names.items():
            self.fields[name] = _number(label)

    def supposed(self) -> dict[str, float]:
        """Return what is supposed; refuse what a quantity cannot be."""
        if not self.is_valid():
            return {}
        found = {}
        for name, value in list(self.cleaned_data.items()):
            if value is None:
                continue
            one = value / factor(BY_NAME[name].unit)
            try:
                BY_NAME[name].check(one)
            except InputError as error:
                self.add_error(name, str(error))
            else:
                found[name] = one
        return found
