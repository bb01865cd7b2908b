"""Pages of candidates from outside: files dropped and sorted, one candidate, what they claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.nouns.errors import ConflictError, InputError, SkillmarkError
from skillmark.nouns.recognition import Recognition
from skillmark.server.match import forms, services
from skillmark.server.match.applying import claims, keeping
from skillmark.server.match.applying.models import CandidateClaimRecord, LooseFileRecord
from skillmark.server.match.candidates import reports_on
from skillmark.server.match.models import CandidateRecord, RoleRecord
from skillmark.server.match.recognising.rules import folded, rules_of
from skillmark.server.match.reviewing import veil
from skillmark.server.match.reviewing.looking import page_of
from skillmark.server.match.roles import title_of
from skillmark.server.match.views import ranking_page
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, find
from skillmark.server.skills import choosing
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.reading import shown as reading
from skillmark.server.skills.reading.entries import in_order
from skillmark.server.skills.reading.forms import CvForm
from skillmark.server.skills.reading.keeping import read, spoken
from skillmark.server.skills.reading.steps import framework_of, language
from skillmark.server.verify.shown import Shown, show
from skillmark.trust.outcome import Status
from skillmark.verify.checks import Name, Verdict
from skillmark.verify.evidence import evidence_from
from skillmark.verify.report import Report

MOST_TOLD = 8
"""Files of which it is said one by one that they were not kept."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a candidate, and what became of it when it was checked just now."""

    name: str
    shown: Shown
    proven: bool
    """Whether it is valid and issued to this person: else it counts for nothing."""
    counts: bool
    """Whether it says of some skill that the person has it, by itself or by a recognition."""


@allowed(Action.RANK_PEOPLE)
@require_POST
def candidate_add(request: HttpRequest, pk: str) -> HttpResponse:
    """Take in badges of one person or of several, sorted to whom they were issued to."""
    row = find(request, RoleRecord, pk=pk)
    limit(request, "candidate", times=60, seconds=60)
    form = forms.CandidateForm(request.POST, request.FILES)
    taken = None
    if form.is_valid():
        said = form.cleaned_data
        try:
            taken = keeping.take_in(
                row,
                files=[(file.name or "file", file.read()) for file in said["files"]],
                links=said["links"],
                name=said["name"],
                holder=said["holder"],
                actor=request.user,
            )
        except InputError as error:
            form.add_error(None, str(error))
    if taken is None:
        return ranking_page(request, row, form, status=400)
    _tell(request, taken)
    if veil.hidden(request, row):
        return redirect(page_of(request, row))
    return redirect("role_files", row.pk)


def _tell(request: HttpRequest, taken: keeping.Taken) -> None:
    if taken.kept:
        said = ngettext(
            "%(count)s file is kept, of %(people)s.", "%(count)s files are kept, of %(people)s.",
            taken.kept,
        )  # fmt: skip
        people = ngettext("%(count)s person", "%(count)s people", len(taken.candidates))
        people %= {"count": len(taken.candidates)}
        messages.success(request, said % {"count": taken.kept, "people": people})
    if taken.loose:
        said = ngettext(
            "%(count)s badge does not say in plain whose it is: say it below.",
            "%(count)s badges do not say in plain whose they are: say it below.",
            taken.loose,
        )
        messages.warning(request, said % {"count": taken.loose})
    for one in taken.left_out[:MOST_TOLD]:
        messages.warning(request, f"{one.name}: {one.reason}")
    rest = len(taken.left_out) - MOST_TOLD
    if rest > 0:
        said = ngettext(
            "%(count)s more file was not kept.", "%(count)s more files were not kept.", rest
        )
        messages.warning(request, said % {"count": rest})


@allowed(Action.RANK_PEOPLE)
@require_safe
def files(request: HttpRequest, pk: str) -> HttpResponse:
    """Every file of every candidate from outside with its verdict, and those of nobody yet."""
    row = find(request, RoleRecord, pk=pk)
    return _files(request, row, forms.WhoseForm(auto_id="whose_%s"))


