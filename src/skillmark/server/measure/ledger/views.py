"""Pages of the ledger: what is in it, an export on its way in, its dictionary, its limits."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.ledger.columns import BY_NAME, COLUMNS
from skillmark.measure.ledger.mapping import Confidence
from skillmark.measure.ledger.overview import Filled, Overview, overview
from skillmark.measure.ledger.writing import write_to
from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.render import charts
from skillmark.server.front import files
from skillmark.server.measure.ledger import ramps, services, taking, wording
from skillmark.server.measure.ledger.forms import (
    ExportForm,
    MappingForm,
    RemoveForm,
    RetentionForm,
    StoreForm,
)
from skillmark.server.measure.ledger.models import LedgerFileRecord, LinkRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

PAGE = ["GET", "HEAD", "POST"]
SHOWN = 200


@allowed(Action.RECORD_OUTCOMES)
@require_http_methods(PAGE)
def index(request: HttpRequest) -> HttpResponse:
    """What is in the ledger; takes an export."""
    form = ExportForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                row = taking.keep(
                    upload.chunks(),
                    name=upload.name,
                    organisation=request.organisation,
                    actor=request.user,
                )
            except SkillmarkError as error:
                form.add_error("file", str(error))
            else:
                return redirect("ledger_columns" if row.open else "ledger_file", row.pk)
    return render(
        request, "measure/ledger.html", {"form": form, **_standing(request)}, status=status
    )


def _standing(request: HttpRequest) -> dict[str, Any]:
    place = request.organisation
    found = overview(services.ledger_of(place))
    kept = services.of(place)
    return {
        "found": found,
        "rows": [(wording.title(one.column), one, _share(one)) for one in found.columns],
        "groups": [(one.column, one, _share(one)) for one in found.groups],
        "nothing": [wording.title(name) for name in found.empty],
        "least": LEAST_CELL,
        "kept": kept,
        "retention": RetentionForm(initial={"months": kept.months}),
        "remove": RemoveForm(),
        "links": LinkRecord.objects.of(place).count(),
        "ramps": ramps.waiting(place, today=timezone.localdate()),
        "files": LedgerFileRecord.objects.of(place).order_by("-created")[:5],
    }


def _share(one: Filled) -> str:
    if one.known is not None:
        return f"{100 * (one.share or 0):.0f} %"
    if one.few:
        return _("fewer than %(least)s people") % {"least": LEAST_CELL}
    return _("nearly everybody")


@allowed(Action.RECORD_OUTCOMES)
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """How much of each column is known, as SVG."""
    found = overview(services.ledger_of(request.organisation))
    return files.svg(_drawn(found))


def _drawn(found: Overview) -> str:
    bars = [
        charts.Bar(wording.title(one.column), one.share or 0.0, _share(one))
        for one in found.columns
    ]
    return charts.bars(
        bars,
        title=_("How much is known"),
        axis=_("Share of people with a value"),
        description=_("The table beside has the same numbers."),
        language=get_language() or "en",
    )


def _file(request: HttpRequest, pk: str) -> LedgerFileRecord:
    rows = LedgerFileRecord.objects.select_related("organisation", "job", "checking")
    return find(request, rows, pk=pk)


@allowed(Action.RECORD_OUTCOMES)
@require_http_methods(PAGE)
def columns(request: HttpRequest, pk: str) -> HttpResponse:
    """Say what each column of the ledger comes from; it is remembered for the next export."""
    row = _file(request, pk)
    if row.job_id is not None:
        return redirect("ledger_file", row.pk)
    mapping = taking.mapping(row)
    form = MappingForm(request.POST or None, header=row.header, mapping=mapping)
    if request.method == "POST" and form.is_valid():
        mapping = form.cleaned_data["mapping"]
        if not list(mapping.needs()):
            taking.say(row, mapping)
            return redirect("ledger_file", row.pk)
        form.add_error(None, _("Answer what is marked below."))
    proposal = taking.proposal(row)
    questions: dict[str, dict[str, str]] = {}
    misfits = [one for one in proposal.questions if one.code == "does_not_fit"]
    for asked in (*taking.questions(row, mapping), *misfits):
        questions.setdefault(asked.column, {})[asked.code] = wording.question(asked)
    guesses = {
        one.column: (wording.reason(one.reason), one.confidence is Confidence.SURE)
        for one in proposal.guesses
    }
    asked_of = list(form.asked(guesses, questions))
    why = wording.private()
    read = set(mapping.sources)
    context = {
        "row": row,
        "form": form,
        "asked": [one for one in asked_of if _is_open(one.column, form, questions)],
        "others": [one for one in asked_of if not _is_open(one.column, form, questions)],
        "questions": [
            (wording.title(name), name, words)
            for name, said in questions.items()
            for words in said.values()
        ],
        "first": row.sample[:3],
        "left_out": [(name, why[kind]) for name, kind in proposal.left_out if name not in read],
        "recoded": row.encoding,
    }
    status = 422 if form.errors else 200
    return render(request, "measure/ledger_columns.html", context, status=status)


def _is_open(name: str, form: MappingForm, questions: dict[str, dict[str, str]]) -> bool:
    said = form[f"{name}-source"].value() or (
        form["currency-fixed"].value() if name == "currency" else ""
    )
    return bool(said) or name in questions or name == "person"


@allowed(Action.RECORD_OUTCOMES)
@require_safe
def file(request: HttpRequest, pk: str) -> HttpResponse:
    """What an export says and would change; once it is stored, how far that is."""
    row = _file(request, pk)
    if row.job is not None:
        return _state(request, row, row.job, "measure/ledger_stored.html")
    if row.open:
        return redirect("ledger_columns", row.pk)
    error = ""
    if not taking.fresh(row):
        if row.size <= taking.AT_ONCE:
            try:
                row.looked = taking.look_at(row)
            except SkillmarkError as found:
                error = str(found)
            else:
                row.save(update_fields=["looked"])
        else:
            if row.checking is None or not (row.checking.open or row.checking.stopped):
                taking.have_looked_at(row, actor=request.user)
            return _state(request, row, row.checking, "measure/ledger_looking.html")
    elif request.htmx:
        return render(request, "measure/ledger_ready.html", {"row": row})
    return render(request, "measure/ledger_check.html", _check(row, error))


def _state(request: HttpRequest, row: LedgerFileRecord, job: Any, whole: str) -> HttpResponse:
    template = "measure/ledger_state.html" if request.htmx else whole
    return render(request, template, {"row": row, "job": job})


def _check(row: LedgerFileRecord, error: str) -> dict[str, Any]:
    looked = row.looked or {}
    problems = looked.get("problems", [])
    return {
        "row": row,
        "error": error,
        "looked": looked,
        "wrong": [(one, _why(one)) for one in problems[:SHOWN]],
        "more": max(0, looked.get("mistakes", 0) - min(len(problems), SHOWN)),
        "counted": [
            (column or "–", wording.kind_of_problem(code), count)
            for column, code, count in sorted(looked.get("counted", []), key=lambda one: -one[2])
        ],
        "by_column": [
            (wording.title(name), count) for name, count in looked.get("by_column", {}).items()
        ],
        "changes": [
            (one["person"], wording.title(one["column"]), wording.cell(one["before"]),
             wording.cell(one["after"]))
            for one in looked.get("changes", [])
        ],
        "form": StoreForm(initial={"sound": bool(looked.get("mistakes"))}),
        "digest": taking.mapping(row).digest[:12],
    }  # fmt: skip


def _why(one: dict[str, Any]) -> str:
    return wording.problem(one["code"], one["said"], one["cause"])


@allowed(Action.RECORD_OUTCOMES)
@require_safe
def problems(request: HttpRequest, pk: str) -> HttpResponse:
    """Mistakes with their lines, to be mended and sent again."""
    row = _file(request, pk)
    lines = [
        [one["line"], one["column"], _why(one), one["code"]]
        for one in (row.looked or {}).get("problems", [])
    ]
    return files.csv_file("mistakes.csv", ["line", "column", "reason", "code"], lines)


@allowed(Action.RECORD_OUTCOMES)
@require_POST
def store(request: HttpRequest, pk: str) -> HttpResponse:
    """Store an export, by a job; pressed twice, it happens once."""
    row = _file(request, pk)
    form = StoreForm(request.POST)
    form.is_valid()
    try:
        taking.order(
            row,
            whole=form.cleaned_data["whole"],
            sound=form.cleaned_data["sound"],
            actor=request.user,
        )
    except InputError as error:
        messages.error(request, str(error))
    return redirect("ledger_file", row.pk)


@allowed(Action.RECORD_OUTCOMES)
@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    """What every column means, what is in it, and what it may serve as."""
    meanings, titles = dict(wording.columns()), wording.titles()
    kinds, known = wording.kinds(), wording.known()
    rows = [
        (one.name, titles[one.name], meanings[one.name], kinds[one.kind], known[one.known])
        for one in COLUMNS
    ]
    return render(request, "measure/ledger_dictionary.html", {"rows": rows})


@allowed(Action.RECORD_OUTCOMES)
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """An empty ledger with the right header."""
    return files.csv_file("ledger.csv", list(BY_NAME), [])


@allowed(Action.RECORD_OUTCOMES)
@require_safe
def download(request: HttpRequest) -> FileResponse:
    """The organisation's own ledger, as the file that it can be read back from."""
    text = io.StringIO()
    write_to(text, services.ledger_of(request.organisation))
    name = f"ledger-{timezone.localdate().isoformat()}.csv"
    return files.download(name, text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8")


@allowed(Action.RECORD_OUTCOMES)
@require_POST
def retention(request: HttpRequest) -> HttpResponse:
    """State how long rows are kept."""
    form = RetentionForm(request.POST)
    if form.is_valid():
        services.state_retention(
            request.organisation, form.cleaned_data["months"], actor=request.user
        )
        messages.success(request, _("Stated, with your name and today's date."))
    else:
        messages.error(request, _("Give a number of months."))
    return redirect("ledger")


@allowed(Action.RECORD_OUTCOMES)
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Delete one person's row, as somebody may ask for."""
    form = RemoveForm(request.POST)
    count = 0
    if form.is_valid():
        wanted = Q(person=form.cleaned_data["person"])
        count = services.remove(request.organisation, wanted, actor=request.user)
    if count:
        messages.success(request, _("Deleted."))
    else:
        messages.error(request, _("Nobody in the ledger has this id."))
    return redirect("ledger")


@allowed(Action.RECORD_OUTCOMES)
@require_POST
def take_ramps(request: HttpRequest) -> HttpResponse:
    """Take the ramps of onboarding in, of those who agreed."""
    count = ramps.take(request.organisation, today=timezone.localdate(), actor=request.user)
    words = ngettext("%(count)s person stored.", "%(count)s people stored.", count)
    messages.success(request, words % {"count": count})
    return redirect("ledger")
