"""What can be asked of the catalogue: one box for words, and facets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.server.define.forms import LANGUAGES, PARTICIPATIONS
from skillmark.server.define.models import Kind
from skillmark.server.define.public.finding import Asked, Found
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills.choosing import levels

KINDS = {
    Kind.PATHWAY: _("Pathways"),
    Kind.PROGRAMME: _("Programmes"),
    Kind.ACHIEVEMENT: _("Achievements"),
    Kind.OPPORTUNITY: _("Learning opportunities"),
    Kind.PROVIDER: _("Providers"),
}
ONE = {
    Kind.PATHWAY: _("Pathway"),
    Kind.PROGRAMME: _("Programme"),
    Kind.ACHIEVEMENT: _("Achievement"),
    Kind.OPPORTUNITY: _("Learning opportunity"),
    Kind.PROVIDER: _("Provider"),
}
SORTS = (
    ("best", _("Best match")),
    ("name", _("Name")),
    ("soonest", _("Starts soonest")),
    ("price", _("Lowest price")),
    ("hours", _("Fewest hours")),
)
HOURS = (8, 20, 60, 150)
PRICES = (0, 100, 500, 2000)


class AskForm(forms.Form):
    """The questions of the catalogue. What makes no sense is left out, not refused."""

    q = forms.CharField(required=False, max_length=100, label=_("Search the catalogue"))
    kind = forms.CharField(required=False)
    provider = forms.SlugField(required=False, max_length=60)
    level = forms.IntegerField(required=False, min_value=1, max_value=8)
    language = forms.CharField(required=False, max_length=20)
    participation = forms.CharField(required=False)
    eqf = forms.IntegerField(required=False, min_value=1, max_value=8)
    hours = forms.FloatField(required=False, min_value=0)
    price = forms.DecimalField(required=False, min_value=0, max_digits=12, decimal_places=2)
    lasting = forms.BooleanField(required=False)
    sort = forms.ChoiceField(required=False, choices=SORTS)

    def asked(self) -> Asked:
        """Return the question."""
        self.is_valid()
        said: dict[str, Any] = self.cleaned_data
        return Asked(
            words=said.get("q", "").replace("\0", ""),
            kind=said.get("kind", "") if said.get("kind") in Kind.values else "",
            provider=said.get("provider", ""),
            level=said.get("level"),
            language=said.get("language", ""),
            participation=said.get("participation", ""),
            eqf=said.get("eqf"),
            hours=said.get("hours"),
            price=said.get("price"),
            lasting=said.get("lasting", False),
            sort=said.get("sort") or "best",
        )


def facets(asked: Asked, found: Found) -> list[dict[str, Any]]:
    """Return the facets to choose from, each value with how many it would leave."""
    counts = found.counts
    place = {value for value, _n in counts["provider"]} | {asked.provider}
    providers = dict(OrganisationRecord.objects.filter(slug__in=place).values_list("slug", "name"))
    named_levels = {int(value): label for value, label in levels(nothing="") if value}
    total = sum(number for _value, number in counts["level"])
    above = [
        (level, sum(n for value, n in counts["level"] if value >= level)) for level in named_levels
    ]
    return [
        _select("provider", _("Provider"), asked.provider, counts["provider"], providers),
        _select(
            "level",
            _("Level at least"),
            asked.level,
            [(level, n) for level, n in above if n and total],
            named_levels,
        ),
        _select("language", _("Language"), asked.language, counts["language"], dict(LANGUAGES)),
        _select(
            "participation",
            _("Where"),
            asked.participation,
            counts["participation"],
            {value.value: label for value, label in PARTICIPATIONS.items()},
        ),
        _select("eqf", _("EQF level"), asked.eqf, counts["eqf"], {}),
        _bound("hours", _("Hours at most"), asked.hours, HOURS, {}),
        _bound("price", _("Price at most"), asked.price, PRICES, {0: _("free")}),
    ]


def _select(
    name: str, label: Any, chosen: Any, counts: list[tuple[Any, int]], names: dict[Any, Any]
) -> dict[str, Any]:
    options = [
        {"value": str(value), "label": names.get(value, value), "n": n, "on": value == chosen}
        for value, n in counts
    ]
    if chosen and not any(one["on"] for one in options):
        options.append(
            {"value": str(chosen), "label": names.get(chosen, chosen), "n": 0, "on": True}
        )
    options.sort(key=lambda one: _order(one["value"], str(one["label"])))
    return {"name": name, "label": label, "options": options, "chosen": bool(chosen)}


def _order(value: str, label: str) -> tuple[int, str]:
    return (int(value), "") if value.isdecimal() else (0, label.casefold())


def _bound(
    name: str, label: Any, chosen: Any, steps: tuple[int, ...], names: dict[int, Any]
) -> dict[str, Any]:
    wanted = [*steps] if chosen is None or chosen in steps else [*steps, chosen]
    options = [
        {"value": _plain(step), "label": names.get(step, _plain(step)), "on": step == chosen}
        for step in wanted
    ]
    return {"name": name, "label": label, "options": options, "chosen": chosen is not None}


def _plain(number: int | float | Decimal) -> str:
    return f"{number:f}".rstrip("0").rstrip(".") if not isinstance(number, int) else str(number)
