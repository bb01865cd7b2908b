"""The page on which anybody checks credentials, and the addresses of the VC API."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import resolve
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.server.match.recognising import rules
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, public
from skillmark.server.people.tokens import bearer
from skillmark.server.problems import status_of
from skillmark.server.skills import services as frameworks
from skillmark.server.verify import given, sealed, services, shown
from skillmark.server.verify.choosing import Choice, offer
from skillmark.server.verify.forms import VerifyForm
from skillmark.verify.report import Report


@public
@csrf_exempt  # not exempt: `_answer` is protected, once the size is known to be bearable
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check what the visitor gives and show the result; keep nothing of it."""
    length = request.headers.get("Content-Length", "0")
    if length.isdecimal() and int(length) > given.BYTES + 2**20:
        # said before the body is read, which may be endless
        return _page(request, VerifyForm(), error=given.too_large(), status=413)
    return _answer(request)


@csrf_protect
def _answer(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, VerifyForm(initial={"text": request.GET.get("link", "")[:2000]}))
    limit(request, "verify", times=30, seconds=60)
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=400)
    said = form.cleaned_data
    try:
        sources = given.collect(((file.name, file.read()) for file in said["files"]), said["text"])
    except InputError as error:
        return _page(request, form, error=error, status=400)
    holder = said["holder"].strip()
    reports = services.check_all(
        sources,
        holders=[holder] if holder else [],
        believe_lists=True,
        whose=request.organisation,
        ask_domain=True,
    )
    return _page(request, form, reports=reports)


def _page(
    request: HttpRequest,
    form: VerifyForm,
    *,
    reports: list[Report] | None = None,
    choice: Choice | None = None,
    error: SkillmarkError | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "error": error,
        "most": given.MOST,
        "megabytes": given.BYTES // 2**20,
    }
    if reports:
        results = [shown.show(report, number) for number, report in enumerate(reports, 1)]
        choice = choice or Choice()
        context |= {
            "results": results,
            "chosen": choice.apply(results),
            "choice": choice,
            "offer": offer(results),
            "asked": any(shown.asked(one) for one in results),
            "counted": shown.counted(reports),
            "sealed": sealed.seal(reports),
            "recognised": _recognised(request, reports) if len(reports) == 1 else [],
        }
    response = render(request, "verify/index.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _recognised(request: HttpRequest, reports: list[Report]) -> list[tuple[Any, Any]]:
    """Return what the reader's own organisation lets a badge count as, with the skill's label."""
    rows = rules.stated_of(request.organisation, reports[0])
    labels = frameworks.label_maps((row.skill for row in rows if row.skill), request.organisation)
    return [(row, labels.get(row.skill)) for row in rows]


@public
@require_POST
def results(request: HttpRequest) -> HttpResponse:
    """Show some of the visitor's own results, in another order: for pages without scripts."""
    limit(request, "verify_results", times=60, seconds=60)
    reports = sealed.unseal(request.POST.get("results", ""))
    return _page(request, VerifyForm(), reports=reports, choice=Choice.of(request.POST))


@public
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Hand what the visitor sees of their own results back as a table or as JSON."""
    limit(request, "verify_export", times=30, seconds=60)
    reports = sealed.unseal(request.POST.get("results", ""))
    numbered = [shown.show(report, number) for number, report in enumerate(reports, 1)]
    chosen = Choice.of(request.POST).apply(numbered)
    return shown.export([one.report for one in chosen], request.POST.get("format", "csv"))


def _forward(request: HttpRequest, path: str) -> HttpResponse:
    """Answer as the API does: these addresses are where verifiers of the VC API look."""
    return resolve(f"/api/verify/{path}").func(request)


@public
@csrf_exempt
@require_POST
def credentials_verify(request: HttpRequest) -> HttpResponse:
    """VC API: verify a credential."""
    return _forward(request, "credentials/verify")


@public
@csrf_exempt
@require_POST
def presentations_verify(request: HttpRequest) -> HttpResponse:
    """VC API: verify a presentation."""
    return _forward(request, "presentations/verify")


def _with_token(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Sign a program in by its token, and answer its errors as JSON."""

    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "Authorization" not in request.headers:
            return csrf_protect(view)(request, *args, **kwargs)
        try:
            bearer(request)
            return view(request, *args, **kwargs)
        except SkillmarkError as error:
            body = {"code": error.code, "cause": error.cause, "remedy": error.remedy}
            return JsonResponse(body, status=status_of(error))

    return csrf_exempt(inside)


@_with_token
@allowed(Action.AWARD)
@require_POST
def credentials_issue(request: HttpRequest) -> HttpResponse:
    """VC API: issue a credential in the name of one's organisation."""
    return _forward(request, "credentials/issue")


@_with_token
@allowed(Action.REVOKE)
@require_POST
def credentials_status(request: HttpRequest) -> HttpResponse:
    """VC API: set or clear the status of a credential."""
    return _forward(request, "credentials/status")
