"""Pages of costing: the result, and the figures that it is made of."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from skillmark.measure.costs.catalogue import BY_NAME, INTANGIBLES
from skillmark.measure.costs.plain import as_json
from skillmark.measure.costs.reading import ASSUMPTIONS, ASSUMPTIONS_MORE, COSTS, COSTS_MORE
from skillmark.measure.report import cost_pictures
from skillmark.nouns.errors import SkillmarkError
from skillmark.render.document import Table
from skillmark.server.front import files
from skillmark.server.measure.costing import services, shown
from skillmark.server.measure.costing.forms import (
    SUPPOSED,
    AssumptionForm,
    CurrencyForm,
    FileForm,
    ItemForm,
    WhatIfForm,
)
from skillmark.server.measure.costing.models import AssumptionRecord, CostItemRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find


@allowed(Action.SEE_MEASURES)
@require_GET
def costs(request: HttpRequest) -> HttpResponse:
    """What the programme costs and is worth; with a query, what if."""
    organisation = request.organisation
    said = shown.words(services.currency_of(organisation))
    try:
        made = services.costing(organisation, now=timezone.now())
    except SkillmarkError as error:
        return render(request, "measure/costing/costs.html", {"wrong": str(error)}, status=409)
    outcome = made.outcome
    if outcome is None:
        return render(request, "measure/costing/costs.html", {"nothing": True})
    names = {name: f"{said.quantity(name)} ({said.unit(BY_NAME[name].unit)})" for name in SUPPOSED}
    asked = any(key.startswith("if-") for key in request.GET)
    form = WhatIfForm(request.GET if asked else None, names=names)
    supposed = form.supposed() if asked else {}
    if supposed:
        outcome = services.what_if(outcome, supposed)
    context = {
        "outcome": outcome,
        "verdict": said.verdict(outcome),
        "tone": shown.TONES.get(outcome.verdict, ("unsure", "question")),
        "sums": shown.sums(said, outcome),
        "returns": shown.returns(said, outcome),
        "waterfall": _drawn(cost_pictures.costs_and_savings(said, outcome)),
        "tornado": _drawn(cost_pictures.what_moves(said, outcome)),
        "ladder": None if supposed else _drawn(cost_pictures.levels(said, made.rungs)),
        "break_even": _rows(cost_pictures.what_would_have_to_be_true(said, outcome)),
        "unstated": said.kinds(outcome.unstated),
        "twice": said.kinds(outcome.twice),
        "to_enter": shown.to_enter(said, outcome),
        "above_zero": said["above_zero"].format(p=said.percent(outcome.counted.above_zero))
        if outcome.counted and outcome.counted.benefits.high > 0
        else "",
        "if_true": "" if supposed else said.if_true(outcome),
        "assumed_text": said["assumed"].format(
            n=said.said.number(outcome.draws), seed=outcome.seed
        ),
        "intangible": said["intangible"].format(
            list=", ".join(said[f"n_{name}"] for name in INTANGIBLES)
        ),
        "form": form,
        "supposed": [
            (said.quantity(name), said.whole(value, BY_NAME[name].unit))
            for name, value in supposed.items()
        ],
        "form_open": asked,
    }
    status = 422 if asked and form.errors else 200
    return render(request, "measure/costing/costs.html", context, status=status)


def _drawn(picture: cost_pictures.Picture | None) -> dict[str, Any] | None:
    """Return a picture for a template: made here, every word in it escaped."""
    if picture is None:
        return None
    return {
        "wide": mark_safe(picture.wide),  # noqa: S308
        "narrow": mark_safe(picture.narrow),  # noqa: S308
        "caption": picture.caption,
        **(_rows(picture.table) or {}),
    }


def _rows(table: Table | None) -> dict[str, Any] | None:
    """Return a table whose cells know their heading, for phones."""
    if table is None:
        return None
    cells = [(row[0], list(zip(table.header[1:], row[1:], strict=True))) for row in table.rows]
    return {"table": table, "rows": cells}


@allowed(Action.SEE_MEASURES)
@require_GET
def costs_json(request: HttpRequest) -> HttpResponse:
    """The result as JSON, every assumption in it."""
    made = services.costing(request.organisation, now=timezone.now())
    body = json.dumps(as_json(made.outcome, made.rungs), ensure_ascii=False, indent=1)
    return files.download("costs.json", body.encode(), "application/json")


@allowed(Action.SEE_MEASURES)
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Every cost and every assumption, each with unit, range, source and history."""
    return _figures(request)


def _figures(
    request: HttpRequest,
    *,
    wrong: AssumptionForm | None = None,
    item: ItemForm | None = None,
    file: FileForm | None = None,
    currency: CurrencyForm | None = None,
) -> HttpResponse:
    organisation = request.organisation
    said = shown.words(services.currency_of(organisation))
    here = services.known_of(organisation, now=timezone.now())
    model = here.model
    history = services.history(organisation)
    rows = AssumptionRecord.objects.of(organisation).select_related("changed_by")
    spent = CostItemRecord.objects.of(organisation).select_related("changed_by")
    book = shown.Book(
        dict(model.assumed),
        {one.name: one for one in here.counted},
        {row.name: row for row in rows},
        history,
    )
    bad = any(form is not None for form in (wrong, item, file, currency))
    context = {
        "groups": shown.figures(said, book, wrong),
        "costs": shown.costs(said, list(spent), history),
        "unstated": said.kinds(model.unstated),
        "currency": said.currency,
        "item_form": item or ItemForm(kinds=shown.kinds(said)),
        "item_open": item is not None,
        "file_form": file or FileForm(),
        "file_open": file is not None,
        "currency_form": currency or CurrencyForm(initial={"currency": said.currency}),
        "currency_open": currency is not None,
        "simulated": here.simulated,
    }
    return render(request, "measure/costing/figures.html", context, status=422 if bad else 200)


