"""Pages of surveys for those who run them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.surveys.instruments import Topic
from skillmark.measure.surveys.published import PUBLISHED
from skillmark.measure.surveys.ready import READY
from skillmark.measure.surveys.scales import SCALES
from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.render.words import base
from skillmark.server.front import files
from skillmark.server.measure.surveying import (
    answers,
    downloads,
    links,
    pictures,
    results,
    services,
    shown,
)
from skillmark.server.measure.surveying.forms import TOPICS, Line, SendForm, edited
from skillmark.server.measure.surveying.models import State, SurveyRecord, Whom
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find


@allowed(Action.RUN_SURVEYS)
@require_http_methods(["GET", "HEAD", "POST"])
def surveys(request: HttpRequest) -> HttpResponse:
    """All surveys of the organisation, and a new one of a ready-made questionnaire."""
    if request.method == "POST":
        try:
            row = services.draft(
                request.organisation, request.POST.get("instrument", ""), actor=request.user
            )
        except InputError as error:
            messages.error(request, str(error))
            return redirect("surveys")
        return redirect("survey_edit", row.pk)
    rows = SurveyRecord.objects.of(request.organisation)
    context = {"surveys": rows, "ready": READY.values(), "least": LEAST_CELL}
    return render(request, "surveys/surveys.html", context)


@allowed(Action.RUN_SURVEYS)
@require_GET
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """One survey: a draft leads to its words; an open one waits; a closed one shows results."""
    row = _find(request, pk)
    if row.state == State.DRAFT:
        return redirect("survey_edit", row.pk)
    context: dict[str, Any] = {"survey": row, "least": LEAST_CELL}
    if row.state == State.OPEN:
        context |= {
            "answered": row.answers.count(),
            "over": not answers.accepting(row, today=timezone.localdate()),
            "link": links.link(links.open_to_all(row)) if row.whom == Whom.LINK else "",
        }
        return render(request, "surveys/open.html", context)
    language = _language()
    found = results.results(row)
    chosen = request.GET.get("by", "")
    groups = row.questionnaire.groups
    if chosen not in {one.id for one in groups}:
        chosen = groups[0].id if groups else ""
    context |= {
        "found": found,
        "shown": shown.questions(found, language),
        "later": row.after.order_by("pk").first(),
        "groups": [(one.id, one.text[language]) for one in groups],
        "by": chosen,
        "by_group": shown.groups(row, chosen, language) if chosen and found.told else None,
        "early_late": found.early_late,
        "raw": found.linked >= LEAST_CELL,
    }
    return render(request, "surveys/results.html", context)


@allowed(Action.RUN_SURVEYS)
@require_http_methods(["GET", "HEAD", "POST"])
def survey_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of a draft, with hints about them."""
    row = _find(request, pk)
    if row.state != State.DRAFT:
        return redirect("survey", row.pk)
    instrument, problem = row.questionnaire, ""
    if request.method == "POST":
        try:
            instrument = edited(instrument, request.POST)
            services.reword(row, instrument, actor=request.user)
        except InputError as error:
            problem = str(error)
        else:
            if request.POST.get("then") == "send":
                return redirect("survey_send", row.pk)
            messages.success(request, _("Saved."))
            return redirect("survey_edit", row.pk)
    lines = [Line(one) for one in instrument.questions]
    context = {
        "survey": row,
        "instrument": instrument,
        "lines": lines,
        "hints": sum(len(one.hints) for one in lines),
        "problem": problem,
        "scales": [
            (scale.key, " / ".join(one.text[_language()] for one in scale.options))
            for scale in SCALES.values()
        ],
        "topics": [(key.value, words) for key, words in TOPICS.items() if key is not Topic.WHO],
    }
    return render(request, "surveys/edit.html", context, status=422 if problem else 200)


