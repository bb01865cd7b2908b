"""Pages of people: who is planned for and on what ground; lists of them; objecting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.nouns.errors import SkillmarkError
from skillmark.server.front import files
from skillmark.server.match.roles import open_roles, title_of
from skillmark.server.people import permitting
from skillmark.server.people import services as accounts
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.models import AccountRecord, BasisRecord, Ground, Purpose
from skillmark.server.people.permissions import allowed, find, public
from skillmark.server.plan.models import AimRecord, PeopleFileRecord, PostRecord
from skillmark.server.plan.people import taking
from skillmark.server.plan.people.forms import (
    NAMES,
    WORDS,
    BasisForm,
    ColumnsForm,
    ListForm,
    TakeForm,
)
from skillmark.server.plan.people.reading import FIELDS, Columns, Problem
from skillmark.server.skills import services as frameworks

PAGE = ["GET", "HEAD", "POST"]
SHOWN = 200


@allowed(Action.PLAN)
@require_http_methods(PAGE)
def index(request: HttpRequest) -> HttpResponse:
    """Who is planned for, and on what ground; takes a list of people."""
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        file, evidence = said["file"], said["evidence"]
        try:
            row = taking.keep(
                file.read() if file else said["pasted"].strip().encode(),
                name=file.name if file else str(_("pasted table")),
                organisation=request.organisation,
                actor=request.user,
                evidence=evidence.read() if evidence else b"",
            )
        except SkillmarkError as error:
            form.add_error("file" if file else "pasted", str(error))
        else:
            known = Columns.of(row.columns).email
            return redirect("people_file" if known else "people_columns", row.pk)
    return render(request, "plan/people.html", {"form": form, **_standing(request)})


def _standing(request: HttpRequest) -> dict[str, Any]:
    """Who is in and who is not; of those who are not, how many, never who or why."""
    place = request.organisation
    may = permitting.permitted(place, Purpose.PLANNING)
    posts = PostRecord.objects.of(place)
    within = posts.filter(account__in=may)
    rows = within.select_related("account", "role").order_by("team", "account__name")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    aims = dict(
        AimRecord.objects.of(place)
        .filter(account__in=[row.account_id for row in page])
        .values_list("account_id", "role")
    )
    titles = {row.pk: title_of(row) for row in open_roles(place)}
    return {
        "page": page,
        "people": [
            (row, titles.get(row.role_id), titles.get(aims.get(row.account_id))) for row in page
        ],
        "within": within.count(),
        "without": posts.count() - within.count(),
        "bases": list(permitting.bases(place, Purpose.PLANNING)),
        "basis_form": BasisForm(),
        "files": PeopleFileRecord.objects.of(place).order_by("-created")[:5],
    }


@allowed(Action.PLAN)
@require_POST
def basis(request: HttpRequest) -> HttpResponse:
    """State what planning rests on."""
    form = BasisForm(request.POST)
    if form.is_valid():
        permitting.state_basis(
            request.organisation,
            Purpose.PLANNING,
            ground=Ground(form.cleaned_data["ground"]),
            words=form.cleaned_data["words"],
            informed=form.cleaned_data["informed"],
            actor=request.user,
        )
        messages.success(request, _("Stated, with your name and today's date."))
    else:
        messages.error(request, _("Say it in words, and say how people are told."))
    back = request.POST.get("file", "")
    kept = PeopleFileRecord.objects.of(request.organisation)
    if back and kept.filter(pk=back).exists():
        return redirect("people_file", back)
    return redirect("planned_people")


@allowed(Action.PLAN)
@require_POST
def basis_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a basis: whom it covered is out, unless they agreed themselves."""
    permitting.end_basis(find(request, BasisRecord, pk=pk), actor=request.user)
    messages.success(request, _("Ended. Whom it covered is planned for no longer."))
    return redirect("planned_people")


def _file(request: HttpRequest, pk: str) -> PeopleFileRecord:
    rows = PeopleFileRecord.objects.select_related("organisation", "basis", "job")
    return find(request, rows, pk=pk)


@allowed(Action.PLAN)
@require_http_methods(PAGE)
def columns(request: HttpRequest, pk: str) -> HttpResponse:
    """Say which column is what; it is remembered for the next file with this header."""
    row = _file(request, pk)
    table = taking.table(row)
    known = Columns.of(row.columns)
    form = ColumnsForm(request.POST or None, header=table.header, columns=known)
    if request.method == "POST" and form.is_valid():
        said = {what: form.cleaned_data[what] for what in (*FIELDS, "order")}
        used = {said[what] for what in FIELDS}
        wanted = set(request.POST.getlist("skill"))
        find_skill = taking.skills_by_name(row.organisation)
        skills = {
            name: uri
            for name in table.header
            if name in wanted and name not in used and (uri := find_skill(name))
        }
        taking.say_columns(row, Columns(**said, skills=skills))
        return redirect("people_file", row.pk)
    find_skill = taking.skills_by_name(row.organisation)
    named = {name: uri for name in table.header if name and (uri := find_skill(name))}
    labels = frameworks.labels(named.values(), get_language() or "en", row.organisation)
    context = {
        "row": row,
        "form": form,
        "table": table,
        "first": table.rows[:3],
        "skills": [(name, labels[uri], name in known.skills) for name, uri in named.items()],
    }
    return render(request, "plan/people_columns.html", context)


