"""Pages of feedback by several raters: asking, answering by link, looking at the figures."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.assess.multirater import DimensionFigure
from skillmark.assess.rubric import SELF
from skillmark.assess.starter import starter_rubric, starter_rubrics
from skillmark.server.assess.feedback import evidence, forms, services
from skillmark.server.assess.feedback.models import FeedbackRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, find, public
from skillmark.server.skills import services as frameworks


@allowed(Action.OBSERVE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything that was asked here."""
    now = timezone.now()
    rows = [services.standing(row, now=now) for row in services.requests_of(request.organisation)]
    return render(request, "assess/feedback.html", {"rows": rows})


@allowed(Action.OBSERVE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask those around somebody."""
    form = forms.AskForm(request.POST or None, organisation=request.organisation)
    if request.method == "POST" and form.is_valid():
        row, invited = services.ask(
            request.organisation,
            form.cleaned_data["account"],
            form.raters,
            closes=timezone.now() + timedelta(days=form.cleaned_data["days"]),
            actor=request.user,
            rubric=form.cleaned_data["rubric"],
        )
        named = [
            {"rater": one.rater, "link": one.link, "label": forms.GROUPS[one.rater.group]}
            for one in invited
        ]
        context = {"row": row, "invited": named}
        return render(request, "assess/feedback_asked.html", context)
    rubrics = [starter_rubric(name) for name in starter_rubrics()]
    context = {"form": form, "rubrics": rubrics}
    return render(request, "assess/feedback_new.html", context)


@allowed(Action.OBSERVE)
@require_safe
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """A request as it stands, for those who asked."""
    return _detail(request, find(request, FeedbackRecord.objects.select_related("account"), pk=pk))


@allowed(Action.OBSERVE)
@require_POST
def close(request: HttpRequest, pk: str) -> HttpResponse:
    """End the asking."""
    row = find(request, FeedbackRecord, pk=pk)
    services.close(row, now=timezone.now(), actor=request.user)
    messages.success(request, _("Closed. No further answer comes in."))
    return redirect("feedback_detail", pk)


@allowed(Action.OWN_ACCOUNT)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What was asked about oneself."""
    now = timezone.now()
    rows = FeedbackRecord.objects.filter(account=request.user).select_related("account")
    found = [services.standing(row, now=now) for row in rows.order_by("-opened")]
    return render(request, "assess/my_feedback.html", {"rows": found})


@allowed(Action.OWN_ACCOUNT)
@require_safe
def own(request: HttpRequest, pk: str) -> HttpResponse:
    """The figures about oneself."""
    return _detail(request, find(request, FeedbackRecord.objects.select_related("account"), pk=pk))


@allowed(Action.OWN_ACCOUNT)
@require_POST
def release(request: HttpRequest, pk: str) -> HttpResponse:
    """Let the figures about oneself count as evidence, or no longer."""
    row = find(request, FeedbackRecord, pk=pk)
    given = request.POST.get("given") == "yes"
    services.release(row, given=given, actor=request.user, now=timezone.now())
    messages.success(
        request, _("It counts as evidence now.") if given else _("It counts no longer.")
    )
    return redirect("own_feedback", pk)


def _detail(request: HttpRequest, row: FeedbackRecord) -> HttpResponse:
    found = services.standing(row, now=timezone.now())
    passed = found.report is not None and found.report.passed
    reached = evidence.skills_reached(found.report) if found.report and passed else ()
    context = {
        "found": found,
        "group_names": [forms.GROUPS[group] for group in found.rubric.groups],
        "asked": [(forms.GROUPS[group], counts) for group, counts in found.asked.items()],
        "dimensions": [
            (found.rubric.dimension(one.dimension), one, _groups(one))
            for one in found.report.dimensions
        ]
        if found.report
        else [],
        "own": row.account_id == request.user.pk,
        "reached": frameworks.label_maps(reached, row.organisation).values(),
    }
    return render(request, "assess/feedback_detail.html", context)


def _groups(figure: DimensionFigure) -> list[dict[str, object]]:
    return [{"name": forms.GROUPS[one.group], "mean": one.mean} for one in figure.groups]


@public
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, token: str) -> HttpResponse:
    """The form behind a rater's link, which works once."""
    limit(request, "feedback", times=60, seconds=60)
    rater = services.open_rater(token, now=timezone.now())
    if rater is None:
        return render(request, "assess/feedback_over.html", status=410)
    rubric = starter_rubric(rater.request.rubric)
    form = forms.FeedbackForm(request.POST or None, rubric=rubric, language=get_language() or "en")
    if request.method == "POST" and form.is_valid():
        if form.scores:
            services.answer(
                rater, form.scores, now=timezone.now(), remark=form.cleaned_data["remark"]
            )
            return render(request, "assess/feedback_thanks.html")
        form.add_error(None, _("Mark at least one line."))
    context = {
        "form": form,
        "rater": rater,
        "rubric": rubric,
        "own": rater.group == SELF,
        "shown_alone": dict(rubric.min_raters).get(rater.group) == 1,
    }
    return render(request, "assess/feedback_give.html", context)
