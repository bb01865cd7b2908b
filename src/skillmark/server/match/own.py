"""One's own skills: what speaks for them, what one claims, and the roles that fit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from skillmark.nouns.errors import ConflictError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.match import forms, services, shown
from skillmark.server.match.models import EvidenceRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.models import Purpose
from skillmark.server.people.permissions import allowed, find
from skillmark.server.people.services import consents


@allowed(Action.OWN_MATCHES)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """My skills by class, and the roles that fit me."""
    return _page(request, forms.SkillChoice(organisation=request.organisation))


@allowed(Action.OWN_MATCHES)
@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    """Say of oneself that one can do something."""
    if request.organisation is None:
        raise ConflictError(
            _("You are in no organisation that could look at your claims."),
            remedy=_("ask to be invited to one"),
        )
    form = forms.SkillChoice(request.POST, organisation=request.organisation)
    if not form.is_valid():
        return _page(request, form, status=400)
    services.record_evidence(
        request.organisation,
        request.user,
        Evidence(
            skill=form.cleaned_data["skill"],
            evidence_class=EvidenceClass.CLAIMED,
            dated=timezone.localdate(),
            level=form.cleaned_data["level"],
            title=_("in my own words"),
        ),
        actor=request.user,
    )
    messages.success(request, _("Noted as a claim. A test or a badge can prove it."))
    return redirect("my_skills")


@allowed(Action.OWN_MATCHES)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a statement about oneself."""
    services.withdraw(find(request, EvidenceRecord, pk=pk), actor=request.user)
    messages.success(request, _("Taken back."))
    return redirect("my_skills")


def _page(request: HttpRequest, form: forms.SkillChoice, status: int = 200) -> HttpResponse:
    now = timezone.now()
    place = request.organisation
    known = services.known_of(place, [request.user], now=now)[request.user.pk]
    agreed = place is not None and consents(request.user, place, Purpose.MATCHING)
    context = {
        "skills": shown.own_skills(known.evidence, place),
        "refused": known.refused,
        "roles": shown.fitting(place, known.evidence, today=now.date()),
        "form": form,
        "known": shown.known_skills(place),
        "agreed": agreed,
    }
    return render(request, "match/my_skills.html", context, status=status)
