"""Pages of learners' ways: one's own, and what a provider sees and decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.nouns.text import Text
from skillmark.server.define import services
from skillmark.server.define.completing import following
from skillmark.server.define.learning import recognising, walking
from skillmark.server.define.learning.forms import DecideForm, RecognitionForm, WithdrawForm
from skillmark.server.define.models import (
    AchievementRecord,
    PathwayRecord,
    RecognitionRecord,
    RecognitionRequestRecord,
    StartRecord,
)
from skillmark.server.define.pathways import picture as drawing
from skillmark.server.front.files import svg
from skillmark.server.hold.models import BadgeRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import choosing
from skillmark.server.verify import services as verifying
from skillmark.server.verify.shown import show

PAGE = ["GET", "HEAD", "POST"]
EACH = 50


@allowed(Action.OWN_BACKPACK)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Pathways one has begun, and what comes next on each."""
    asked = RecognitionRequestRecord.objects.filter(account=request.user)
    context = {
        "walks": walking.mine(request.user),
        "requests": asked.select_related("achievement", "organisation").order_by("-asked")[:50],
        "invitations": following.invitations(request.user),
    }
    return render(request, "define/my_pathways.html", context)


def _open_pathway(request: HttpRequest) -> PathwayRecord:
    """Return the pathway that a form names, if the person sees it."""
    asked = request.POST.get("pathway", "")
    rows = PathwayRecord.objects.select_related("organisation", "awards")
    row = rows.filter(pk=asked).first() if asked.isdecimal() else None
    if row is None or not (
        (row.published is not None and row.organisation.public)
        or row.organisation == request.organisation
    ):
        raise InputError(_("there is no such pathway"))
    return row


@allowed(Action.OWN_BACKPACK)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a pathway; whether its provider sees who one is, is one's own choice."""
    row = _open_pathway(request)
    walking.begin(row, request.user, share=request.POST.get("share") == "yes")
    messages.success(request, _("You are on the way. Your progress is on this page and on yours."))
    return redirect("public_pathway", row.organisation.slug, row.slug)


def _start(request: HttpRequest, pk: int) -> StartRecord:
    rows = StartRecord.objects.select_related("pathway__organisation", "pathway__awards")
    return find(request, rows, pk=pk)


@allowed(Action.OWN_BACKPACK)
@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the provider see who one is and how far, or no longer."""
    start = _start(request, pk)
    walking.share(start, shared=request.POST.get("share") == "yes")
    return redirect("public_pathway", start.organisation.slug, start.pathway.slug)


@allowed(Action.OWN_BACKPACK)
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a pathway: nothing is kept of it."""
    start = _start(request, pk)
    walking.leave(start)
    messages.success(request, _("You have left the pathway. What you were awarded stays yours."))
    return redirect("my_pathways")


@allowed(Action.OWN_BACKPACK)
@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a pathway with what one holds marked."""
    start = _start(request, pk)
    walk = walking.walk(start.pathway, request.user, start=start)
    drawn = drawing.svg(
        walk.noun,
        drawing.names(start.organisation, walk.noun),
        progress=walk.progress,
        narrow="narrow" in request.GET,
    )
    return svg(drawn)


@allowed(Action.OWN_BACKPACK)
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask that a badge from elsewhere counts as a piece of a pathway."""
    row = _open_pathway(request)
    badge = BadgeRecord.objects.filter(account=request.user, pk=_uuid(request)).first()
    if badge is None:
        raise InputError(_("there is no such badge in your backpack"))
    recognising.ask(
        row,
        request.POST.get("piece", ""),
        badge,
        account=request.user,
        note=request.POST.get("note", ""),
    )
    messages.success(request, _("Asked. You read here and by mail what is decided, and why."))
    return redirect("public_pathway", row.organisation.slug, row.slug)


def _uuid(request: HttpRequest) -> str | None:
    asked = request.POST.get("badge", "")
    try:
        BadgeRecord._meta.get_field("id").to_python(asked)
    except Exception:  # noqa: BLE001 - whatever makes no id is none
        return None
    return asked or None


