"""Pages of an export on its way in: its columns, what it would change, how far storing is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.measure.ledger.mapping import Confidence
from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.server.front import files
from skillmark.server.measure.ledger import taking, wording
from skillmark.server.measure.ledger.forms import StoreForm
from skillmark.server.measure.ledger.mapping_form import MappingForm
from skillmark.server.measure.ledger.models import LedgerFileRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

PAGE = ["GET", "HEAD", "POST"]
SHOWN = 200


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
