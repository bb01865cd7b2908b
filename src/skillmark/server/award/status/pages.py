"""Pages on which the status of many awards is changed: choose, look, confirm, watch, take back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from skillmark.award import roster
from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.server.award import forms
from skillmark.server.award.bulk.uploads import LARGEST
from skillmark.server.award.models import AwardRecord, StatusActionRecord
from skillmark.server.award.status import changing
from skillmark.server.award.views import PAGE, found, opened
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

_SHOWN = 8


@allowed(Action.REVOKE)
@require_http_methods(PAGE)
def choose(request: HttpRequest) -> HttpResponse:
    """Choose awards: ticked ones, all that a search found, or those of a file."""
    form = forms.IdsForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return render(request, "award/choose.html", {"form": form})
    searched = "search" in request.POST
    if searched:
        ids = found(request, request.POST).order_by("pk").values_list("pk", flat=True)
        named = [(one, "") for one in ids.iterator()]
    elif "file" in request.FILES or "file" in request.POST:
        try:
            named = _listed(form)
        except SkillmarkError as error:
            form.add_error("file", str(error))
            return render(request, "award/choose.html", {"form": form})
    else:
        named = [(one, "") for one in request.POST.getlist("chosen")]
    action = changing.choose(request.organisation, named, actor=request.user, into=opened(request))
    return redirect("award_many", action.pk)


def _listed(form: forms.IdsForm) -> list[tuple[str, str]]:
    if not form.is_valid():
        raise InputError(_("there is no file"), remedy=_("choose one"))
    file = form.cleaned_data["file"]
    if file.size > LARGEST:
        raise InputError(_("this file is too large"), remedy=_("split it"))
    return [(one.id, one.reason) for one in roster.read_ids(file.read(), where=_("the file"))]


@allowed(Action.REVOKE)
@require_http_methods(PAGE)
def change(request: HttpRequest, pk: str) -> HttpResponse:
    """What a change of all that are chosen would do; once it is confirmed, what it has done."""
    action = find(request, StatusActionRecord.objects.select_related("created_by"), pk=pk)
    if request.method == "POST":
        form = forms.ManyForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            changing.confirm(
                action,
                said["what"],
                said["reason"],
                notify=said["notify"],
                actor=request.user,
            )
            return redirect("award_many", pk)
    else:
        form = forms.ManyForm(initial={"what": request.GET.get("what", "suspend")})
    if action.confirmed is not None:
        context = {
            "action": action,
            "job": changing.job_of(action),
            "counts": changing.counts(action),
            "back": action.changed and action.done == action.total and action.what in changing.BACK,
            "resumable": changing.resumable(action),
            "words": forms.CHANGE_WORDS[action.what],
        }
        return render(request, "award/changed.html", context)
    rows = AwardRecord.objects.of(request.organisation).filter(pk__in=action.ids(0, _SHOWN))
    outlook = changing.outlook(action)
    context = {
        "action": action,
        "form": form,
        "outlook": [(forms.CHANGE_WORDS[what], outlook[what]) for what in forms.CHANGE_WORDS],
        "final": any(counts["final"] for counts in outlook.values()),
        "unsigned": any(counts["unsigned"] for counts in outlook.values()),
        "some": rows.select_related("achievement").order_by("name"),
        "more": max(0, action.total - _SHOWN),
    }
    return render(request, "award/many.html", context)


@allowed(Action.REVOKE)
@require_POST
def undo(request: HttpRequest, pk: str) -> HttpResponse:
    """Choose what a change has changed, to take it back."""
    action = find(request, StatusActionRecord, pk=pk)
    if action.what not in changing.BACK or not action.changed:
        raise InputError(_("this change cannot be taken back"))
    back = changing.undo(action, actor=request.user)
    response = redirect("award_many", back.pk)
    response["Location"] += f"?what={changing.BACK[action.what]}"
    return response


@allowed(Action.REVOKE)
@require_POST
def resume(request: HttpRequest, pk: str) -> HttpResponse:
    """Go on with a change that was stopped."""
    if changing.resume(find(request, StatusActionRecord, pk=pk), actor=request.user) is None:
        messages.info(request, _("There is nothing to go on with."))
    return redirect("award_many", pk)


@allowed(Action.SEE_AWARDS)
@require_http_methods(["GET", "HEAD"])
def changes(request: HttpRequest) -> HttpResponse:
    """All changes of many, the last one first."""
    rows = StatusActionRecord.objects.of(request.organisation).exclude(confirmed=None)
    rows = rows.defer("chosen", "reasons", "unknown").select_related("created_by")
    page = Paginator(rows.order_by("-confirmed"), 50).get_page(request.GET.get("page"))
    context = {"page": page, "words": forms.CHANGE_WORDS}
    return render(request, "award/changes.html", context)