@allowed(Action.RECORD_OUTCOMES)
@require_POST
def assume(request: HttpRequest) -> HttpResponse:
    """Change one quantity of the catalogue, or take it away."""
    name = request.POST.get("quantity", "")
    about = BY_NAME.get(name)
    if about is None:
        messages.error(request, _("No such quantity is in the catalogue."))
        return redirect("cost_figures")
    if request.POST.get("do") == "forget":
        row = AssumptionRecord.objects.of(request.organisation).filter(name=name).first()
        if row is not None:
            services.forget(row, actor=request.user)
            messages.success(request, _("Taken away; what it was stays in the history."))
        return redirect(f"{_address()}#{name}")
    form = AssumptionForm(request.POST, about=about)
    if form.is_valid() and form.assumption is not None:
        try:
            services.assume(request.organisation, form.assumption, actor=request.user)
        except SkillmarkError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{_address()}#{name}")
    return _figures(request, wrong=form)


def _address() -> str:
    return reverse("cost_figures")


@allowed(Action.RECORD_OUTCOMES)
@require_POST
def spend(request: HttpRequest) -> HttpResponse:
    """Add a cost."""
    said = shown.words(services.currency_of(request.organisation))
    form = ItemForm(request.POST, kinds=shown.kinds(said))
    if form.is_valid() and form.item is not None:
        try:
            services.spend(request.organisation, form.item, actor=request.user)
        except SkillmarkError as error:
            form.add_error("name" if error.where == "name" else None, str(error.cause))
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{_address()}#costs")
    return _figures(request, item=form)


@allowed(Action.RECORD_OUTCOMES)
@require_http_methods(["GET", "HEAD", "POST"])
def cost(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one cost, or take it away."""
    row = find(request, CostItemRecord, pk=pk)
    said = shown.words(services.currency_of(request.organisation))
    if request.method == "POST" and request.POST.get("do") == "remove":
        services.unspend(row, actor=request.user)
        messages.success(request, _("Taken away; what it was stays in the history."))
        return redirect(f"{_address()}#costs")
    form = ItemForm(request.POST or None, instance=row, kinds=shown.kinds(said))
    if request.method == "POST" and form.is_valid() and form.item is not None:
        row.refresh_from_db()
        try:
            services.spend(request.organisation, form.item, actor=request.user, row=row)
        except SkillmarkError as error:
            form.add_error("name" if error.where == "name" else None, str(error.cause))
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{_address()}#costs")
    row.refresh_from_db()
    history = services.history(request.organisation)
    context = {"form": form, "cost": shown.costs(said, [row], history)[0]}
    status = 422 if request.method == "POST" else 200
    return render(request, "measure/costing/cost.html", context, status=status)


@allowed(Action.RECORD_OUTCOMES)
@require_POST
def take_file(request: HttpRequest) -> HttpResponse:
    """Store a whole file of costs or assumptions, or nothing of it."""
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        upload, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
        try:
            text = upload.read().decode("utf-8-sig")
            count = services.take_file(
                request.organisation, text, upload.name, kind=kind, actor=request.user
            )
        except UnicodeDecodeError:
            form.add_error("file", _("The file is not UTF-8."))
        except SkillmarkError as error:
            form.add_error("file", str(error))
        else:
            words = ngettext("%(count)s line stored.", "%(count)s lines stored.", count)
            messages.success(request, words % {"count": count})
            return redirect("cost_figures")
    return _figures(request, file=form)


@allowed(Action.RECORD_OUTCOMES)
@require_POST
def currency(request: HttpRequest) -> HttpResponse:
    """Say which currency all figures are in."""
    form = CurrencyForm(request.POST)
    if form.is_valid():
        try:
            services.set_currency(
                request.organisation, form.cleaned_data["currency"], actor=request.user
            )
        except SkillmarkError as error:
            form.add_error("currency", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("cost_figures")
    return _figures(request, currency=form)


@allowed(Action.SEE_MEASURES)
@require_GET
def costs_csv(request: HttpRequest) -> HttpResponse:
    """All costs as the command line reads them."""
    code = services.currency_of(request.organisation)
    rows = [
        [row.name, row.amount, code, row.kind, row.year, int(row.recurring), row.share,
         *("" if x is None else x for x in (row.low, row.high)), row.source]
        for row in CostItemRecord.objects.of(request.organisation)
    ]  # fmt: skip
    return files.csv_file("costs.csv", [*COSTS, *COSTS_MORE], rows)


@allowed(Action.SEE_MEASURES)
@require_GET
def assumptions_csv(request: HttpRequest) -> HttpResponse:
    """All quantities as the command line reads them: those without a value are to be filled in."""
    code = services.currency_of(request.organisation)
    there = {row.name: row for row in AssumptionRecord.objects.of(request.organisation)}
    rows = []
    for about in BY_NAME.values():
        row = there.get(about.name) or AssumptionRecord(name=about.name, shape="")
        low, likely, high, ceiling = (
            "" if x is None else x for x in (row.low, row.likely, row.high, row.ceiling)
        )
        shape = row.shape if row.likely is not None else ""
        unit = about.unit.value.replace("money", code)
        rows.append(
            [about.name, low, likely, high, unit, row.source, ceiling, row.said_by, shape,
             about.meaning]
        )  # fmt: skip
    return files.csv_file("assumptions.csv", [*ASSUMPTIONS, *ASSUMPTIONS_MORE], rows)
