"""Pages of designs: the questions, one design with what it found, and writing one down."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from skillmark.measure.designs.design import Design, Question
from skillmark.measure.designs.finding import Finding, Settle
from skillmark.measure.designs.planning.terms import Plan
from skillmark.measure.designs.ready import READY
from skillmark.measure.designs.registry import Registration
from skillmark.measure.report import effects_section
from skillmark.measure.report import finding_words as words
from skillmark.measure.report.phrases import PHRASES, Said
from skillmark.nouns.errors import SkillmarkError
from skillmark.render.document import Figure
from skillmark.render.words import base
from skillmark.server.front import files
from skillmark.server.measure.designing import services
from skillmark.server.measure.designing.changes import named, readable
from skillmark.server.measure.designing.forms import DesignForm
from skillmark.server.measure.designing.models import DesignRecord
from skillmark.server.measure.ledger import services as ledgers
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find

PICTURES = {
    "effect": effects_section.forest,
    "quarters": effects_section.events,
    "curve": effects_section.curves,
}


def _said() -> Said:
    tongue = base(get_language() or "en")
    return Said(PHRASES[tongue], tongue, False)


@allowed(Action.SEE_MEASURES)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The questions that everybody asks, and what those written down here found."""
    said = _said()
    found = services.current(request.organisation, today=timezone.localdate())
    asked = {one.design.question for one, _finding in found}
    context = {
        "registered": [_row(said, one, answer) for one, answer in found],
        "ready": [
            {
                "question": question.value,
                "title": words.title(said, design),
                "meaning": words.meaning(said, design),
                "asked": question in asked,
            }
            for question, design in READY.items()
        ],
        "simulated": any(answer is not None and answer.simulated for _one, answer in found),
        "family": said["designs_family"].format(alpha=said.percent(0.05)),
        "together": sum(answer is not None and answer.family is not None for _o, answer in found),
    }
    return render(request, "measure/designs.html", context)


def _row(said: Said, one: Registration, answer: Finding | None) -> dict[str, Any]:
    return {
        "name": one.design.id,
        "title": words.title(said, one.design),
        "at": one.at,
        "by": one.by,
        "readings": one.design.readings,
        "finding": answer,
        "sentence": words.sentence(said, answer) if answer else "",
        "verdict": words.verdict(said, answer) if answer else "",
        "tone": _tone(answer) if answer else "",
        "family": _in_family(said, answer),
    }


def _tone(answer: Finding) -> str:
    """Return how sure a verdict looks: what does not hold among all is not shown as settled."""
    return "good" if answer.holds else "unsure"


def _in_family(said: Said, answer: Finding | None) -> str:
    if answer is None or answer.family is None or not answer.established:
        return ""
    key = "designs_family_yes" if answer.holds_in_family else "designs_family_no"
    return said[key].format(n=answer.family[0])


def _one(request: HttpRequest, name: str) -> tuple[DesignRecord, Registration, Finding | None]:
    """Return a registration with what it finds; `?as=` asks for an earlier one."""
    mine = DesignRecord.objects.of(request.organisation).filter(name=name).order_by("-pk")
    wanted = request.GET.get("as", "")
    row = find(request, mine.filter(digest=wanted) if wanted else mine)
    registry = services.registry(request.organisation)
    registered = registry.find(row.digest)
    if registered is None:
        raise Http404
    today = timezone.localdate()
    if registry.latest(name) == registered:
        for one, answer in services.current(request.organisation, today=today):
            if one == registered:
                return row, one, answer
    return row, registered, services.reading(row, registered, today=today)


@allowed(Action.SEE_MEASURES)
@require_safe
def detail(request: HttpRequest, name: str) -> HttpResponse:
    """One design: the verdict, what it rests on, what was written down, and every change."""
    row, registered, answer = _one(request, name)
    said = _said()
    history = services.registry(request.organisation).of(name)
    context: dict[str, Any] = {
        "row": row,
        "one": registered,
        "latest": history[-1] == registered,
        "title": words.title(said, registered.design),
        "meaning": words.meaning(said, registered.design),
        "written": readable(said, registered.design),
        "history": [
            {
                "one": one,
                "is_this": one == registered,
                "changes": [named(said, one.design, change) for change in one.changes],
            }
            for one in reversed(history)
        ],
        "finding": answer,
    }
    if answer is not None:
        context |= _shown(said, answer)
    return render(request, "measure/design.html", context)


