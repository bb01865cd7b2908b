"""Pages of those who are asked: the answer page by its link, and what waits for oneself."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.render.words import base
from skillmark.server.measure.surveying import answers, links, shown
from skillmark.server.measure.surveying.models import SurveyAnswerRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, find, public, signed_in


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def survey_answer(request: HttpRequest, token: str) -> HttpResponse:
    """The questions on one page, without an account and without scripts; saved when sent."""
    limit(request, "survey_answer", times=60, seconds=60)
    opened = links.opened(token)
    if opened is None:
        raise Http404
    survey, language = opened.survey, base(get_language() or "en")
    now = timezone.now()
    used = opened.invitation is not None and opened.invitation.answered
    if used or not answers.accepting(survey, today=timezone.localdate(now)):
        return _private(
            render(request, "surveys/over.html", {"survey": survey, "used": used}, status=410)
        )
    context = shown.sheet(survey, language) | {
        "token": token,
        "may_link": answers.may_link(opened),
        "invited": opened.invitation is not None,
    }
    if request.method != "POST":
        return _private(render(request, "surveys/answer.html", context))
    if opened.invitation is None:
        limit(request, "survey_answer_open", times=20, seconds=3600)
    try:
        codes = answers.codes_of(survey.questionnaire, request.POST)
        answers.answer(opened, codes, linked=request.POST.get("link") == "yes", now=now)
    except InputError as error:
        context |= {"problem": error.cause, "given": dict(request.POST.items())}
        context |= shown.sheet(survey, language, given=request.POST)
        return _private(render(request, "surveys/answer.html", context, status=422))
    except ConflictError:
        return _private(
            render(request, "surveys/over.html", {"survey": survey, "used": True}, status=410)
        )
    return redirect("survey_thanks")


@public
@require_safe
def survey_thanks(request: HttpRequest) -> HttpResponse:
    """What is said to who has answered; its address tells nothing."""
    return render(request, "surveys/thanks.html")


@allowed(Action.ANSWER_SURVEY)
@require_safe
def my_surveys(request: HttpRequest) -> HttpResponse:
    """Surveys that wait for oneself, and linked answers, which can be taken back."""
    language = base(get_language() or "en")
    context = {
        "waiting": answers.waiting(request.user, today=timezone.localdate()),
        "linked": [(row, shown.own_answers(row, language)) for row in answers.linked(request.user)],
    }
    return render(request, "surveys/mine.html", context)


@signed_in
@require_POST
def my_survey_forget(request: HttpRequest, pk: str) -> HttpResponse:
    """Delete one's own linked answers to a survey; that needs no role."""
    answers.take_back(find(request, SurveyAnswerRecord, pk=pk), actor=request.user)
    messages.success(request, _("Deleted."))
    return redirect("my_surveys")


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the link from other sites; "no-referrer" would make browsers hide where a form is from.

    Then its origin is sent as "null", and the form is refused as another site's.
    """
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
