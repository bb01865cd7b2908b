"""Pages of redeployment: the question, the answer with its alternatives, the file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from skillmark.nouns.errors import InputError
from skillmark.server.front.files import csv_file
from skillmark.server.front.templatetags.look import words
from skillmark.server.match import shown
from skillmark.server.match.roles import as_role
from skillmark.server.match.talent import moving
from skillmark.server.match.talent.models import Aim, RedeploymentRecord
from skillmark.server.match.talent.placing import Move
from skillmark.server.match.talent.ways import HOURS_A_WEEK
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import services as frameworks


class QuestionForm(forms.ModelForm):
    """Why, what is best, and how much people learn."""

    hours = forms.FloatField(
        label=gettext_lazy("Hours a week to learn, where nobody has said"),
        min_value=0.5,
        max_value=60,
        initial=HOURS_A_WEEK,
    )

    class Meta:
        model = RedeploymentRecord
        fields = ["reason", "aim", "hours"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3}), "aim": forms.RadioSelect}
        help_texts = {"reason": gettext_lazy("Everybody who is considered reads it.")}


@allowed(Action.SEE_BENCH)
@require_http_methods(["GET", "HEAD", "POST"])
def redeployments(request: HttpRequest) -> HttpResponse:
    """What was asked before, and a new question."""
    known = moving.changing_roles(request.organisation)
    form = QuestionForm(request.POST or None)
    error: InputError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            return _asked(request, form, known)
        except InputError as trouble:
            error = trouble
    rows = RedeploymentRecord.objects.of(request.organisation).prefetch_related("considered")
    named = {str(row.pk): as_role(row).title for row, _count in known}
    context = {
        "form": form,
        "error": error,
        "roles": [
            {
                "row": row,
                "title": as_role(row).title,
                "people": count,
                "shrinks": str(row.pk) in request.POST.getlist("shrinks"),
                "seats": request.POST.get(f"seats-{row.pk}", ""),
            }
            for row, count in known
        ],
        "held": sum(count for _row, count in known),
        "before": [
            (
                row,
                [named[pk] for pk in row.shrinking if pk in named],
                [named[pk] for pk in row.growing if pk in named],
            )
            for row in rows[:20]
        ],
    }
    status = 400 if error or form.errors else 200
    return render(request, "talent/redeployments.html", context, status=status)


def _asked(request: HttpRequest, form: QuestionForm, known: list[tuple[Any, int]]) -> HttpResponse:
    by_id = {str(row.pk): row for row, _count in known}
    shrinking = [by_id[pk] for pk in request.POST.getlist("shrinks") if pk in by_id]
    growing = {}
    for pk, row in by_id.items():
        given = request.POST.get(f"seats-{pk}", "").strip()
        if given and given != "0":
            if not given.isdecimal() or len(given) > 6:
                raise InputError(
                    _("%(seats)s seats") % {"seats": given}, remedy=_("give 1 or more")
                )
            growing[row] = int(given)
    row = moving.ask(
        request.organisation,
        shrinking=shrinking,
        growing=growing,
        aim=Aim(form.cleaned_data["aim"]),
        reason=form.cleaned_data["reason"],
        hours=form.cleaned_data["hours"],
        actor=request.user,
    )
    return redirect("redeployment", row.pk)


@allowed(Action.SEE_BENCH)
@require_http_methods(["GET", "HEAD", "POST"])
def redeployment(request: HttpRequest, pk: str) -> HttpResponse:
    """The answer as it is today; a POST asks it anew, with whoever agrees by now."""
    row = find(request, RedeploymentRecord, pk=pk)
    if request.method == "POST":
        moving.tell(row, actor=request.user)
        messages.success(request, _("Asked anew. Everybody who was considered can read it."))
        return redirect("redeployment", row.pk)
    found = moving.moves(row)
    titles = {role.pk: as_role(role).title for role in found.shrinking}
    titles |= {role.pk: as_role(role).title for role, _seats in found.growing}
    gaps = {gap for one in found.people for fit in one.fits for gap in fit.gaps}
    gaps |= {s for one in found.people for fit in one.fits if fit.path for s in fit.path.left}
    labels = frameworks.label_maps(gaps, request.organisation)
    context = {
        "row": row,
        "found": found,
        "shrinking": [titles[role.pk] for role in found.shrinking],
        "growing": [(titles[role.pk], role, seats) for role, seats in found.growing],
        "unfilled": [(titles[role.pk], role, seats) for role, seats in found.unfilled],
        "placed": [_move(one, titles, labels) for one in found.placed],
        "left": [_move(one, titles, labels) for one in found.left],
        "aim": Aim(row.aim).label,
    }
    return render(request, "talent/redeployment.html", context)


def _move(one: Move, titles: dict[Any, Any], labels: dict[str, dict[str, str]]) -> dict[str, Any]:
    fits = [
        {
            "fit": fit,
            "title": titles[fit.role.pk],
            "taken": number == one.taken,
            "bars": shown.bars(fit.ranked.score),
            "shade": min(5, int(fit.verified * 5 + 0.999)) if fit.possible else 0,
            "percent": shown.percent(fit.verified),
            "gaps": [labels[gap] for gap in fit.gaps],
            "left": [labels[s] for s in (fit.path.left if fit.path else fit.gaps)],
        }
        for number, fit in enumerate(one.fits)
    ]
    proposed = one.proposed
    return {
        "one": one,
        "today": titles.get(one.today.pk),
        "fits": fits,
        "proposed": titles[proposed.role.pk] if proposed else None,
        "second": None if one.second is None else titles[one.fits[one.second].role.pk],
        "loss": shown.percent(min(one.loss, 1.0)),
    }


@allowed(Action.SEE_BENCH)
@require_safe
def redeployment_csv(request: HttpRequest, pk: str) -> HttpResponse:
    """The answer as a spreadsheet: a row a person and growing role."""
    found = moving.moves(find(request, RedeploymentRecord, pk=pk))
    labels = frameworks.label_maps(
        {gap for one in found.people for fit in one.fits for gap in fit.gaps},
        request.organisation,
    )
    header = [
        _("Person"), _("Role today"), _("Growing role"), _("Proposed"), _("Verified"),
        _("Verified or observed"), _("Missing"), _("Ready in week"), _("Hours"), _("Cost"),
    ]  # fmt: skip
    rows = [
        [
            str(one.person), words(as_role(one.today).title), words(as_role(fit.role).title),
            _("yes") if number == one.taken else "", round(fit.verified, 4), round(fit.judged, 4),
            ", ".join(words(labels[gap]) for gap in fit.gaps),
            "" if fit.weeks is None else fit.path.week if fit.path else 0,
            fit.path.hours if fit.path else 0, fit.cost,
        ]
        for one in found.people
        for number, fit in enumerate(one.fits)
    ]  # fmt: skip
    return csv_file(f"{_('Redeployment')}.csv", header, rows)
