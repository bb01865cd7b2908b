"""One's own CV: read, never kept. What its owner confirms, skill by skill, becomes a claim."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skillmark.nouns.errors import ConflictError, SkillmarkError
from skillmark.server.match.services import rate_oneself
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.reading import forms, keeping, shown
from skillmark.server.skills.reading.entries import in_order
from skillmark.server.skills.reading.steps import framework_of, language

MOST = 60


@allowed(Action.OWN_MATCHES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_cv(request: HttpRequest) -> HttpResponse:
    """Read one's own CV, and claim what one confirms of it."""
    if request.organisation is None:
        raise ConflictError(
            _("You are in no organisation that could look at your claims."),
            remedy=_("Ask to be invited to one."),
        )
    form = forms.CvForm(
        request.POST or None, request.FILES or None, organisation=request.organisation
    )
    context: dict[str, Any] = {"form": form}
    if request.method == "POST":
        try:
            if request.POST.get("do") == "claim":
                return _claim(request)
            context |= _read(request, form)
        except SkillmarkError as error:
            context["error"] = error
    return render(request, "reading/cv.html", context, status=400 if "error" in context else 200)


def _read(request: HttpRequest, form: forms.CvForm) -> dict[str, Any]:
    limit(request, "text", times=60, seconds=60)
    text = form.words()
    spoken = form["language"].value() or keeping.spoken(text) or language()
    found = keeping.found_in(text, framework_of(request, form), language=spoken)
    return {
        "read": True,
        "by_words": not found.by_meaning,
        **shown.reading(text, in_order(found.entries), (), request.organisation),
    }


def _claim(request: HttpRequest) -> HttpResponse:
    """Record the ticked skills as claims: one own rating a skill, the newest holds."""
    levels = dict(zip(request.POST.getlist("skill"), request.POST.getlist("level"), strict=False))
    ticked = [one for one in request.POST.getlist("claim")[:MOST] if one in levels]
    if not ticked:
        raise ConflictError(
            _("No skill is ticked, so nothing was noted."),
            remedy=_("Read the text again and tick what you can do."),
        )
    for uri in dict.fromkeys(ticked):
        if levels[uri] not in set("12345678"):
            raise ConflictError(
                _("A claim needs a level."), remedy=_("Choose one for each skill that is ticked.")
            )
        if frameworks.row_of(uri[:500], request.organisation) is None:
            raise ConflictError(_("This skill is not known here."))
    today = timezone.localdate()
    for uri in dict.fromkeys(ticked):
        rate_oneself(
            request.organisation, request.user, uri, int(levels[uri]), today=today, title=_("My CV")
        )
    said = ngettext(
        "%(count)s skill is noted as a claim. Your CV was not kept.",
        "%(count)s skills are noted as claims. Your CV was not kept.",
        len(ticked),
    )
    messages.success(request, said % {"count": len(ticked)})
    return redirect("my_skills")
