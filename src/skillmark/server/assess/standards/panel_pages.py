"""Pages of a panellist, behind a link that is theirs alone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.server.assess.standards import judging, links, picture, shown
from skillmark.server.assess.standards.forms import ConsentForm
from skillmark.server.assess.standards.models import Method, PanellistRecord, PanelRoundRecord
from skillmark.server.assess.standards.standing import Standing, standing
from skillmark.server.front.files import svg
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import public, roles

VERDICTS = (
    (judging.COMPETENT, gettext_lazy("Competent")),
    (judging.BORDER, gettext_lazy("On the border")),
    (judging.NOT_YET, gettext_lazy("Not yet")),
)


def _seat(request: HttpRequest, token: str) -> PanellistRecord:
    limit(request, "panel", times=1200, seconds=60)
    seat = links.seat_of(token)
    if seat is None:
        raise Http404
    return seat


@public
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest, token: str) -> HttpResponse:
    """Who the candidate is, what there is to do, and what to agree to first."""
    seat = _seat(request, token)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        judging.agree(seat, named=form.cleaned_data["named"], now=timezone.now())
        return redirect("panel", token)
    found = standing(seat.setting)
    turn = judging.open_round(seat.setting)
    said = judging.said_by(seat, turn)
    places = [(k, name in said) for k, name in enumerate(shown.order(found), start=1)]
    context = {
        "seat": seat,
        "token": token,
        "found": found,
        "turn": turn,
        "form": form,
        "places": places,
        "rated": sum(done for _k, done in places),
        "first": next((k for k, done in places if not done), 1),
        "page": int(said[judging.PAGE]) if judging.PAGE in said else None,
    }
    return render(request, "standards/panel.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """One question. A POST saves the rating and goes on; asked by htmx, it only saves."""
    seat = _seat(request, token)
    setting = seat.setting
    turn = judging.open_round(setting)
    if turn is None or seat.agreed is None or setting.of_people:
        if request.htmx:
            return HttpResponse(_("not saved"), status=409)
        return redirect("panel", token)
    found = standing(setting)
    names = shown.order(found)
    if not 1 <= number <= len(names):
        raise Http404
    if request.method == "POST":
        return _save(request, seat, found, number)
    return _question(request, seat, found, number, turn)


def _save(
    request: HttpRequest, seat: PanellistRecord, found: Standing, number: int
) -> HttpResponse:
    token, names = links.token_of(seat), shown.order(found)
    error = ""
    try:
        if seat.setting.method == Method.BOOKMARK:
            if "mark" in request.POST:
                judging.judge(seat, judging.PAGE, float(number), now=timezone.now())
        elif request.POST.get("value", "") != "":
            value = _number(request.POST["value"])
            judging.judge(seat, names[number - 1], value, now=timezone.now())
    except SkillmarkError as refused:
        error = str(refused)
    if request.htmx:
        said = error or _("Saved at %(time)s") % {"time": f"{timezone.localtime():%H:%M:%S}"}
        return HttpResponse(said, content_type="text/plain; charset=utf-8")
    if error:
        return _question(
            request, seat, found, number, judging.open_round(seat.setting), error=error
        )
    if "mark" in request.POST or number == len(names):
        return redirect("panel", token)
    return redirect("panel_question", token, number + 1)


def _number(words: str) -> float:
    try:
        return float(words.replace(",", "."))
    except ValueError:
        raise InputError(_("%(words)s is no number") % {"words": words[:20]}) from None


def _question(
    request: HttpRequest,
    seat: PanellistRecord,
    found: Standing,
    number: int,
    turn: PanelRoundRecord | None,
    *,
    error: str = "",
) -> HttpResponse:
    said = judging.said_by(seat, turn)
    context = {
        "seat": seat,
        "token": links.token_of(seat),
        "turn": turn,
        "question": shown.question(found, number, said),
        "rated": len(said),
        "error": error,
        "bookmark": seat.setting.method == Method.BOOKMARK,
        "page": int(said.get(judging.PAGE, 0)),
        "before": _before(seat, found, number),
    }
    return render(request, "standards/rate.html", context, status=400 if error else 200)


def _before(seat: PanellistRecord, found: Standing, number: int) -> shown.Spread | None:
    """Return how this question was rated in the round before, as it is rated on this page."""
    rows = shown.spreads(found, seat.number)
    if not rows:
        return None
    points = found.row.items[number - 1][1]
    return rows[number - 1] if points == 1 else rows[number - 1].scaled(points / 100)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, token: str) -> HttpResponse:
    """The people whom a judge may know, without any score."""
    seat = _seat(request, token)
    setting = seat.setting
    turn = judging.open_round(setting)
    # Names are for members of the organisation: a link that went astray shows none.
    theirs = seat.account_id is not None and seat.account_id == request.user.pk
    if not (setting.of_people and theirs and roles(request.user, seat.organisation)):
        raise Http404
    if turn is None or seat.agreed is None:
        return redirect("panel", token)
    there = judging.people(setting)
    if request.method == "POST":
        given: dict[str, float | None] = {}
        for one in there:
            words = request.POST.get(f"person-{one.pk}", "")
            given[str(one.pk)] = _number(words) if words else None
        known = judging.said_by(seat, turn)
        judging.judge_all(
            seat,
            {name: value for name, value in given.items() if value is not None or name in known},
            now=timezone.now(),
        )
        return redirect("panel", token)
    said = judging.said_by(seat, turn)
    context = {
        "seat": seat,
        "token": token,
        "people": [(one, said.get(str(one.pk))) for one in there],
        "verdicts": VERDICTS,
    }
    return render(request, "standards/people.html", context)


@public
@require_safe
def feedback(request: HttpRequest, token: str) -> HttpResponse:
    """How the panel rated in the last closed round, and one's own place in it."""
    seat = _seat(request, token)
    found = standing(seat.setting)
    if not found.rounds or seat.setting.of_people:
        return redirect("panel", token)
    context = {
        "seat": seat,
        "token": token,
        "found": found,
        "turn": judging.open_round(seat.setting),
        "round": found.rounds[-1],
        "spreads": shown.spreads(found, seat.number),
        "place": shown.place(found, seat.number),
        "impact": found.impact,
    }
    return render(request, "standards/feedback.html", context)


@public
@require_safe
def feedback_picture(request: HttpRequest, token: str) -> HttpResponse:
    """The picture of the last closed round, with one's own ratings."""
    seat = _seat(request, token)
    return svg(picture.ratings(shown.spreads(standing(seat.setting), seat.number)))
