"""Pages of accounts and organisations."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from skillmark.nouns.errors import InputError
from skillmark.server.people import forms, services, tokens
from skillmark.server.people.actions import Action, Role
from skillmark.server.people.limits import limit
from skillmark.server.people.middleware import CHOSEN
from skillmark.server.people.models import (
    AuditRecord,
    FirstRunRecord,
    InvitationRecord,
    MembershipRecord,
    OrganisationRecord,
    TokenRecord,
)
from skillmark.server.people.permissions import allowed, find, public, signed_in

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@public
@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time link: makes the first organisation and its administrator."""
    limit(request, "first_run", times=20, seconds=60)
    if services.open_link(FirstRunRecord.objects, token) is None:
        return render(request, "people/link_used.html", status=410)
    form = forms.FirstRunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = services.first_run(token, **form.cleaned_data)
        login(request, account, backend=BACKEND)
        return redirect("dashboard")
    return render(request, "people/first_run.html", {"form": form})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation: whoever is signed in accepts it with one button."""
    limit(request, "invitation", times=20, seconds=60)
    row = services.open_link(InvitationRecord.objects.select_related("organisation"), token)
    if row is None:
        return render(request, "people/link_used.html", status=410)
    if request.method == "POST" and request.user.is_authenticated:
        membership = services.accept(token, request.user)
        request.session[CHOSEN] = membership.organisation_id
        messages.success(request, _("Welcome to %s.") % membership.organisation)
        return redirect("dashboard")
    return render(request, "people/invitation.html", {"invitation": row})


@public
@require_POST
def door(request: HttpRequest, role: str) -> HttpResponse:
    """A demo site's one-click login."""
    if role not in Role.values:
        raise Http404
    account = services.door(Role(role))
    login(request, account, backend=BACKEND)
    return redirect("dashboard")


@signed_in
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Act for another of one's organisations from now on."""
    wanted = request.POST.get("organisation", "")
    mine = request.user.memberships.values("organisation")
    place = OrganisationRecord.objects.filter(pk__in=mine, slug=wanted).first()
    if not wanted:
        raise InputError(_("Choose an organisation."))
    if place is None:
        raise Http404
    request.session[CHOSEN] = place.pk
    return redirect("dashboard")


@allowed(Action.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """One's own name, password, addresses and API tokens."""
    form = forms.ProfileForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        request.user.name = form.cleaned_data["name"]
        request.user.save(update_fields=["name"])
        messages.success(request, _("Saved."))
        return redirect("profile")
    rows = request.user.tokens.select_related("organisation").order_by("-created")
    context = {"form": form, "tokens": rows, "token_form": forms.TokenForm()}
    return render(request, "people/profile.html", context)


@allowed(Action.OWN_ACCOUNT)
@require_POST
def token_create(request: HttpRequest) -> HttpResponse:
    """Make an API token and show it once."""
    form = forms.TokenForm(request.POST)
    if request.organisation is None or not form.is_valid():
        messages.error(request, _("Say what the token is for, and for how many days."))
        return redirect("profile")
    token = tokens.create(
        request.user,
        request.organisation,
        form.cleaned_data["name"],
        days=form.cleaned_data["days"],
    )
    return render(request, "people/token.html", {"token": token})


@allowed(Action.OWN_ACCOUNT)
@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End an API token."""
    row = find(request, TokenRecord, pk=pk)
    tokens.revoke(row, actor=request.user)
    messages.success(request, _("The token no longer works."))
    return redirect("profile")


@allowed(Action.MANAGE_ORGANISATION)
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    """The organisation's public profile."""
    form = forms.OrganisationForm(request.POST or None, instance=request.organisation)
    if request.method == "POST" and form.is_valid():
        services.change_organisation(form.save(commit=False), actor=request.user)
        messages.success(request, _("Saved."))
        return redirect("organisation")
    return render(request, "people/organisation.html", {"form": form})


@allowed(Action.MANAGE_MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest) -> HttpResponse:
    """Who is a member, and as what; invites further people."""
    form = forms.InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        link = services.invite(
            request.organisation,
            form.cleaned_data["email"],
            Role(form.cleaned_data["role"]),
            actor=request.user,
        )
        return render(request, "people/invited.html", {"link": link, "form": form})
    rows = (
        MembershipRecord.objects.of(request.organisation)
        .select_related("account")
        .order_by("role", "account__name", "account__email")
    )
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "people/members.html", {"form": form, "page": page})


@allowed(Action.MANAGE_MEMBERS)
@require_POST
def member_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away from a member."""
    services.remove_member(find(request, MembershipRecord, pk=pk), actor=request.user)
    messages.success(request, _("The role was removed."))
    return redirect("members")


@allowed(Action.READ_AUDIT)
@require_GET
def audit_log(request: HttpRequest) -> HttpResponse:
    """The organisation's audit log, newest first."""
    rows = (
        AuditRecord.objects.filter(organisation=request.organisation)
        .select_related("actor")
        .order_by("-pk")
    )
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "people/audit.html", {"page": page})
