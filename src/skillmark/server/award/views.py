"""Pages of those who award: awards, bulk awards, status changes, keys."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import SkillmarkError
from skillmark.nouns.text import Text
from skillmark.server.award import erasing, forms, services
from skillmark.server.award.life import renewal
from skillmark.server.award.models import AwardRecord, Standing, StatusActionRecord
from skillmark.server.award.status import history, standing
from skillmark.server.award.transparency import log
from skillmark.server.define import services as definitions
from skillmark.server.front.files import csv_file
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

PAGE = ["GET", "HEAD", "POST"]


def _offered(request: HttpRequest) -> list[tuple[str, str]]:
    language = get_language() or "en"
    rows = definitions.offered(request.organisation)
    return [(row.slug, Text.of(row.name).in_language(language)) for row in rows]


def found(request: HttpRequest, asked: Mapping[str, str]):  # type: ignore[no-untyped-def]
    """The awards that a search asks for, newest first."""
    rows = AwardRecord.objects.of(request.organisation).select_related("achievement")
    words = asked.get("q", "").strip()[:100]
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(email__icontains=words))
    if asked.get("standing") in Standing.values:
        rows = rows.filter(standing=asked["standing"])
    if asked.get("achievement"):
        rows = rows.filter(achievement__slug=asked["achievement"])
    return rows.order_by("-batch__created", "name", "pk")


def opened(request: HttpRequest) -> StatusActionRecord | None:
    """The awards that somebody is choosing, a page of results after the other."""
    try:
        asked = uuid.UUID(request.GET.get("into", request.POST.get("into", "")))
    except ValueError:
        return None
    rows = StatusActionRecord.objects.of(request.organisation)
    return rows.filter(pk=asked, confirmed=None).first()


@allowed(Action.SEE_AWARDS)
@require_safe
def awards(request: HttpRequest) -> HttpResponse:
    """All awards of the organisation."""
    page = Paginator(found(request, request.GET), 50).get_page(request.GET.get("page"))
    context = {"page": page, "standings": Standing.choices, "into": opened(request)}
    return render(request, "award/index.html", context)


@allowed(Action.SEE_AWARDS)
@require_safe
def awards_csv(request: HttpRequest) -> HttpResponse:
    """The found awards as a spreadsheet."""
    rows = (
        [
            award.url,
            award.name,
            award.email,
            award.achievement.slug,
            award.shown_standing,
            award.valid_from.date().isoformat(),
            award.valid_until.date().isoformat() if award.valid_until else "",
            award.reason,
        ]
        for award in found(request, request.GET).iterator(chunk_size=500)
    )
    header = ["id", "name", "email", "achievement", "standing", "from", "until", "reason"]
    return csv_file("awards.csv", header, rows)


@allowed(Action.AWARD)
@require_http_methods(PAGE)
def award_create(request: HttpRequest) -> HttpResponse:
    """Award to one person."""
    offered = _offered(request)
    first = {"achievement": request.GET.get("achievement")}
    form = forms.AwardForm(request.POST or None, achievements=offered, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        row = definitions.offered(request.organisation).get(slug=said["achievement"])
        try:
            award = services.award_one(
                row,
                Recipient(said["name"], said["email"]),
                actor=request.user,
                level=said["level"],
                result_text=said["result"],
                evidence_url=said["evidence_url"],
                notify=said["notify"],
            )
        except SkillmarkError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Awarded and signed."))
            return redirect("award", award.pk)
    return render(request, "award/create.html", {"form": form, "offered": offered})


@allowed(Action.SEE_AWARDS)
@require_safe
def award(request: HttpRequest, pk: str) -> HttpResponse:
    """One award, as its issuer sees it, with what became of it."""
    rows = AwardRecord.objects.select_related("achievement", "batch__key", "key", "replaces")
    row = find(request, rows, pk=pk)
    context = {
        "award": row,
        "form": forms.ChangeForm(standing=row.standing, initial={"notify": row.batch.notify}),
        "not_renewable": renewal.refusal(row),
        "flags": row.flags.filter(closed=None).select_related("because__achievement"),
        "pieces": AwardRecord.objects.filter(pieces_of__stack__award=row).select_related(
            "achievement"
        ),
        "former": row.former.select_related("key").defer("body", "token").order_by("replaced"),
        "changes": history.changes(row),
        "recorded": log.recorded(row),
    }
    return render(request, "award/detail.html", context | _day(request, row))


def _day(request: HttpRequest, row: AwardRecord) -> dict[str, object]:
    """How it stood at the end of the day that is asked for."""
    asked = request.GET.get("day", "")
    try:
        day = date.fromisoformat(asked) if asked else None
    except ValueError:
        day = None
    if day is None:
        return {"known_from": history.known_from(row)}
    until = datetime.combine(day, time.max, timezone.get_current_timezone())
    stood = history.stood(row, min(until, timezone.now()))
    return {"known_from": history.known_from(row), "day": day, "stood": stood}


@allowed(Action.REVOKE)
@require_POST
def award_change(request: HttpRequest, pk: str) -> HttpResponse:
    """Revoke, suspend or reinstate an award, or take its revocation back."""
    row = find(request, AwardRecord, pk=pk)
    what, reason = (request.POST.get(name, "") for name in ("what", "reason"))
    standing.change(row, what, reason, actor=request.user, notify="notify" in request.POST)
    messages.success(request, _("The status was changed. Verifiers see it within minutes."))
    return redirect("award", pk)


@allowed(Action.REVOKE)
@require_POST
def award_erase(request: HttpRequest, pk: str) -> HttpResponse:
    """Erase the person of an award, at that person's wish."""
    row = find(request, AwardRecord.objects.select_related("organisation"), pk=pk)
    n = erasing.erase(row, actor=request.user)
    told = ngettext("%(n)s award was erased.", "%(n)s awards were erased.", n) % {"n": n}
    messages.success(request, told)
    return redirect("awards")