def _files(
    request: HttpRequest, row: RoleRecord, form: forms.WhoseForm, status: int = 200
) -> HttpResponse:
    veil.must_see(request, row)
    people = row.candidates.prefetch_related("submissions", "claims").order_by("created", "pk")
    rules = rules_of(request.organisation)
    groups: dict[str, list[LooseFileRecord]] = {}
    for one in row.loose.defer("raw").order_by("group", "name"):
        groups.setdefault(one.group, []).append(one)
    context = {
        "row": row,
        "title": title_of(row),
        "people": [
            (one, _checked(one, reports, rules))
            for one, reports in reports_on(people, now=timezone.now())
        ],
        "groups": list(groups.items()),
        "form": form,
    }
    return render(request, "match/files.html", context, status=status)


def _checked(
    row: CandidateRecord, reports: list[tuple[str, Report]], rules: tuple[Recognition, ...]
) -> list[File]:
    """Return a candidate's files with what came of checking them."""
    found = []
    for name, report in reports:
        holder = report.check(Name.HOLDER)
        own = holder is not None and holder.status is Status.PASS
        proven = own and report.verdict is Verdict.VALID
        said = evidence_from(
            report, today=timezone.now().date(), recognitions=rules, holder=folded(row.holder)
        )
        found.append(File(name, show(report), proven, proven and bool(said)))
    return found


@allowed(Action.RANK_PEOPLE)
@require_POST
def loose(request: HttpRequest, pk: str) -> HttpResponse:
    """Say whose the ticked files are, or delete them (`do`)."""
    row = find(request, RoleRecord, pk=pk)
    veil.must_see(request, row)
    wanted = set(request.POST.getlist("file"))
    ticked = [one for one in row.loose.all() if str(one.pk) in wanted]
    if request.POST.get("do") == "discard":
        keeping.discard(row, ticked, actor=request.user)
        messages.success(request, _("Deleted."))
        return redirect("role_files", row.pk)
    form = forms.WhoseForm(request.POST, auto_id="whose_%s")
    if form.is_valid():
        try:
            given = keeping.give(row, ticked, actor=request.user, **form.cleaned_data)
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("These are of %(name)s now, and checked for them.") % {"name": given}
            )
            return redirect("role_files", row.pk)
    return _files(request, row, form, status=400)