@allowed(Action.RUN_SURVEYS)
@require_GET
def survey_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as those who are asked will see it; it cannot be sent."""
    row = _find(request, pk)
    context = shown.sheet(row, _language()) | {"preview": True}
    return render(request, "surveys/answer.html", context)


@allowed(Action.RUN_SURVEYS)
@require_http_methods(["GET", "HEAD", "POST"])
def survey_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to ask; then it is open."""
    row = _find(request, pk)
    if row.state != State.DRAFT:
        return redirect("survey", row.pk)
    start = {
        "whom": row.whom,
        "mode": row.mode,
        "why": row.why,
        "contact": row.contact or request.organisation.email,
        "roles": row.chosen if row.whom == Whom.ROLES else [],
        "teams": row.chosen if row.whom == Whom.TEAMS else [],
    }
    form = SendForm(request.POST or None, survey=row, initial=start)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in _SENT}
        try:
            sent = services.send(row, **said, actor=request.user)
        except SkillmarkError as error:
            form.add_error(None, str(error))
        else:
            words = ngettext(
                "%(count)s person is asked.", "%(count)s people are asked.", sent.asked
            )
            messages.success(
                request,
                words % {"count": sent.asked} if sent.asked else _("The survey is open."),
            )
            return redirect("survey", row.pk)
    status = 422 if request.method == "POST" else 200
    context = {"survey": row, "form": form, "least": LEAST_CELL}
    return render(request, "surveys/send.html", context, status=status)


_SENT = ("whom", "chosen", "mode", "why", "contact", "until")


@allowed(Action.RUN_SURVEYS)
@require_POST
def survey_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind, close, ask again or delete."""
    row, act = _find(request, pk), request.POST.get("act", "")
    try:
        if act == "remind":
            services.remind(row, actor=request.user)
            messages.success(request, _("The reminder is on its way to those who did not answer."))
        elif act == "close":
            services.close(row, actor=request.user)
            messages.success(request, _("Closed. These are the results."))
        elif act == "again":
            following = services.again(row, actor=request.user)
            return redirect("survey_send", following.pk)
        elif act == "delete":
            services.delete(row, actor=request.user)
            messages.success(request, _("Deleted."))
            return redirect("surveys")
    except SkillmarkError as error:
        messages.error(request, str(error))
    return redirect("survey", row.pk)


@allowed(Action.RUN_SURVEYS)
@require_GET
def survey_picture(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    """How the answers to one question lie on its scale, as SVG."""
    row = _find(request, pk)
    if row.state != State.CLOSED:
        raise Http404
    language = _language()
    found = results.results(row)
    one = next((t for t in found.tallies if t.question.id == question and t.parts), None)
    if one is None:
        raise Http404
    before = shown.earlier(found, one)
    name = shown.wave_name(row)
    return files.svg(
        pictures.scale(
            one, name, (before, shown.wave_name(found.before)) if before else None,
            language=language,
        )
    )  # fmt: skip


@allowed(Action.RUN_SURVEYS)
@require_GET
def survey_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The aggregates of a closed survey."""
    row = _closed(request, pk)
    header, lines = downloads.csv_rows(results.results(row), _language())
    return files.csv_file(f"survey-{row.pk}.csv", header, lines)


@allowed(Action.RUN_SURVEYS)
@require_GET
def survey_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """Linked answers a row each, without names and without small groups."""
    row = _closed(request, pk)
    try:
        header, lines = downloads.raw_rows(row)
    except SkillmarkError as error:
        messages.error(request, str(error))
        return redirect("survey", row.pk)
    return files.csv_file(f"survey-{row.pk}-answers.csv", header, lines)


@allowed(Action.RUN_SURVEYS)
@require_GET
def survey_published(request: HttpRequest) -> HttpResponse:
    """Published figures with who was asked and where they were read."""
    return render(
        request, "surveys/published.html", {"table": shown.published(PUBLISHED, _language())}
    )


def _find(request: HttpRequest, pk: int) -> SurveyRecord:
    rows = SurveyRecord.objects.select_related("organisation", "before")
    return find(request, rows, pk=pk)


def _closed(request: HttpRequest, pk: int) -> SurveyRecord:
    row = _find(request, pk)
    if row.state != State.CLOSED:
        raise Http404
    return row


def _language() -> str:
    return base(get_language() or "en")
