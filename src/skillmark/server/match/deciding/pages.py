"""Pages of those who decide: the log of a role, one decision with its replay, contests."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from skillmark.nouns.decision import Decided
from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.server.front.files import csv_file
from skillmark.server.front.templatetags.look import words
from skillmark.server.match.deciding import contesting, forms, links, snapshots
from skillmark.server.match.deciding.models import ContestRecord, DecisionRecord, Outcome
from skillmark.server.match.deciding.services import decide, decisions
from skillmark.server.match.deciding.wording import DECIDED, explained
from skillmark.server.match.models import CandidateRecord, RoleRecord
from skillmark.server.match.reviewing import veil
from skillmark.server.match.roles import title_of
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

PAGE = 50


@allowed(Action.DECIDE)
@require_POST
def role_decide(request: HttpRequest, pk: str, person: str) -> HttpResponse:
    """Decide about somebody on the ranking; names that were hidden stay hidden."""
    row = find(request, RoleRecord, pk=pk)
    form = forms.DecideForm(request.POST)
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        raise InputError(
            str(first), where=next(iter(form.errors)), remedy=_("go back and try again")
        )
    made = decide(
        row,
        person,
        Decided(form.cleaned_data["decided_as"]),
        reason=form.cleaned_data["reason"],
        actor=request.user,
    )
    said = _("Noted: %(decision)s.") % {"decision": DECIDED[made.decided_as][0]}
    if made.against_ranking:
        said += " " + _("It goes against the order of the ranking, which the log says too.")
    messages.success(request, said)
    query = "?anonymous=1" if request.GET.get("anonymous") == "1" else ""
    return redirect(reverse("role", args=[row.pk]) + query)


@allowed(Action.RANK_PEOPLE)
@require_safe
def role_decisions(request: HttpRequest, pk: str) -> HttpResponse:
    """Everything that was decided for a role, the newest first."""
    row = find(request, RoleRecord, pk=pk)
    rows = DecisionRecord.objects.of(request.organisation).filter(role=row)
    rows = rows.select_related("candidate", "role").prefetch_related("contests")
    page = Paginator(rows.order_by("-decided", "-number"), PAGE).get_page(request.GET.get("page"))
    anonymous = veil.hidden(request, row)
    context = {
        "row": row,
        "title": title_of(row),
        "page": page,
        "decisions": explained(page, request.organisation, names=not anonymous),
        "against": rows.filter(against_ranking=True).count(),
        "anonymous": anonymous,
        "veiled": veil.veiled(row, request.user),
        "query": "?anonymous=1" if request.GET.get("anonymous") == "1" else "",
    }
    return render(request, "deciding/decisions.html", context)


@allowed(Action.RANK_PEOPLE)
@require_safe
def role_decisions_csv(request: HttpRequest, pk: str) -> HttpResponse:
    """The log of a role as a spreadsheet, without names where they are hidden."""
    row = find(request, RoleRecord, pk=pk)
    anonymous = veil.hidden(request, row)
    header = [
        _("Decided"), _("Person"), _("Id"), _("Decision"), _("Decided by"), _("Reason"),
        _("Place"), _("Of"), _("Scorer"), _("Against the ranking"), _("Ranking kept"),
        _("Contested"), _("What came of it"),
    ]  # fmt: skip
    return csv_file(
        f"{words(title_of(row))}-decisions.csv",
        header,
        (
            [
                one.row.decided.isoformat(timespec="seconds"),
                one.name,
                one.row.person,
                one.words,
                one.row.decided_name,
                one.row.reason,
                one.row.rank,
                one.row.of,
                one.row.scorer,
                _("yes") if one.row.against_ranking else _("no"),
                one.row.ranking_id or "",
                len(one.contests),
                "; ".join(str(c.get_outcome_display()) for c in one.contests if c.outcome),
            ]
            for one in explained(decisions(row), request.organisation, names=not anonymous)
        ),
    )


@allowed(Action.RANK_PEOPLE)
@require_safe
def decision(request: HttpRequest, pk: str) -> HttpResponse:
    """One decision: who, what, why, what the ranking said, and the ranking made again."""
    row = find(request, DecisionRecord, pk=pk)
    anonymous = veil.hidden(request, row.role)
    context = {
        "decision": explained([row], request.organisation, names=not anonymous)[0],
        "replay": snapshots.replay(row.ranking) if row.ranking else None,
        "query": "?anonymous=1" if request.GET.get("anonymous") == "1" else "",
        "scorer": row.scorer,
    }
    return render(request, "deciding/decision.html", context)


@allowed(Action.DECIDE)
@require_safe
def contests(request: HttpRequest) -> HttpResponse:
    """Contests that wait for an answer, and those that have one."""
    waiting = list(contesting.waiting(request.organisation))
    answered = ContestRecord.objects.of(request.organisation).exclude(outcome="")
    page = Paginator(
        answered.select_related("decision__role", "decision__candidate").order_by("-answered"), PAGE
    ).get_page(request.GET.get("page"))
    context = {
        "waiting": _with_decisions(request, waiting),
        "answered": _with_decisions(request, list(page)),
        "page": page,
    }
    return render(request, "deciding/contests.html", context)


def _with_decisions(request: HttpRequest, rows: list[ContestRecord]) -> list[dict[str, Any]]:
    said = [
        explained(
            [row.decision],
            request.organisation,
            names=not veil.hidden(request, row.decision.role),
        )[0]
        for row in rows
    ]
    return [
        {"row": row, "decision": one, "mine": not contesting.may_answer(row, request.user)}
        for row, one in zip(rows, said, strict=True)
    ]


@allowed(Action.DECIDE)
@require_safe
def contest(request: HttpRequest, pk: str) -> HttpResponse:
    """One contest with the decision that it is about, and the form of an answer."""
    return _contest(request, find(request, ContestRecord, pk=pk), forms.AnswerForm())


@allowed(Action.DECIDE)
@require_POST
def contest_answer(request: HttpRequest, pk: str) -> HttpResponse:
    """Answer a contest."""
    row = find(request, ContestRecord, pk=pk)
    form = forms.AnswerForm(request.POST)
    if form.is_valid():
        try:
            contesting.answer(
                row,
                Outcome(form.cleaned_data["outcome"]),
                form.cleaned_data["words"],
                actor=request.user,
            )
        except SkillmarkError as error:
            form.add_error(None, str(error))
    if not form.is_valid():
        return _contest(request, row, form, status=400)
    messages.success(request, _("Answered. The person is told that there is an answer."))
    return redirect("contests")


def _contest(
    request: HttpRequest, row: ContestRecord, form: forms.AnswerForm, status: int = 200
) -> HttpResponse:
    [one] = _with_decisions(request, [row])
    return render(request, "deciding/contest.html", {**one, "form": form}, status=status)


@allowed(Action.DECIDE)
@require_POST
def candidate_link(request: HttpRequest, pk: str) -> HttpResponse:
    """Make a link for somebody without an account; it is shown this once, or mailed."""
    row = find(request, CandidateRecord, pk=pk)
    sent = request.POST.get("mail") == "1"
    link = links.make(row, actor=request.user, mail=sent)
    context = {"row": row, "link": link, "sent": sent, "days": links.DAYS}
    return render(request, "deciding/link.html", context)
