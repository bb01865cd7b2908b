"""Pages of GenAI readiness."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from skillmark.nouns.errors import SkillmarkError
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.plan.foresight.readiness import CELL, TOLD, Readiness
from skillmark.server.front import files
from skillmark.server.match.models import RoleRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed
from skillmark.server.plan.foresight import picture, readiness, words
from skillmark.server.plan.foresight.forms import ReadinessForm

COLUMNS = (*TOLD, EvidenceClass.MISSING)


def _look(request: HttpRequest) -> tuple[ReadinessForm, readiness.Picture, str]:
    form = ReadinessForm(request.GET or None)
    asked = form.asked()
    return form, readiness.picture(request.organisation, **asked), urlencode(asked)


def _row(one: Readiness, exposed: Any) -> dict[str, Any]:
    return {
        "one": one,
        "shares": [(cls, share, words.share(share)) for cls, share in one.shares],
        "exposed": None if exposed is None else words.percent(exposed.mean),
        "known": exposed,
    }


@allowed(Action.SEE_PLANS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """How ready functions are for GenAI, beside how exposed their occupations are."""
    form, found, query = _look(request)
    told = [one for one in found.functions if not one.ready.small]
    context = {
        "form": form,
        "found": found,
        "rows": [_row(one.ready, one.exposed) for one in told],
        "small": [one.ready.function for one in found.functions if one.ready.small],
        "together": _row(found.together, None) if found.together else None,
        "pictured": any(one.exposed is not None for one in told),
        "cell": CELL,
        "columns": COLUMNS,
        "query": query,
        "linked": readiness.linked(request.organisation),
        "occupations": readiness.occupations(request.organisation),
        "skills": readiness.labels_of(request.organisation).values(),
    }
    return render(request, "plan/genai_readiness.html", context)


@allowed(Action.SEE_PLANS)
@require_safe
def readiness_picture(request: HttpRequest) -> HttpResponse:
    """Exposure against readiness, as SVG."""
    _form, found, _query = _look(request)
    return files.svg(picture.readiness(found))


@allowed(Action.SEE_PLANS)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The table as CSV; small groups say so and nothing else."""
    _form, found, _query = _look(request)
    header = (
        "function", "people", "small", *(f"{cls.value}{end}" for cls in COLUMNS
                                         for end in ("", "_low", "_high")),
        "exposure", "exposure_known", "measure", "judged_by", "exposure_source", "against",
    )  # fmt: skip
    lines = []
    for one in found.functions:
        ready, exposed = one.ready, one.exposed
        shares: list[Any] = [""] * (3 * len(COLUMNS))
        if not ready.small:
            shares = [
                value
                for cls in COLUMNS
                for value in (
                    ready.share(cls).hits,
                    *(f"{end:.3f}" for end in ready.share(cls).interval),
                )
            ]
        lines.append(
            [
                ready.function, "" if ready.small else ready.people, int(ready.small), *shares,
                "" if exposed is None else f"{exposed.mean:.3f}",
                "" if exposed is None else exposed.known.hits,
                found.measure, found.judge, str(found.signal or ""), found.against,
            ]
        )  # fmt: skip
    return files.csv_file("genai-readiness.csv", header, lines)


@allowed(Action.PLAN)
@require_POST
def occupation(request: HttpRequest) -> HttpResponse:
    """Confirm which occupation a role is."""
    asked = request.POST.get("role", "")
    row = next(
        (one for one in RoleRecord.objects.of(request.organisation) if str(one.pk) == asked), None
    )
    if row is None:
        if asked:
            raise Http404
        messages.error(request, _("Choose a role."))
        return redirect("genai_readiness")
    try:
        readiness.confirm(row, request.POST.get("code", ""), actor=request.user)
    except SkillmarkError as error:
        messages.error(request, str(error))
    return redirect("genai_readiness")