@allowed(Action.RANK_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def candidate(request: HttpRequest, pk: str) -> HttpResponse:
    """One candidate from outside: who it is, their files with verdicts, what they claim."""
    row = find(request, CandidateRecord.objects.select_related("role"), pk=pk)
    veil.must_see(request, row.role)
    first = {"name": row.name, "holder": row.holder}
    form = forms.WhoseForm(request.POST or None, initial=first, auto_id="who_%s")
    if request.method == "POST" and form.is_valid():
        try:
            keeping.rename(row, actor=request.user, **form.cleaned_data)
        except InputError as error:
            form.add_error("holder", str(error.cause))
        else:
            messages.success(request, _("Saved. The files are checked for this address now."))
            return redirect("candidate", row.pk)
    return _candidate(request, row, form, status=400 if form.errors else 200)


def _candidate(
    request: HttpRequest,
    row: CandidateRecord,
    form: forms.WhoseForm,
    claim: choosing.SkillChoice | None = None,
    status: int = 200,
) -> HttpResponse:
    [(_row, reports)] = reports_on([row], now=timezone.now())
    said = list(row.claims.order_by("-dated", "pk"))
    labels = frameworks.label_maps((one.skill for one in said), request.organisation)
    choice = claim or choosing.SkillChoice(organisation=request.organisation)
    context = {
        "row": row,
        "title": title_of(row.role),
        "files": _checked(row, reports, rules_of(request.organisation)),
        "claims": [(labels[one.skill], one) for one in said],
        "who_form": form,
        "form": choice,
        **choosing.context(request, choice),
    }
    return render(request, "match/candidate.html", context, status=status)


@allowed(Action.RANK_PEOPLE)
@require_POST
def claim_add(request: HttpRequest, pk: str) -> HttpResponse:
    """Write down one skill that a candidate claims."""
    row = find(request, CandidateRecord.objects.select_related("role"), pk=pk)
    veil.must_see(request, row.role)
    form = choosing.SkillChoice(request.POST, organisation=request.organisation)
    if not form.is_valid():
        first = {"name": row.name, "holder": row.holder}
        whose = forms.WhoseForm(initial=first, auto_id="who_%s")
        return _candidate(request, row, whose, form, status=400)
    said = form.cleaned_data
    claims.note(
        row, [(said["skill"], said["level"])], today=timezone.localdate(), actor=request.user
    )
    messages.success(request, _("Noted as a claim."))
    return redirect("candidate", row.pk)


@allowed(Action.RANK_PEOPLE)
@require_POST
def claim_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a claim of a candidate back."""
    rows = CandidateClaimRecord.objects.select_related("candidate__role")
    claim = find(request, rows, pk=pk)
    veil.must_see(request, claim.candidate.role)
    claims.strike(claim, actor=request.user)
    messages.success(request, _("Taken back."))
    return redirect("candidate", claim.candidate_id)


@allowed(Action.RANK_PEOPLE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def candidate_cv(request: HttpRequest, pk: str) -> HttpResponse:
    """Read a candidate's CV, which is not kept, and note what is ticked of it as claims."""
    row = find(request, CandidateRecord.objects.select_related("role"), pk=pk)
    veil.must_see(request, row.role)
    form = CvForm(request.POST or None, request.FILES or None, organisation=request.organisation)
    form.fields["text"].label = _("CV")
    context: dict[str, Any] = {"form": form, "row": row, "title": title_of(row.role)}
    if request.method == "POST":
        try:
            if request.POST.get("do") == "claim":
                return _claim(request, row)
            limit(request, "text", times=60, seconds=60)
            text = form.words()
            said = form["language"].value() or spoken(text) or language()
            found = in_order(read(text, framework_of(request, form), language=said))
            context |= {"read": True, **reading.reading(text, found, (), request.organisation)}
        except SkillmarkError as error:
            context["error"] = error
    status = 400 if "error" in context else 200
    return render(request, "match/candidate_cv.html", context, status=status)


def _claim(request: HttpRequest, row: CandidateRecord) -> HttpResponse:
    levels = dict(zip(request.POST.getlist("skill"), request.POST.getlist("level"), strict=False))
    ticked = [one for one in dict.fromkeys(request.POST.getlist("claim")) if one in levels]
    if not ticked:
        raise ConflictError(
            _("No skill is ticked, so nothing was noted."),
            remedy=_("Read the text again and tick what the CV says."),
        )
    if any(frameworks.row_of(uri[:500], request.organisation) is None for uri in ticked):
        raise ConflictError(_("This skill is not known here."))
    named = [(uri, int(levels[uri]) if levels[uri] in set("12345678") else None) for uri in ticked]
    count = claims.note(row, named, today=timezone.localdate(), from_cv=True, actor=request.user)
    said = ngettext(
        "%(count)s skill is noted as a claim. The CV was not kept.",
        "%(count)s skills are noted as claims. The CV was not kept.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect("candidate", row.pk)


@allowed(Action.RANK_PEOPLE)
@require_POST
def clear(request: HttpRequest, pk: str) -> HttpResponse:
    """Delete everybody from outside of a closed role, with all files."""
    row = find(request, RoleRecord, pk=pk)
    count = keeping.clear(row, actor=request.user)
    said = ngettext(
        "%(count)s candidate is deleted, with all files.",
        "%(count)s candidates are deleted, with all files.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect("role", row.pk)


@allowed(Action.RANK_PEOPLE)
@require_POST
def candidate_remove(request: HttpRequest, pk: str) -> HttpResponse:
    """Delete somebody from outside with all files."""
    row = find(request, CandidateRecord.objects.select_related("role"), pk=pk)
    role = row.role
    services.remove(row, actor=request.user)
    messages.success(request, _("Removed, with all files."))
    return redirect(page_of(request, role))
