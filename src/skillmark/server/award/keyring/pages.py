"""Pages of keys: make, keep a copy, put back, retire, and what to do when one is stolen."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.server.award import forms
from skillmark.server.award.keyring import compromise, keeping, keys
from skillmark.server.award.models import KeyRecord, LogRecord, SignedRecord
from skillmark.server.front.files import download
from skillmark.server.jobs.models import JobRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, find

PAGE = ["GET", "HEAD", "POST"]
LARGEST_KEY = 64 * 1024


@allowed(Action.MANAGE_KEYS)
@require_http_methods(PAGE)
def key_list(request: HttpRequest) -> HttpResponse:
    """The organisation's keys; makes a new one."""
    form = forms.KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = keys.generate(
            request.organisation,
            said["algorithm"],
            actor=request.user,
            beside=said["beside"],
            overlap=timedelta(seconds=said["overlap"]),
        )
        messages.success(request, _("The key is made. Keep a copy of it now."))
        return redirect("key_keep", made.pk)
    rows = KeyRecord.objects.of(request.organisation).select_related("kept_by")
    context = {
        "form": form,
        "rows": rows.order_by("-created"),
        "unkept": keeping.unkept(request.organisation),
        "did": keys.did_web(request.organisation),
        "issuer": keys.issuer_id(request.organisation),
    }
    return render(request, "award/keys.html", context)


@allowed(Action.MANAGE_KEYS)
@require_http_methods(PAGE)
def key_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """What a key's file is, where it lies, how to keep a copy; records who says that they do."""
    row = find(request, KeyRecord, pk=pk)
    kept = forms.KeptForm(request.POST or None)
    if request.method == "POST" and kept.is_valid():
        keeping.keep(row, actor=request.user)
        messages.success(request, _("It is recorded that you keep a copy."))
        return redirect("keys")
    context = {"row": row, "kept": kept, "copy": forms.KeyCopyForm(), "usable": keys.usable(row)}
    return render(request, "award/key_keep.html", context)


@allowed(Action.MANAGE_KEYS)
@require_POST
def key_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The key's file, encrypted with a passphrase that the person chooses."""
    limit(request, "key_copy", times=10, seconds=600)
    row = find(request, KeyRecord, pk=pk)
    form = forms.KeyCopyForm(request.POST)
    if form.is_valid():
        try:
            content = keeping.copy(row, form.cleaned_data["passphrase"], actor=request.user)
        except InputError as error:
            form.add_error("passphrase", str(error))
        else:
            return download(
                f"{row.file.removesuffix('.json')}.key.json", content, "application/json"
            )
    context = {"row": row, "kept": forms.KeptForm(), "copy": form, "usable": keys.usable(row)}
    return render(request, "award/key_keep.html", context, status=400)


@allowed(Action.MANAGE_KEYS)
@require_http_methods(PAGE)
def key_restore(request: HttpRequest) -> HttpResponse:
    """Put a copy of a key back whose file is lost."""
    form = forms.KeyRestoreForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        limit(request, "key_restore", times=10, seconds=600)
        said = form.cleaned_data
        try:
            row = keeping.restore(
                request.organisation,
                said["file"].read(LARGEST_KEY),
                said["passphrase"],
                actor=request.user,
            )
        except SkillmarkError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("The key %(key)s is back in its place.") % {"key": row.fragment}
            )
            return redirect("keys")
    return render(request, "award/key_restore.html", {"form": form})


@allowed(Action.MANAGE_KEYS)
@require_POST
def key_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign nothing more with a key."""
    keys.retire(find(request, KeyRecord, pk=pk), actor=request.user)
    messages.success(request, _("The key is retired. What it signed stays valid."))
    return redirect("keys")


@allowed(Action.MANAGE_KEYS)
@require_http_methods(PAGE)
def key_compromise(request: HttpRequest, pk: int) -> HttpResponse:
    """Step by step: since when, what that means, and then all of it in one go."""
    row = find(request, KeyRecord, pk=pk)
    form = forms.CompromiseForm(request.POST or None)
    split = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        moment = said["since"].astimezone(UTC) if said["since"] else None
        try:
            since = compromise.since(row, index=said["index"], moment=moment)
        except InputError as error:
            form.add_error(None, str(error))
        else:
            if request.POST.get("sure") == "yes":
                compromise.begin(row, since, actor=request.user)
                messages.success(
                    request, _("The key is published as compromised. The rest is under way.")
                )
                return redirect("key_compromise", pk)
            split = compromise.split(row, since)
    job = JobRecord.objects.of(request.organisation).filter(
        kind=compromise.RESIGN, payload__key=row.pk
    )
    log = LogRecord.objects.of(request.organisation).first()
    context = {
        "row": row,
        "form": form,
        "split": split,
        "job": job.order_by("-created").first(),
        "size": log.size if log else 0,
        "signed": keys.signed_by(row).count(),
        "programs": SignedRecord.objects.of(request.organisation).count(),
    }
    return render(request, "award/key_compromise.html", context)
