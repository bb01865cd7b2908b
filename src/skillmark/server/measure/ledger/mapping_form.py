"""The form that says what each column of the ledger comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.measure.ledger import mapping as mappings
from skillmark.measure.ledger.columns import COLUMNS, GROUP, Kind
from skillmark.measure.ledger.mapping import DayForm, Decimal, Rows, Rule, mapping_of
from skillmark.measure.ledger.mapping.rules import DAYS_COLUMN
from skillmark.nouns.errors import SkillmarkError
from skillmark.server.measure.ledger import wording

NOT_ASKED = frozenset({"simulated"})
AMOUNTS = "::amounts::"
"""Stands in the choice of the currency's column for "as the amounts name it"."""
DAY_FORMS = (
    ("", _("as it is written")),
    (DayForm.DAY_FIRST.value, _("03/04/2026 is the 3rd of April")),
    (DayForm.MONTH_FIRST.value, _("03/04/2026 is the 4th of March")),
    (DayForm.EXCEL.value, _("numbers of Excel, such as 46085")),
    (DayForm.EXCEL_1904.value, _("numbers of Excel since 1904")),
)
DECIMALS = (
    ("", _("as it is written")),
    (Decimal.COMMA.value, _("comma: 1.234,50")),
    (Decimal.POINT.value, _("point: 1,234.50")),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page shows of one column of the ledger: its fields, and what they rest on."""

    column: str
    title: str
    meaning: str
    fields: tuple[forms.BoundField, ...]
    more: tuple[forms.BoundField, ...]
    """What seldom has to be said."""
    opened: bool
    """Whether something of that is said or wrong."""
    sure: str
    """What the proposal rests on, in words; empty where there is none."""
    confident: bool
    questions: tuple[str, ...]


class MappingForm(forms.Form):
    """What each column of the ledger comes from."""

    as_of = forms.DateField(
        label=_("Day of the export"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Until then it is known who is not productive yet."),
    )
    rows = forms.ChoiceField(
        label=_("Where a person has several rows"),
        choices=(
            (Rows.REFUSE.value, _("that is a mistake")),
            (Rows.FIRST.value, _("the first known value counts")),
            (Rows.LAST.value, _("the last known value counts")),
        ),
    )
    summed = forms.MultipleChoiceField(
        label=_("Added up over a person's rows"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Such as hours and costs of an export by month."),
    )
    empty = forms.CharField(
        label=_("Texts that mean nothing is known"),
        required=False,
        help_text=_("Separated by semicolons. SAP writes 31.12.9999 for no end."),
    )
    link = forms.ChoiceField(
        label=_("Addresses, to link people who agreed"),
        required=False,
        help_text=_("Only whoever agreed to it is linked. The address itself is never stored."),
    )

    def __init__(
        self, data: Any, *, header: Sequence[str], mapping: mappings.Mapping, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.header = tuple(header)
        self.sources = [("", _("not in this file")), *((name, name) for name in self.header)]
        self.titles = wording.titles()
        self.of_column: dict[str, list[str]] = {}
        self.initial = {
            "as_of": mapping.as_of,
            "rows": mapping.rows.value,
            "summed": list(mapping.summed),
            "empty": "; ".join(mapping.empty),
            "link": mapping.link,
            "groups": [name for name in mapping.columns if name.startswith(GROUP)],
        }
        for column in COLUMNS:
            if column.name not in NOT_ASKED:
                self._ask(column.name, column.kind, mapping.columns.get(column.name, Rule()))
        numbers = [c.name for c in COLUMNS if c.kind in {Kind.NUMBER, Kind.MONEY}]
        self.fields["summed"].choices = [(name, self.titles[name]) for name in numbers]
        self.fields["link"].choices = [("", _("nobody is linked")), *self.sources[1:]]
        self.fields["groups"] = forms.MultipleChoiceField(
            label=_("Groups whose outcomes are compared"),
            required=False,
            choices=[(f"{GROUP}{name}", name) for name in self.header],
            widget=forms.CheckboxSelectMultiple,
            help_text=_(
                "For tables of equity alone: no effect is adjusted for them and nobody is ranked"
                " by them. Leave them out unless you need them."
            ),
        )

    def _ask(self, name: str, kind: Kind, rule: Rule) -> None:
        fields: dict[str, tuple[forms.Field, Any]] = {}
        source = forms.ChoiceField(
            label=_("Column of the file"), required=False, choices=self.sources
        )
        first = rule.source[0] if rule.source else ""
        if kind is Kind.CURRENCY:
            source.choices = [*self.sources, (AMOUNTS, _("as the amounts name it"))]
            fields["fixed"] = (
                forms.CharField(
                    label=_("or the same for all"),
                    required=False,
                    max_length=3,
                    help_text=_("Three letters, such as EUR"),
                ),
                rule.fixed,
            )
            first = AMOUNTS if rule.from_amount else first
        fields = {"source": (source, first), **fields}
        if kind is Kind.PERSON:
            second = forms.ChoiceField(
                label=_("joined with"), required=False, choices=[("", "–"), *self.sources[1:]],
                help_text=_("Where an id is only unique within a company."),
            )  # fmt: skip
            fields["second"] = (second, rule.source[1] if len(rule.source) > 1 else "")
        if kind is Kind.DAY or name == DAYS_COLUMN:
            form = forms.ChoiceField(label=_("Days"), required=False, choices=DAY_FORMS)
            fields["day"] = (form, rule.day or "")
        if name == DAYS_COLUMN:
            since = forms.ChoiceField(
                label=_("counted from"),
                required=False,
                choices=[("", _("it is a number of days")), *self.sources[1:]],
                help_text=_("Where the file has the day on which somebody worked unaided."),
            )
            fields["since"] = (since, rule.since)
        if kind in {Kind.NUMBER, Kind.MONEY, Kind.RATING}:
            decimal = forms.ChoiceField(label=_("Decimals"), required=False, choices=DECIMALS)
            fields["decimal"] = (decimal, rule.decimal or "")
        if name == "starting_pay":
            times = forms.FloatField(
                label=_("times, for a year"),
                required=False,
                min_value=0.001,
                help_text=_("12 where it is by month, 1820 where it is by hour at 35 a week"),
            )
            fields["times"] = (times, rule.times)
        if kind is Kind.RATING:
            worst, best = rule.scale or (None, None)
            fields["worst"] = (forms.FloatField(label=_("Worst value"), required=False), worst)
            fields["best"] = (forms.FloatField(label=_("Best value"), required=False), best)
        if kind in {Kind.WORDS, Kind.RATING} and name != "credential":
            values = forms.CharField(
                label=_("What texts stand for"),
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "class": "mono"}),
                help_text=_("A line each, such as: IT = Software"),
            )
            fields["values"] = (values, "\n".join(f"{a} = {b}" for a, b in rule.values.items()))
        if kind is Kind.FLAG:
            yes = forms.CharField(
                label=_("What means yes"), required=False, help_text=_("Separated by semicolons")
            )
            fields["yes"] = (yes, "; ".join(rule.yes))
        self.of_column[name] = [f"{name}-{what}" for what in fields]
        for what, (field, initial) in fields.items():
            self.fields[f"{name}-{what}"] = field
            self.initial[f"{name}-{what}"] = initial

    def clean(self) -> dict[str, Any]:
        """Make the mapping, or say what does not go together."""
        said: dict[str, Any] = super().clean() or {}
        if self.errors:
            return said
        columns: dict[str, Any] = {}
        for name in self.of_column:
            rule = _rule(name, {what: said.get(f"{name}-{what}") for what in _WHATS})
            if rule is not None:
                columns[name] = rule
        for group in said["groups"]:
            columns[group] = {"source": [group[len(GROUP) :]]}
        value = {
            "mapping": 1,
            "columns": columns,
            "rows": said["rows"],
            "summed": [name for name in said["summed"] if name in columns],
            "link": said["link"],
            "as_of": said["as_of"].isoformat() if said["as_of"] else None,
            "empty": _split(said["empty"]),
        }
        if value["rows"] == Rows.REFUSE:
            value["summed"] = []
        try:
            said["mapping"] = mapping_of(value)
        except SkillmarkError as error:
            raise forms.ValidationError(str(error)) from None
        return said

    def asked(
        self, guesses: Mapping[str, tuple[str, bool]], questions: Mapping[str, Mapping[str, str]]
    ) -> Iterator[Asked]:
        """Yield what the page shows, column by column; `questions`: words by code and column."""
        meanings = dict(wording.columns())
        for name, fields in self.of_column.items():
            sure, confident = guesses.get(name, ("", False))
            codes = questions.get(name, {})
            seldom = [f for f in fields if f.partition("-")[2] in _MORE - codes.keys()]
            more = tuple(self[field] for field in seldom)
            yield Asked(
                name,
                self.titles[name],
                meanings[name],
                tuple(self[field] for field in fields if field not in seldom),
                more,
                any(field.errors or (field.value() and _typed(field)) for field in more),
                sure,
                confident,
                tuple(codes.values()),
            )


def _typed(field: forms.BoundField) -> bool:
    """Whether somebody has typed it: what is chosen of few may stay folded away."""
    return not isinstance(field.field, forms.ChoiceField)


_MORE = frozenset({"second", "day", "decimal", "values", "yes"})
_WHATS = ("source", "second", "fixed", "day", "since", "decimal", "times", "worst", "best",
          "values", "yes")  # fmt: skip


def _rule(name: str, said: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a rule as JSON, `None` where the column does not come from this file."""
    source, fixed = said["source"], (said["fixed"] or "").strip().upper()
    if source == AMOUNTS:
        return {"from_amount": True}
    if not source:
        return {"fixed": fixed} if fixed else None
    rule: dict[str, Any] = {"source": [source]}
    if said["second"] and said["second"] != source:
        rule["source"].append(said["second"])
    for what in ("since", "decimal"):
        if said[what]:
            rule[what] = said[what]
    if said["day"] and (name != DAYS_COLUMN or said["since"]):
        rule["day"] = said["day"]
    if said["times"] not in (None, 1.0):
        rule["times"] = said["times"]
    if said["worst"] is not None and said["best"] is not None:
        rule["scale"] = [said["worst"], said["best"]]
    if said["values"]:
        pairs = [line.partition("=") for line in said["values"].splitlines() if "=" in line]
        rule["values"] = {before.strip(): after.strip() for before, _sign, after in pairs}
    if said["yes"]:
        rule["yes"] = _split(said["yes"])
    return rule


def _split(text: str) -> list[str]:
    return list(dict.fromkeys(filter(None, (part.strip() for part in (text or "").split(";")))))
