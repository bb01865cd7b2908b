"""Pages of who knows whom: known issuers, endorsements given and received, the site's domain."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.nouns.text import Text
from skillmark.server.award.issuers import endorsing, linking, vouching
from skillmark.server.award.issuers.forms import (
    EndorseForm,
    ReceiveForm,
    VouchForm,
    WithdrawForm,
)
from skillmark.server.award.models import EndorsementRecord, KnownIssuerRecord
from skillmark.server.define import services as definitions
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find, may, public

PAGE = ["GET", "HEAD", "POST"]
_FIRST = {"id": "identifier", "name": "name"}
"""What a report of a verification hands over in the address of the page."""


@allowed(Action.VOUCH)
@require_http_methods(PAGE)
def known_issuers(request: HttpRequest) -> HttpResponse:
    """Issuers that the organisation knows; adds one."""
    for_all = may(request.user, Action.MANAGE_SITE, request.organisation)
    first = {field: request.GET.get(name, "")[:500] for name, field in _FIRST.items()}
    form = VouchForm(request.POST or None, for_all=for_all, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            vouching.vouch(request.organisation, actor=request.user, **form.cleaned_data)
        except SkillmarkError as error:
            form.add_error(error.where if error.where in form.fields else None, str(error.cause))
        else:
            messages.success(request, _("The issuer is in the list."))
            return redirect("known_issuers")
    rows = KnownIssuerRecord.objects.of(request.organisation).select_related("account")
    shared = KnownIssuerRecord.objects.filter(everyone=True).exclude(
        organisation=request.organisation
    )
    context = {
        "form": form,
        "rows": rows.order_by("name"),
        "shared": shared.select_related("organisation").order_by("name"),
        "for_all": for_all,
        "asked": bool(first["identifier"]),
    }
    return render(request, "award/known_issuers.html", context)


@allowed(Action.VOUCH)
@require_POST
def known_issuer_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an issuer out of the list."""
    vouching.remove(find(request, KnownIssuerRecord, pk=pk), actor=request.user)
    messages.success(request, _("The issuer is no longer in the list."))
    return redirect("known_issuers")


def _achievements(request: HttpRequest) -> list[tuple[str, str]]:
    language = get_language() or "en"
    rows = definitions.offered(request.organisation)
    return [(row.slug, Text.of(row.name).in_language(language)) for row in rows]


def _page(request: HttpRequest, status: int = 200, **forms: Any) -> HttpResponse:
    rows = EndorsementRecord.objects.of(request.organisation).select_related("achievement")
    first = {
        "subject": request.GET.get("id", "")[:500],
        "name": request.GET.get("name", "")[:200],
        "of": "achievement" if request.GET.get("of") == "achievement" else "issuer",
    }
    context = {
        "given": rows.filter(given=True).order_by("-created"),
        "received": rows.filter(given=False).order_by("-created"),
        "give": forms.get("give") or EndorseForm(initial=first),
        "receive": forms.get("receive") or ReceiveForm(achievements=_achievements(request)),
        "issuer": endorsing.claims.issuer_id(request.organisation),
    }
    return render(request, "award/endorsements.html", context, status=status)


@allowed(Action.AWARD)
@require_http_methods(PAGE)
def endorsements(request: HttpRequest) -> HttpResponse:
    """Endorsements given and received; endorses an issuer or an achievement."""
    if request.method != "POST":
        return _page(request)
    form = EndorseForm(request.POST)
    if not form.is_valid():
        return _page(request, 400, give=form)
    said = form.cleaned_data
    try:
        endorsing.give(
            request.organisation,
            said["subject"],
            of=said["of"],
            name=said["name"],
            comment=said["comment"],
            days=said["days"],
            actor=request.user,
        )
    except SkillmarkError as error:
        form.add_error(error.where if error.where in form.fields else None, str(error.cause))
        return _page(request, 400, give=form)
    messages.success(request, _("Endorsed and signed. Give the file to whom you endorse."))
    return redirect("endorsements")


@allowed(Action.AWARD)
@require_POST
def endorsement_receive(request: HttpRequest) -> HttpResponse:
    """Attach an endorsement that somebody gave."""
    form = ReceiveForm(request.POST, request.FILES, achievements=_achievements(request))
    if not form.is_valid():
        return _page(request, 400, receive=form)
    said = form.cleaned_data
    offered = definitions.offered(request.organisation)
    about = offered.get(slug=said["about"]) if said["about"] else None
    try:
        endorsing.receive(
            request.organisation,
            said["file"].read(endorsing.LARGEST + 1),
            achievement=about,
            actor=request.user,
        )
    except SkillmarkError as error:
        remedy = f" ({error.remedy})" if error.remedy else ""
        form.add_error("file", f"{error.cause}{remedy}")
        return _page(request, 400, receive=form)
    messages.success(request, _("It travels in what you award from now on."))
    return redirect("endorsements")


@allowed(Action.AWARD)
@require_POST
def endorsement_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an endorsement back, or let one of one's own travel no longer."""
    row = find(request, EndorsementRecord, pk=pk)
    form = WithdrawForm(request.POST)
    if row.given and not form.is_valid():
        raise InputError(_("a change needs a reason"), where="reason", remedy=_("say why"))
    endorsing.withdraw(row, request.POST.get("reason", ""), actor=request.user)
    messages.success(
        request,
        _("The endorsement is revoked. Verifiers see it within minutes.")
        if row.given
        else _("It travels no longer in what you award."),
    )
    return redirect("endorsements")


def _given(pk: uuid.UUID) -> EndorsementRecord:
    row: EndorsementRecord = get_object_or_404(EndorsementRecord, pk=pk, given=True)
    return row


def _handed(content: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@public
@require_safe
def endorsement(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The exact bytes of an endorsement that was given."""
    return _handed(bytes(_given(pk).body), "application/vc")


@public
@require_safe
def endorsement_jwt(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The same endorsement as a signed token."""
    return _handed(_given(pk).token.encode(), "application/vc+jwt")


@public
@require_safe
def did_configuration(request: HttpRequest) -> HttpResponse:
    """Which issuers are this domain's own (DIF Well Known DID Configuration)."""
    document = linking.configuration(timezone.now())
    if document is None:
        raise Http404
    response = JsonResponse(document)
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
