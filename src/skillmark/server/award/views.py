"""Pages of those who award: awards, bulk awards, status changes, keys."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.nouns.text import Text
from skillmark.server.award import forms, renewal, services, standing
from skillmark.server.award.models import AwardRecord, Standing
from skillmark.server.define import services as definitions
from skillmark.server.front.files import csv_file
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

PAGE = ["GET", "HEAD", "POST"]


def _offered(request: HttpRequest) -> list[tuple[str, str]]:
    language = get_language() or "en"
    rows = definitions.offered(request.organisation)
    return [(row.slug, Text.of(row.name).in_language(language)) for row in rows]


def _found(request: HttpRequest):  # type: ignore[no-untyped-def]
    rows = AwardRecord.objects.of(request.organisation).select_related("achievement")
    asked = request.GET.get("q", "").strip()[:100]
    if asked:
        rows = rows.filter(Q(name__icontains=asked) | Q(email__icontains=asked))
    if request.GET.get("standing") in Standing.values:
        rows = rows.filter(standing=request.GET["standing"])
    return rows.order_by("-batch__created", "name")


@allowed(Action.SEE_AWARDS)
@require_safe
def awards(request: HttpRequest) -> HttpResponse:
    """All awards of the organisation."""
    page = Paginator(_found(request), 50).get_page(request.GET.get("page"))
    return render(request, "award/index.html", {"page": page, "standings": Standing.choices})


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
        for award in _found(request).iterator(chunk_size=500)
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
    """One award, as its issuer sees it."""
    rows = AwardRecord.objects.select_related("achievement", "batch__key", "key", "replaces")
    row = find(request, rows, pk=pk)
    context = {
        "award": row,
        "form": forms.ChangeForm(),
        "not_renewable": renewal.refusal(row),
        "flags": row.flags.filter(closed=None).select_related("because__achievement"),
        "pieces": AwardRecord.objects.filter(pieces_of__stack__award=row).select_related(
            "achievement"
        ),
        "former": row.former.select_related("key").defer("body", "token").order_by("replaced"),
    }
    return render(request, "award/detail.html", context)


@allowed(Action.REVOKE)
@require_POST
def award_change(request: HttpRequest, pk: str) -> HttpResponse:
    """Revoke, suspend or reinstate an award."""
    row = find(request, AwardRecord, pk=pk)
    form = forms.ChangeForm(request.POST)
    if not form.is_valid():
        raise InputError(_("a change needs a reason"), where="reason", remedy=_("say why"))
    said = form.cleaned_data
    standing.change(row, said["what"], said["reason"], actor=request.user)
    messages.success(request, _("The status was changed. Verifiers see it within minutes."))
    return redirect("award", pk)