@allowed(Action.SEE_AWARDS)
@require_safe
def learners(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is on a pathway: those who share it by name, the others as a number."""
    row = find(request, PathwayRecord.objects.select_related("organisation", "awards"), pk=pk)
    page = Paginator(walking.sharing(row), EACH).get_page(request.GET.get("page"))
    context = {"row": row, "page": page, "counted": walking.counted(row, page)}
    return render(request, "define/learners.html", context)


@allowed(Action.DEFINE)
@require_safe
def recognitions(request: HttpRequest) -> HttpResponse:
    """What waits to be decided, what counts, and what did."""
    rows = RecognitionRecord.objects.of(request.organisation).select_related("achievement", "only")
    rows = list(rows.order_by("-decided", "-pk")[:500])
    decided = RecognitionRequestRecord.objects.of(request.organisation).exclude(answer="open")
    context = {
        "waiting": recognising.open_requests(request.organisation),
        "in_force": [row for row in rows if row.in_force],
        "over": [row for row in rows if not row.in_force],
        "refused": decided.filter(answer="refused")
        .select_related("achievement", "account")
        .order_by("-decided")[:50],
        "withdraw_form": WithdrawForm(auto_id=False),
    }
    return render(request, "define/recognitions.html", context)


@allowed(Action.DEFINE)
@require_http_methods(PAGE)
def recognition_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: the badge as it verifies now, the piece, and the decision."""
    rows = RecognitionRequestRecord.objects.select_related(
        "account", "pathway", "achievement", "badge", "organisation"
    )
    asked = find(request, rows, pk=pk)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        decision = recognising.Decision(
            granted=said["granted"] == "yes",
            reason=said["reason"],
            everybody=said["whom"] == "everybody",
            expires=said["expires"],
            evidence=said["evidence"],
        )
        try:
            recognising.decide(asked, decision, actor=request.user)
        except SkillmarkError as error:
            form.add_error(error.where if error.where in form.fields else None, str(error.cause))
        else:
            messages.success(request, _("Decided. The person is told."))
            return redirect("recognitions")
    context: dict[str, Any] = {"asked": asked, "form": form}
    # the badge is shown while it is asked for, and not a day longer
    if asked.badge is not None and asked.answer == recognising.Answer.OPEN:
        report = verifying.check(bytes(asked.badge.data), source=asked.badge.title)
        context["shown"] = show(report)
        noun = asked.achievement.noun
        wanted = {one.skill for one in noun.skills}
        context["skills_both"] = [one for one in asked.badge.skills if one.get("skill") in wanted]
    return render(request, "define/recognition_request.html", context)


@allowed(Action.DEFINE)
@require_http_methods(PAGE)
def recognition_new(request: HttpRequest) -> HttpResponse:
    """Write down what counts, before anybody asks."""
    place, language = request.organisation, get_language() or "en"
    offered = [
        (row.slug, Text.of(row.name).in_language(language)) for row in services.offered(place)
    ]
    form = RecognitionForm(request.POST or None, achievements=offered, organisation=place)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in (*form.WHAT, *form.WHY)}
        slug, skill = form.cleaned_data["counts_as"], form.cleaned_data["skill"]
        if skill:
            said |= {"skill": skill, "level": form.cleaned_data["level"]}
        else:
            said["achievement"] = AchievementRecord.objects.of(place).get(slug=slug)
        try:
            recognising.recognise(place, actor=request.user, **said)
        except SkillmarkError as error:
            form.add_error(error.where if error.where in form.fields else None, str(error.cause))
        else:
            messages.success(request, _("It counts from now on."))
            return redirect("recognitions")
    context = {"form": form, **choosing.context(request, form)}
    return render(request, "define/recognition_form.html", context)


@allowed(Action.DEFINE)
@require_POST
def recognition_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Let something count no longer."""
    row = find(request, RecognitionRecord, pk=pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        raise InputError(_("a decision needs a reason"), where="reason")
    recognising.withdraw(row, reason=form.cleaned_data["reason"], actor=request.user)
    messages.success(request, _("It counts no longer."))
    return redirect("recognitions")
