"""The page on which those who run a place erase a person from what was seen at work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from skillmark.server.assess.observing import leaving
from skillmark.server.people.actions import Action
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.people.permissions import allowed


class WhomForm(forms.Form):
    """Whose rows to erase; also of somebody who is no member any more."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))

    def __init__(self, *args: Any, organisation: OrganisationRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.account: AccountRecord | None = None

    def clean_email(self) -> str:
        """Ask for somebody of whom something is kept here; who has an account is not told."""
        email: str = self.cleaned_data["email"]
        found = AccountRecord.objects.filter(email__iexact=email).first()
        if found is None or not any(leaving.kept(found, self.organisation).values()):
            raise forms.ValidationError(_("Nothing is kept here of this address."))
        self.account = found
        return email


@allowed(Action.MANAGE_MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Erase a person, when they ask for it."""
    form = WhomForm(request.POST or None, organisation=request.organisation)
    if request.method == "POST" and form.is_valid() and form.account is not None:
        leaving.erase(form.account, request.organisation, actor=request.user)
        messages.success(request, _("Erased."))
        return redirect("at_work_erase")
    status = 400 if form.errors else 200
    return render(request, "observing/erase.html", {"form": form}, status=status)