def _shown(said: Said, answer: Finding) -> dict[str, Any]:
    pictures = [(kind, make(said, answer)) for kind, make in PICTURES.items()]
    return {
        "verdict": words.verdict(said, answer),
        "tone": _tone(answer),
        "sentence": words.sentence(said, answer),
        "also": words.also(said, answer),
        "doubts": [words.objection(said, answer, one) for one in answer.objections],
        "remedies": words.remedies(said, answer),
        "caution": words.caution(said, answer) if answer.estimate else "",
        "timing": words.timing(said, answer),
        "notes": effects_section.notes(said, answer),
        "pictures": [(kind, figure.caption, figure.table) for kind, figure in pictures if figure],
        "balance": effects_section.balance(said, answer),
        "who": words.people(said, answer),
        "settle": said["designs_settle"],
        "detectable": _detectable(said, answer),
    }


def _detectable(said: Said, answer: Finding) -> str:
    size = answer.settle.detectable
    if size is None:
        return ""
    shown = words.amount(said, answer, size, sign=False)
    return said["designs_settle_detectable"].format(d=shown)


@allowed(Action.SEE_MEASURES)
@require_safe
def picture(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """A picture of what a design found, as SVG."""
    answer = _one(request, name)[2]
    figure: Figure | None = None
    if answer is not None and kind in PICTURES:
        figure = PICTURES[kind](_said(), answer)
    return files.svg(figure.svg if figure else _nothing())


def _nothing() -> str:
    return '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


@allowed(Action.SEE_MEASURES)
@require_safe
def registration(request: HttpRequest, name: str) -> HttpResponse:
    """Everything registered here, as the file that `skillmark measure designs` reads."""
    mine = DesignRecord.objects.of(request.organisation).filter(name=name).order_by("-pk")
    find(request, mine)
    text = services.registry(request.organisation).written()
    return files.download("designs.json", text.encode(), "application/json")


@allowed(Action.SEE_MEASURES)
@require_safe
def finding(request: HttpRequest, name: str) -> HttpResponse:
    """What a design found, as JSON."""
    answer = _one(request, name)[2]
    body = {"verdict": "pending"} if answer is None else answer.as_json()
    text = json.dumps(body, ensure_ascii=False, indent=1) + "\n"
    return files.download(f"{name}.json", text.encode(), "application/json")


@allowed(Action.RECORD_OUTCOMES)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Write a design down, or see first how many people it needs."""
    start = _start(request)
    ledger = ledgers.ledger_of(request.organisation)
    form = DesignForm(
        request.POST or None,
        start=start,
        achievements=tuple(sorted(ledger.word("achievement").levels))[:100],
    )
    design, status = start, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            design = form.cleaned_data["design"]
            if "plan" in request.POST:
                status = 200
            else:
                try:
                    services.register(
                        request.organisation, design, actor=request.user, now=timezone.now()
                    )
                except SkillmarkError as error:
                    form.add_error(None, str(error))
                else:
                    messages.success(request, _("Registered."))
                    return redirect("design", design.id)
    said = _said()
    plan, why = services.planned(request.organisation, design, today=timezone.localdate())
    context = {
        "form": form,
        "question": start.question.value,
        "title": words.title(said, start),
        "meaning": words.meaning(said, start),
        "last": services.registry(request.organisation).latest(design.id),
        "plan": plan,
        "why": why,
        "sizes": _sizes(said, plan, ledger.currency, ledger.simulated) if plan else {},
    }
    return render(request, "measure/design_register.html", context, status=status)


def _start(request: HttpRequest) -> Design:
    """Return what the form begins with: what was registered last, or the ready-made design."""
    asked = request.GET.get("change", "")
    last = services.registry(request.organisation).latest(asked) if asked else None
    if last is not None:
        return last.design
    wanted = request.GET.get("question", "")
    known = [question for question in Question if question.value == wanted]
    return READY[known[0] if known else Question.STARTING_PAY]


def _sizes(said: Said, plan: Plan, currency: str | None, simulated: bool) -> dict[str, str]:
    """Write the plan's amounts with their unit."""
    empty = Finding(
        plan.design, timezone.localdate(), timezone.localdate(), Settle(), currency=currency,
        simulated=simulated,
    )  # fmt: skip
    now = plan.detectable_now
    return {
        "wanted": words.amount(said, empty, plan.wanted, sign=False),
        "now": "" if now is None else words.amount(said, empty, now, sign=False),
        "people": said.number(plan.people_needed),
        "there": said.number(plan.people_now or 0),
        "hires": said.number(plan.hires_now or 0),
        "share": said.percent(plan.share_treated),
    }
