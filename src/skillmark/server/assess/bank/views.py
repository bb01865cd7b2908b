"""The bank's pages: finding questions, one question, and questions that come and go."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from skillmark.assess.exchange import Format
from skillmark.nouns.errors import InputError
from skillmark.server.assess import intake
from skillmark.server.assess.bank import (
    bringing,
    forms,
    handing,
    keeping,
    listing,
    shown,
    states,
    wording,
)
from skillmark.server.assess.bank.models import (
    BankFileRecord,
    QuestionRecord,
    QuestionVersionRecord,
    State,
)
from skillmark.server.front import files
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import services as frameworks


@allowed(Action.AUTHOR_TESTS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The questions of the organisation, those that are looked for."""
    form = forms.SearchForm(request.organisation, request.GET)
    rows = listing.search(request.organisation, form.wanted)
    page = Paginator(rows, listing.PAGE).get_page(request.GET.get("page"))
    labels = frameworks.label_maps(row.skill for row in page)
    types = wording.types()
    context = {
        "form": form,
        "page": page,
        "rows": [
            (row, wording.in_a_line(row.prompt), labels[row.skill], types.get(row.type, row.type))
            for row in page
        ],
        "all": QuestionRecord.objects.of(request.organisation).count(),
        "bring_form": forms.BringForm(),
        "hand_form": forms.HandForm(),
        "take_form": forms.TakeForm(request.organisation),
    }
    return render(request, "assess/bank.html", context)


@allowed(Action.AUTHOR_TESTS)
@require_safe
def question(request: HttpRequest, pk: str) -> HttpResponse:
    """One question: as candidates see it, its key, its versions, states, tests and figures."""
    row = find(request, QuestionRecord, pk=pk)
    number = request.GET.get("version", "")
    if number and not (number.isdecimal() and row.versions.filter(number=int(number)).exists()):
        raise Http404
    language = get_language() or "en"
    seen = shown.question(
        row, int(number) if number else None, language=language, reader=request.user
    )
    percent = None if row.exposure is None else round(100 * row.exposure, 1)
    context = {
        "seen": seen,
        "type": wording.types()[seen.item.type],
        "next": [(one, _move(one)) for one in seen.moves],
        "move_form": forms.MoveForm(),
        "sort_form": forms.SortForm(initial={"family": row.family, "exposure": percent}),
    }
    return render(request, "assess/bank_question.html", context)


def _move(after: State) -> str:
    return {
        State.REVIEWED: _("Mark as reviewed"),
        State.PILOT: _("Try it as a pilot"),
        State.LIVE: _("Let it go live"),
        State.RETIRED: _("Retire it"),
    }[after]


@allowed(Action.AUTHOR_TESTS)
@require_POST
def move(request: HttpRequest, pk: str) -> HttpResponse:
    """Give a version its next state."""
    row = find(request, QuestionRecord, pk=pk)
    form = forms.MoveForm(request.POST)
    if not form.is_valid():
        raise InputError(_("this is no state that a version can get"), where=row.slug)
    given = form.cleaned_data
    version = row.versions.filter(number=given["number"]).first()
    if version is None:
        raise Http404
    after = State(given["after"])
    states.move(
        version,
        after,
        actor=request.user,
        now=timezone.now(),
        remark=given["remark"],
        by_author=given["by_author"],
    )
    messages.success(request, _("Version %(number)s is %(state)s now.") % {
        "number": version.number, "state": after.label,
    })  # fmt: skip
    return redirect("bank_question", row.pk)


@allowed(Action.AUTHOR_TESTS)
@require_POST
def sort(request: HttpRequest, pk: str) -> HttpResponse:
    """Say which family a question is of and how many candidates may see it."""
    row = find(request, QuestionRecord, pk=pk)
    form = forms.SortForm(request.POST)
    if not form.is_valid():
        raise InputError(_("a limit lies above 0 % and not above 100 %"), where=row.slug)
    limit = form.cleaned_data["exposure"]
    keeping.sort(
        row,
        family=form.cleaned_data["family"],
        exposure=None if limit is None else limit / 100,
        actor=request.user,
    )
    messages.success(request, _("Kept. Tests that are made from now on follow it."))
    return redirect("bank_question", row.pk)


@allowed(Action.AUTHOR_TESTS)
@require_GET
def file(request: HttpRequest, pk: str, digest: str) -> HttpResponse:
    """A picture that a question shows."""
    row = find(request, QuestionRecord, pk=pk)
    if not any(digest in one.values() for one in row.versions.values_list("files", flat=True)):
        raise Http404
    kept = BankFileRecord.objects.of(request.organisation).get(digest=digest)
    return HttpResponse(
        bytes(kept.content),
        content_type=kept.media_type,
        headers={"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"},
    )


@allowed(Action.AUTHOR_TESTS)
@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Take the questions of a file into the bank."""
    form = forms.BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "assess/bank_bring.html", {"form": form}, status=400)
    given = form.cleaned_data
    upload = given["file"]
    found = intake.read(
        upload.read(), name=upload.name, skill=given["skill"].strip(), level=given["level"] or 3
    )
    brought = bringing.bring(
        request.organisation,
        found.test,
        found.files,
        now=timezone.now(),
        actor=request.user,
        revise=given["revise"],
    )
    context = {"brought": brought, "name": upload.name, "unread": found.remarks}
    return render(request, "assess/bank_brought.html", context)


@allowed(Action.AUTHOR_TESTS)
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take the questions of a test of the library into the bank."""
    form = forms.TakeForm(request.organisation, request.POST)
    if not form.is_valid():
        raise InputError(_("there is no such test"), remedy=_("choose a test of the library"))
    row = form.cleaned_data["test"]
    brought = bringing.take(row, now=timezone.now(), actor=request.user)
    context = {"brought": brought, "name": row.slug, "unread": ()}
    return render(request, "assess/bank_brought.html", context)


@allowed(Action.AUTHOR_TESTS)
@require_POST
def hand(request: HttpRequest) -> HttpResponse:
    """Export the questions that are shown, or those that are ticked.

    What the format cannot say is shown before anything is downloaded.
    """
    form = forms.HandForm(request.POST)
    if not form.is_valid():
        raise InputError(_("there is no such format"), remedy=_("choose one of the list"))
    search = forms.SearchForm(request.organisation, request.POST)
    rows = listing.search(request.organisation, search.wanted)
    chosen = request.POST.getlist("question")
    if chosen:
        rows = rows.filter(slug__in=chosen)
    newest = list(
        QuestionVersionRecord.objects.of(request.organisation)
        .filter(question__in=rows.values("pk"), number=F("question__newest"))
        .select_related("question")
        .order_by("question__slug")
    )
    handed = handing.hand(
        newest,
        Format(form.cleaned_data["kind"]),
        title=_("Questions of %(name)s") % {"name": request.organisation.name},
        language=get_language() or "en",
    )
    if handed.remarks and not request.POST.get("anyway"):
        context = {"handed": handed, "given": _given(request), "count": len(newest)}
        return render(request, "assess/bank_hand.html", context)
    return files.download(handed.name, handed.content, handed.media_type)


def _given(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what a form sent, to send it again."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
