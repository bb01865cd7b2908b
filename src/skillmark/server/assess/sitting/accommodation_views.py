"""Pages of those who offer tests: who has more time or breaks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from skillmark.nouns.errors import SkillmarkError
from skillmark.server.assess.models import AccommodationRecord
from skillmark.server.assess.sitting import accommodating
from skillmark.server.assess.sitting.forms import AccommodationForm
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find


@allowed(Action.AUTHOR_TESTS)
@require_http_methods(["GET", "HEAD", "POST"])
def accommodations(request: HttpRequest) -> HttpResponse:
    """Grant more time or breaks, and see to whom they are granted."""
    form = AccommodationForm(request.organisation, request.POST or None)
    if request.method == "POST" and form.is_valid() and _granted(request, form):
        messages.success(request, _("Granted. Attempts that are running have it already."))
        return redirect("accommodations")
    context = {"form": form, "rows": accommodating.of(request.organisation)}
    return render(
        request, "assess/accommodations.html", context, status=400 if form.errors else 200
    )


def _granted(request: HttpRequest, form: AccommodationForm) -> bool:
    given = dict(form.cleaned_data)
    try:
        accommodating.grant(
            given.pop("email"),
            organisation=request.organisation,
            actor=request.user,
            now=timezone.now(),
            **given,
        )
    except SkillmarkError as error:
        form.add_error(None, f"{error.cause}: {error.remedy}" if error.remedy else error.cause)
        return False
    return True


@allowed(Action.AUTHOR_TESTS)
@require_POST
def accommodation_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    accommodating.take_back(find(request, AccommodationRecord, pk=pk), actor=request.user)
    messages.success(request, _("Taken back. Attempts that are running keep their time."))
    return redirect("accommodations")
