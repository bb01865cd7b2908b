"""The page that compares building, buying and hiring."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from skillmark.nouns.errors import InputError
from skillmark.plan.sourcing import Kind
from skillmark.server.match.roles import as_role, open_roles, title_of
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed
from skillmark.server.plan import services, sourcing

KINDS = {
    Kind.BUILD: _("Build: train own people"),
    Kind.BUY: _("Buy: bring it in from outside"),
    Kind.HIRE: _("Hire: employ somebody"),
}


class WhatForm(forms.Form):
    """Which role, how many, over how long."""

    role = forms.ChoiceField(label=_("Role"))
    seats = forms.IntegerField(label=_("People needed"), min_value=1, max_value=500, initial=1)
    horizon = forms.IntegerField(
        label=_("Over how many weeks"), min_value=1, max_value=260, initial=52
    )

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles


@allowed(Action.PLAN)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Build, buy or hire, from figures that say whose they are."""
    language = get_language() or "en"
    roles = {str(row.pk): row for row in open_roles(request.organisation)}
    named = [(key, title_of(row).in_language(language)) for key, row in roles.items()]
    asked = request.GET if "role" in request.GET else None
    form = WhatForm(asked, roles=named, initial={"seats": 1, "horizon": 52})
    context: dict[str, Any] = {"form": form, "figures": _rows(request), "roles": roles}
    if asked is not None and form.is_valid():
        try:
            context |= _answered(request, roles[form.cleaned_data["role"]], form.cleaned_data)
        except InputError as error:
            context["wrong"] = f"{error.where}: {error.cause}" if error.where else error.cause
    return render(request, "plan/sourcing.html", context)


def _rows(request: HttpRequest) -> list[dict[str, Any]]:
    parts = (("low", _("low")), ("likely", _("likely")), ("high", _("high")))
    return [
        {
            "name": one.name,
            "fields": [
                (f"{one.key}_{part}", words, request.GET.get(f"{one.key}_{part}", f"{example:g}"))
                for (part, words), example in zip(parts, one.example, strict=True)
            ],
            "example": all(
                request.GET.get(f"{one.key}_{part}", f"{example:g}") == f"{example:g}"
                for (part, _words), example in zip(parts, one.example, strict=True)
            ),
        }
        for one in sourcing.FIGURES
    ]


def _answered(request: HttpRequest, row: Any, said: dict[str, Any]) -> dict[str, Any]:
    people = services.everybody(request.organisation)
    offers = tuple(services.as_offer(one) for one in services.offers_of(request.organisation))
    found = sourcing.answer(
        people,
        offers,
        as_role(row),
        seats=said["seats"],
        horizon=said["horizon"],
        given=sourcing.figures(request.GET.dict()),
    )
    names = {one.id: str(one.account) for one in people}
    options = [(KINDS[one.kind], one) for one in found.comparison.options]
    return {
        "answer": found,
        "options": sorted(options, key=lambda pair: -pair[1].cheapest),
        "most": max(one.cost.high for one in found.comparison.options) or 1.0,
        "trained": [names[one] for one in found.trained],
        "breaks": [
            (KINDS[one.first], KINDS[one.against], one)
            for one in found.comparison.break_evens
            if one.weeks is not None and one.share >= 0.05 and one.weeks.median >= 1
        ],
    }
