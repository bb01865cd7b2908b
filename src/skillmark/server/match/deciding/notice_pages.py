"""The public notice, what an organisation sets about its decisions, and erasing a person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from skillmark.server.match.deciding import forms, keeping
from skillmark.server.match.deciding.notice import notice, set_policy
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.permissions import allowed, public


@public
@require_safe
def matching_notice(request: HttpRequest, slug: str) -> HttpResponse:
    """What the ranking of an organisation does, with what, and what people can do about it."""
    limit(request, "matching_notice", times=120, seconds=60)
    place = get_object_or_404(OrganisationRecord, slug=slug)
    return render(request, "deciding/notice.html", {"notice": notice(place), "place": place})


@allowed(Action.MANAGE_ORGANISATION)
@require_http_methods(["GET", "HEAD", "POST"])
def matching_policy(request: HttpRequest) -> HttpResponse:
    """How long decisions are kept, what the notice says, what the survey asks."""
    policy = keeping.policy_of(request.organisation)
    form = forms.PolicyForm(request.POST or None, instance=policy)
    if request.method == "POST" and form.is_valid():
        set_policy(form.save(commit=False), actor=request.user)
        messages.success(request, _("Saved."))
        return redirect("matching_policy")
    status = 400 if form.errors else 200
    context = {"form": form, "notice": notice(request.organisation), "set": policy.pk is not None}
    return render(request, "deciding/policy.html", context, status=status)


@allowed(Action.MANAGE_MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def matching_erase(request: HttpRequest) -> HttpResponse:
    """Erase a person from decisions, contests and survey, when they ask for it."""
    form = forms.WhomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        gone = keeping.erase_address(
            form.cleaned_data["email"], request.organisation, actor=request.user
        )
        messages.success(
            request, _("Erased, with %(count)s decisions about the person.") % {"count": gone}
        )
        return redirect("matching_erase")
    status = 400 if form.errors else 200
    return render(request, "deciding/erase.html", {"form": form}, status=status)
