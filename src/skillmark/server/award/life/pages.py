"""Pages of the life of awards: renewing, wholes that need a look, the policy, no more reminders."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.award import forms
from skillmark.server.award.life import reminding, renewal
from skillmark.server.award.models import AwardRecord, FlagRecord
from skillmark.server.people import audit
from skillmark.server.people.actions import Action
from skillmark.server.people.models import AccountRecord
from skillmark.server.people.permissions import allowed, find, public

PAGE = ["GET", "HEAD", "POST"]
SOON = 60
MOST = 5000


@allowed(Action.AWARD)
@require_http_methods(PAGE)
def renewals(request: HttpRequest) -> HttpResponse:
    """What runs out soon or has; renews what is chosen, or all of it."""
    asked = request.GET.get("days", "")
    days = min(int(asked), 3660) if asked.isascii() and asked.isdecimal() else SOON
    rows = renewal.soon(request.organisation, days=days)
    if request.method == "POST":
        chosen = rows if request.POST.get("all") else rows.filter(pk__in=_ids(request))
        # first those that ran out last: of somebody's two, the newer one is renewed
        some = list(chosen.order_by("-valid_until", "pk")[:MOST])
        if not some:
            messages.error(request, _("Choose at least one award."))
            return redirect(request.get_full_path())
        done = renewal.renew_many(some, actor=request.user)
        context = {
            "ordered": sum(one.ordered for one in done),
            "refused": [pair for one in done for pair in one.refused],
            "jobs": [one.job for one in done if one.job],
        }
        return render(request, "award/renewed.html", context)
    page = Paginator(rows, 100).get_page(request.GET.get("page"))
    found = [(row, renewal.refusal(row)) for row in page]
    context = {"page": page, "found": found, "days": days, "choices": (14, 60, 180, 365)}
    return render(request, "award/renewals.html", context)


def _ids(request: HttpRequest) -> list[str]:
    try:
        return [str(UUID(one)) for one in request.POST.getlist("award")[:MOST]]
    except ValueError:
        raise InputError(_("this is no award"), where="award") from None


@allowed(Action.AWARD)
@require_POST
def award_renew(request: HttpRequest, pk: str) -> HttpResponse:
    """Renew one award."""
    newer = renewal.renew(find(request, AwardRecord, pk=pk), actor=request.user)
    messages.success(request, _("Renewed and signed."))
    return redirect("award", newer.pk)


@allowed(Action.MANAGE_ORGANISATION)
@require_http_methods(PAGE)
def award_policy(request: HttpRequest) -> HttpResponse:
    """How the organisation's awards live on."""
    row = renewal.policy(request.organisation)
    form = forms.PolicyForm(request.POST or None, initial=forms.PolicyForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        row.reminders = form.cleaned_data["reminders"]
        row.digest = form.cleaned_data["digest"]
        row.supersede = form.cleaned_data["supersede"]
        with transaction.atomic():
            row.save()
            audit.record(
                "award_policy_changed", actor=request.user, organisation=request.organisation
            )
        messages.success(request, _("Saved."))
        return redirect("award_policy")
    return render(request, "award/policy.html", {"form": form})


@allowed(Action.REVOKE)
@require_safe
def award_flags(request: HttpRequest) -> HttpResponse:
    """Wholes of which a piece fell away."""
    rows = FlagRecord.objects.of(request.organisation).filter(closed=None)
    rows = rows.select_related("award__achievement", "because__achievement").order_by("opened")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "award/flags.html", {"page": page})


@allowed(Action.REVOKE)
@require_POST
def flag_close(request: HttpRequest, pk: int) -> HttpResponse:
    """A person has looked: the whole stays as it is, for this reason."""
    row = find(request, FlagRecord, pk=pk)
    close(row, request.POST.get("decision", ""), actor=request.user)
    messages.success(request, _("Recorded: it stays as it is."))
    return redirect("award_flags")


@transaction.atomic
def close(row: FlagRecord, decision: str, *, actor: AccountRecord) -> None:
    """Close a flag with the reason why the whole stays."""
    if not decision.strip():
        raise InputError(
            _("a decision without a reason cannot be answered for"),
            where="decision",
            remedy=_("say why"),
        )
    changed = FlagRecord.objects.filter(pk=row.pk, closed=None).update(
        closed=timezone.now(), closed_by=actor, decision=decision.strip()[:500]
    )
    if not changed:
        raise ConflictError(_("somebody has decided this already"), code="already")
    audit.record("whole_stays", row.award, actor=actor, organisation=row.organisation)


@public
@require_http_methods(PAGE)
def reminders_stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a reminder: no more of them from this organisation."""
    place, address = reminding.whose(token)
    if request.method == "POST":
        reminding.be_quiet(token)
    context = {"place": place, "address": address, "done": request.method == "POST"}
    return render(request, "award/quiet.html", context)