@allowed(Action.PLAN)
@require_safe
def preview(request: HttpRequest, pk: str) -> HttpResponse:
    """What a list would change; once it is taken over, how far that is."""
    row = _file(request, pk)
    if row.job is not None:
        template = "plan/people_state.html" if request.htmx else "plan/people_taken.html"
        return render(request, template, {"row": row, "job": row.job})
    if not Columns.of(row.columns).email:
        return redirect("people_columns", row.pk)
    bases = [one for one in permitting.bases(row.organisation, Purpose.PLANNING) if not one.ended]
    context = {
        "row": row,
        "form": TakeForm(bases=bases),
        "basis_form": BasisForm(),
        "bases": bases,
        **_looked(row),
    }
    return render(request, "plan/people_preview.html", context)


def _looked(row: PeopleFileRecord) -> dict[str, Any]:
    looked = taking.look(row)
    wrong = [one for one in looked.problems if not one.hint]
    hints = [one for one in looked.problems if one.hint]
    return {
        "looked": looked,
        "moved": [
            (one, [(NAMES[change.what], change) for change in one.changes])
            for one in looked.moved[:SHOWN]
        ],
        "new": looked.new[:SHOWN],
        "more": max(0, len(looked.new) - SHOWN) + max(0, len(looked.moved) - SHOWN),
        "gone": looked.gone[:SHOWN],
        "wrong": [(one, why(one)) for one in wrong[:SHOWN]],
        "hints": [(one, why(one)) for one in hints[:SHOWN]],
        "unread": [one for one in taking.table(row).header if one and not _is_read(row, one)],
    }


def _is_read(row: PeopleFileRecord, name: str) -> bool:
    known = Columns.of(row.columns)
    return name in known.skills or name in {getattr(known, what) for what in FIELDS}


def why(problem: Problem) -> str:
    """Say what is wrong, in the reader's language."""
    return str(WORDS[problem.reason]) % {"value": problem.value}


@allowed(Action.PLAN)
@require_safe
def left_out(request: HttpRequest, pk: str) -> HttpResponse:
    """Every line with something wrong, as it stands in the file, to be mended and sent again."""
    row = _file(request, pk)
    looked = taking.look(row)
    table = taking.table(row)
    cells = dict(table.rows)
    lines = [
        [
            one.table,
            one.line,
            one.column,
            why(one),
            "yes" if one.hint else "no",
            *(cells.get(one.line, ()) if one.table == "people" else ()),
        ]
        for one in looked.problems
    ]
    header = ["table", "line", "column", "reason", "goes_in", *table.header]
    return files.csv_file("left-out.csv", header, lines)


@allowed(Action.PLAN)
@require_POST
def take(request: HttpRequest, pk: str) -> HttpResponse:
    """Take the list over, by a job; pressed twice, it happens once."""
    row = _file(request, pk)
    bases = [one for one in permitting.bases(row.organisation, Purpose.PLANNING) if not one.ended]
    form = TakeForm(request.POST, bases=bases)
    if not form.is_valid():
        messages.error(request, _("Say what the planning rests on for these people."))
        return redirect("people_file", pk)
    taking.order(
        row,
        form.bases.get(form.cleaned_data["basis"]),
        mail=form.cleaned_data["mail"],
        whole=form.cleaned_data["whole"],
        actor=request.user,
    )
    return redirect("people_file", pk)


@public
@require_http_methods(PAGE)
def objection(request: HttpRequest, token: str) -> HttpResponse:
    """Object to being planned for, with the link of the mail: no password, no reason."""
    limit(request, "objection", times=30, seconds=60)
    place, account = permitting.whose(token)
    if request.method == "POST":
        _object(account, place)
    found = permitting.standing(account, place, Purpose.PLANNING)
    context = {"place": place, "standing": found}
    return render(request, "plan/objection.html", context)


def _object(account: AccountRecord, place: Any) -> None:
    if permitting.standing(account, place, Purpose.PLANNING).objected is None:
        accounts.set_consent(account, place, Purpose.PLANNING, given=False)
