"""What was decided about oneself, on what, and how to contest it; with an account or a link."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.server.match.deciding import contesting, forms, keeping, links
from skillmark.server.match.deciding.models import DecisionRecord
from skillmark.server.match.deciding.wording import Explained, explained
from skillmark.server.match.models import CandidateRecord
from skillmark.server.match.surveying import services as surveying
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.permissions import allowed, public


@allowed(Action.OWN_MATCHES)
@require_safe
def my_decisions(request: HttpRequest) -> HttpResponse:
    """What was decided about me, why, and how I contest it."""
    return _mine(request, forms.ContestForm())


def _mine(
    request: HttpRequest, form: forms.ContestForm, about: Any = None, status: int = 200
) -> HttpResponse:
    rows = contesting.about(request.user).prefetch_related("contests")
    context = {
        "decisions": _named(rows),
        "form": form,
        "about": about,
        "asks": _asks(request.organisation),
        "days": contesting.DAYS,
    }
    return render(request, "deciding/my_decisions.html", context, status=status)


def _named(rows: Any) -> list[Explained]:
    """Return decisions explained, each with the labels of its own organisation."""
    return [explained([row], row.organisation, names=False)[0] for row in rows]


def _asks(organisation: OrganisationRecord | None) -> list[str]:
    return [] if organisation is None else list(keeping.policy_of(organisation).asks)


@allowed(Action.OWN_MATCHES)
@require_safe
def my_decisions_json(request: HttpRequest) -> HttpResponse:
    """The same to take along: everything that is kept of decisions about me."""
    answer = JsonResponse(
        {"decisions": keeping.kept(request.user)}, json_dumps_params={"indent": 1}
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="decisions.json"'
    return answer


@allowed(Action.OWN_MATCHES)
@require_POST
def decision_contest(request: HttpRequest, pk: str) -> HttpResponse:
    """Say what is wrong with a decision about me."""
    row = get_object_or_404(contesting.about(request.user), pk=pk)
    limit(request, "contest", times=10, seconds=3600)
    form = forms.ContestForm(request.POST)
    if not form.is_valid():
        return _mine(request, form, about=row.pk, status=400)
    contesting.contest(row, form.cleaned_data["words"], actor=request.user)
    messages.success(request, _("Noted. Somebody who did not decide it will answer."))
    return redirect("my_decisions")


@allowed(Action.OWN_MATCHES)
@require_http_methods(["GET", "HEAD", "POST"])
def my_groups(request: HttpRequest) -> HttpResponse:
    """State groups of myself for the bias audit, change that, or take it back."""
    place = request.organisation
    asks = _asks(place)
    person = f"member-{request.user.pk}"
    known = surveying.stated(place, person) if place else {}
    form = forms.GroupsForm(
        request.POST or None, asks=asks, initial={**known, "agree": bool(known)}
    )
    if request.method == "POST" and place is not None and form.is_valid():
        surveying.state(place, person, form.groups(), account=request.user)
        messages.success(request, _("Kept for the audit, and for nothing else."))
        return redirect("my_groups")
    status = 400 if request.method == "POST" and form.errors else 200
    context = {"form": form, "asks": asks, "known": known, "place": place}
    return render(request, "deciding/my_groups.html", context, status=status)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def about_me(request: HttpRequest, token: str) -> HttpResponse:
    """What was decided about somebody without an account, by the link they were given."""
    candidate = _candidate(request, token)
    rows = DecisionRecord.objects.of(candidate.organisation).filter(candidate=candidate)
    form = forms.ContestForm(request.POST or None)
    about = request.POST.get("decision", "")
    if request.method == "POST" and form.is_valid():
        row = get_object_or_404(rows, pk=_uuid(about))
        contesting.contest(row, form.cleaned_data["words"], actor=None)
        messages.success(request, _("Noted. Somebody who did not decide it will answer."))
        return redirect("about_me", token)
    ordered = rows.select_related("role", "organisation").prefetch_related("contests")
    asks = _asks(candidate.organisation)
    person = f"candidate-{candidate.pk}"
    known = surveying.stated(candidate.organisation, person)
    context = {
        "candidate": candidate,
        "place": candidate.organisation,
        "token": token,
        "title": dict(candidate.role.title),
        "files": candidate.submissions.order_by("submitted"),
        "decisions": _named(ordered.order_by("-decided", "-number")),
        "form": form if request.method == "POST" else forms.ContestForm(),
        "about": about,
        "groups": forms.GroupsForm(asks=asks, initial={**known, "agree": bool(known)}),
        "asks": asks,
        "days": contesting.DAYS,
    }
    status = 400 if request.method == "POST" else 200
    return _private(render(request, "deciding/about_me.html", context, status=status))


@public
@never_cache
@require_POST
def about_me_groups(request: HttpRequest, token: str) -> HttpResponse:
    """State groups of oneself for the bias audit, without an account."""
    candidate = _candidate(request, token)
    form = forms.GroupsForm(request.POST, asks=_asks(candidate.organisation))
    if form.is_valid():
        surveying.state(
            candidate.organisation, f"candidate-{candidate.pk}", form.groups(), account=None
        )
        messages.success(request, _("Kept for the audit, and for nothing else."))
    else:
        messages.error(request, _("Without your agreement nothing is kept."))
    return redirect("about_me", token)


def _candidate(request: HttpRequest, token: str) -> CandidateRecord:
    limit(request, "about_me", times=30, seconds=60)
    found = links.whose(token)
    if found is None:
        raise Http404
    return found


def _uuid(text: str) -> str:
    """Return an id that a form sent; what is none finds nothing."""
    try:
        return str(UUID(text))
    except ValueError:
        raise Http404 from None


def _private(answer: HttpResponse) -> HttpResponse:
    """Keep the link from search engines and from the pages that are visited next."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
