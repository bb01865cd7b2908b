"""Pages beside a ranking: two people side by side, and names shown or hidden."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from skillmark.nouns.errors import ConflictError
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.reviewing import veil
from skillmark.server.match.reviewing.comparing import between, rows
from skillmark.server.match.reviewing.looking import look
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find, may, refuse


@allowed(Action.RANK_PEOPLE)
@require_safe
def compare(request: HttpRequest, pk: str) -> HttpResponse:
    """Two people side by side, and what decides between them: `?one=ID&other=ID`."""
    row = find(request, RoleRecord, pk=pk)
    looked = look(request, row)
    ranked = looked.ranking.ranked
    if len(ranked) < 2:
        raise ConflictError(_("There are no two people to compare yet."))
    asked = [request.GET.get("one") or ranked[0].person, request.GET.get("other", "")]
    places = {one.person: one for one in ranked}
    if not asked[1]:
        asked[1] = next(one.person for one in ranked if one.person != asked[0])
    if any(one not in places for one in asked):
        raise Http404
    if asked[0] == asked[1]:
        raise ConflictError(
            _("This is one and the same person."), remedy=_("Choose two different ones.")
        )
    high, low = sorted((places[one] for one in asked), key=lambda one: one.rank)
    found = between(looked, high, low)
    one, other = looked.place(high), looked.place(low)
    context = {
        "row": row,
        "role": looked.ranking.role,
        "one": one,
        "other": other,
        "both": [one, other],
        "shares": list(zip(one.bars, other.bars, strict=True)),
        "between": found,
        "rows": rows(one, other, found.decider),
        "people": [(place.person, looked.name(place.person)) for place in ranked[:100]],
        "anonymous": looked.anonymous,
        "asked_to_hide": request.GET.get("anonymous") == "1",
        "query": "?anonymous=1" if request.GET.get("anonymous") == "1" else "",
    }
    return render(request, "match/compare.html", context)


@allowed(Action.RANK_PEOPLE)
@require_POST
def names(request: HttpRequest, pk: str) -> HttpResponse:
    """Show the names of a role that hides them, or hide them (`do`), with the reason."""
    row = find(request, RoleRecord, pk=pk)
    do, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    if do in ("always", "never") and not may(request.user, Action.DEFINE_ROLES, row):
        refuse(request, Action.DEFINE_ROLES, row)
    if do == "show":
        veil.show(row, reason=reason, actor=request.user)
        messages.success(request, _("The names are shown to you. That you asked is on record."))
    elif do == "hide":
        veil.hide(row, actor=request.user)
        messages.success(request, _("The names are hidden from you again."))
    elif do == "always":
        veil.hide_for_all(row, actor=request.user)
        messages.success(request, _("Names are hidden for everybody who looks at this role."))
    elif do == "never":
        veil.show_to_all(row, reason=reason, actor=request.user)
        messages.success(request, _("Names are no longer hidden. The reason is on record."))
    return redirect("role", row.pk)
