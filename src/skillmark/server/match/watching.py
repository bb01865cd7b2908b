"""Pages of those who lead people: how deep the bench is, and what was seen at work."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.match import choosing, forms, services
from skillmark.server.match.bench import Bench, Depth
from skillmark.server.match.models import EvidenceRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import services as frameworks

LATELY = 20
"""Observations of one's own that are shown below the form."""


@allowed(Action.SEE_BENCH)
@require_safe
def bench(request: HttpRequest) -> HttpResponse:
    """Depth by skill, and what hangs on one person."""
    now = timezone.now()
    found = services.bench(request.organisation, today=now.date(), now=now)
    labels = frameworks.label_maps((one.skill for one in found.skills), request.organisation)
    open_roles = [(row, services.as_role(row)) for row in services.open_roles(request.organisation)]
    chosen = next(
        (role for row, role in open_roles if str(row.pk) == request.GET.get("role")), None
    )
    asked = {one.skill for one in chosen.requirements} if chosen else set(labels)
    depths = [one for one in found.skills if one.skill in asked]
    context = {
        "bench": found,
        "skills": [(labels[one.skill], one, _holders(found, one)) for one in depths],
        "rows": _rows(found, depths),
        "thin": [labels[one.skill] for one in depths if one.single_point],
        "bare": [labels[one.skill] for one in depths if one.people == 0],
        "roles": open_roles,
        "chosen": chosen.id if chosen else "",
    }
    return render(request, "match/bench.html", context)


def _rows(found: Bench, depths: list[Depth]) -> list[tuple[Any, list[Any]]]:
    """Return the people, those with most that counts first, each with a cell a skill."""
    rows = [
        (person, [one.cells[number] for one in depths])
        for number, person in enumerate(found.people)
    ]
    return sorted(rows, key=lambda row: (-sum(cell.counts for cell in row[1]), str(row[0])))


def _holders(found: Bench, depth: Depth) -> list[tuple[Any, Any]]:
    """Return who has a skill, those who count first, then by class of evidence."""
    held = [
        (person, cell)
        for person, cell in zip(found.people, depth.cells, strict=True)
        if cell.evidence_class is not EvidenceClass.MISSING
    ]
    return sorted(
        held,
        key=lambda one: (not one[1].counts, one[1].evidence_class.rank, -(one[1].level or 0)),
    )


@allowed(Action.OBSERVE)
@require_http_methods(["GET", "HEAD", "POST"])
def observe(request: HttpRequest) -> HttpResponse:
    """Write down what was seen of somebody at work, or take it back."""
    if request.POST.get("withdraw", "").isdecimal():
        row = find(request, EvidenceRecord, pk=request.POST["withdraw"])
        services.withdraw(row, actor=request.user)
        messages.success(request, _("Taken back."))
        return redirect("observe")
    form = forms.ObservationForm(
        request.POST or None,
        organisation=request.organisation,
        observer=request.user,
        initial={"account": request.GET.get("person"), "skill": request.GET.get("skill", "")},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        services.record_evidence(
            request.organisation,
            given["account"],
            Evidence(
                skill=given["skill"],
                evidence_class=EvidenceClass.EVIDENCED,
                dated=given["dated"],
                level=given["level"],
            ),
            actor=request.user,
            note=given["note"],
        )
        messages.success(request, _("Written down. %(person)s can read it.") % {
            "person": given["account"]
        })  # fmt: skip
        return redirect("observe")
    context = {
        "form": form,
        "recent": _recent(request),
        **choosing.context(request, form),
    }
    status = 400 if form.errors else 200
    return render(request, "match/observe.html", context, status=status)


def _recent(request: HttpRequest) -> list[tuple[Any, EvidenceRecord]]:
    rows = list(
        EvidenceRecord.objects.of(request.organisation)
        .filter(recorded_by=request.user, evidence_class=EvidenceClass.EVIDENCED.value)
        .select_related("account")
        .order_by("-recorded")[:LATELY]
    )
    labels = frameworks.label_maps((row.skill for row in rows), request.organisation)
    return [(labels[row.skill], row) for row in rows]
