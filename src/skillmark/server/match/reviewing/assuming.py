"""The organisation's assumptions: seen, tried on an open role, stated with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from skillmark.match import Assumptions
from skillmark.nouns.errors import InputError
from skillmark.server.match import assumptions as assuming
from skillmark.server.match import services
from skillmark.server.match.models import AssumptionsRecord, RoleRecord
from skillmark.server.match.reviewing import veil
from skillmark.server.match.roles import title_of
from skillmark.server.match.shown import letter
from skillmark.server.match.terms import Term, numbers, terms
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

SHOWN = 20
"""Places of a preview."""
HISTORY = 50


class AssumptionsForm(forms.Form):
    """One number an assumption, and why they are changed."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stays on record with your name and the day."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Try it on"), required=False)

    def __init__(self, *args: Any, now: Assumptions, roles: list[tuple[str, str]], **more: Any):
        super().__init__(*args, **more)
        self.fields["role"].choices = roles
        # trying it out needs none
        self.fields["reason"].required = self.data.get("do") != "try"
        self.now = now
        for term in terms(now):
            self.fields[term.name] = forms.FloatField(
                label=term.label,
                help_text=term.meaning,
                initial=term.value,
                localize=True,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )

    @property
    def number_fields(self) -> list[forms.BoundField]:
        """The assumptions, in their order."""
        return [self[name] for name in numbers(self.now)]

    def wanted(self) -> Assumptions | None:
        """Return what was asked for; `None`, and errors, where it makes no sense."""
        given = {name: self.cleaned_data[name] for name in numbers(self.now)}
        try:
            return replace(self.now, **given)
        except InputError as error:
            name = error.cause.partition(" ")[0]
            self.add_error(name if name in self.fields else None, _("This cannot be."))
            return None


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody of the preview: where they stand, and where they would."""

    name: str
    before: int
    after: int

    @property
    def up(self) -> int:
        """By how many places they would rise; below 0 where they would fall."""
        return self.before - self.after

    @property
    def down(self) -> int:
        """By how many places they would fall."""
        return -self.up


@allowed(Action.DEFINE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """What scores rest on here, since when, and what would change if it were otherwise."""
    place = request.organisation
    now = assuming.assumptions_of(place)
    open_roles = list(services.open_roles(place))
    choices = [(str(row.pk), str(title_of(row))) for row in open_roles]
    form = AssumptionsForm(request.POST or None, now=now, roles=choices)
    context: dict[str, Any] = {"form": form, "status": 200}
    if request.method == "POST":
        wanted = form.wanted() if form.is_valid() else None
        if wanted is not None and request.POST.get("do") == "state":
            if wanted == now:
                form.add_error(None, _("Nothing is changed."))
            else:
                assuming.state(
                    place, wanted, reason=form.cleaned_data["reason"], actor=request.user
                )
                messages.success(request, _("From now on everything is scored by these."))
                return redirect("matching_assumptions")
        if wanted is not None and form.cleaned_data["role"]:
            row = find(request, RoleRecord, pk=form.cleaned_data["role"])
            context |= {"tried": row, "tried_title": title_of(row)}
            context["preview"] = _preview(request, row, wanted)
        if form.errors:
            context["status"] = 400
    rows = AssumptionsRecord.objects.of(place).order_by("-stated", "-pk")[: HISTORY + 1]
    context |= {
        "defaults": terms(Assumptions()),
        "changed": now != Assumptions(),
        "history": _history(list(rows)),
    }
    return render(request, "match/assumptions.html", context, status=context["status"])


def _preview(request: HttpRequest, row: RoleRecord, wanted: Assumptions) -> dict[str, Any]:
    """Return who would stand where in a role's ranking."""
    moment = timezone.now()
    before = services.rank_people(request.organisation, row, today=moment.date(), now=moment)
    after = before.again(wanted)
    hidden = veil.hidden(request, row)
    places = {one.person: one.rank for one in before.ranked}
    moved = [
        Moved(
            letter(places[one.person]) if hidden else before.candidate(one).name,
            places[one.person],
            one.rank,
        )
        for one in after
    ]
    return {
        "people": moved[:SHOWN],
        "count": len(moved),
        "moving": sum(1 for one in moved if one.up),
        "first_stays": bool(moved) and moved[0].before == 1,
    }


def _history(rows: list[AssumptionsRecord]) -> list[tuple[AssumptionsRecord, list[Term]]]:
    """Return what was stated, newest first, each with what it changed."""
    found = []
    for number, row in enumerate(rows[:HISTORY]):
        before = rows[number + 1].values if number + 1 < len(rows) else {}
        old = numbers(assuming.of_values(before))
        mine = terms(assuming.of_values(row.values))
        found.append((row, [one for one in mine if one.value != old[one.name]]))
    return found
