"""Pages of insight: does the result foretell, which questions do, do people judge themselves well,
and are outcomes alike between groups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from skillmark.measure.insight import equity as pure
from skillmark.measure.insight.feedback import pairs_needed, smallest_seen
from skillmark.server.assess.models import ItemRecord
from skillmark.server.front.files import csv_file
from skillmark.server.front.templatetags.look import words as named
from skillmark.server.measure.dashboards import linking, pictures, self_ratings, words
from skillmark.server.measure.ledger.services import ledger_of
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed

WORTH = 0.2
"""A correlation that is looked for where nothing is said of another: small to moderate."""


class ReliabilityForm(forms.Form):
    """Reliabilities that are known from elsewhere; nothing is corrected without them."""

    reliability = forms.FloatField(
        label=_("Reliability of the assessment"), min_value=0.05, max_value=1.0, required=False
    )
    criterion = forms.FloatField(
        label=_("Reliability of the ratings of work"), min_value=0.05, max_value=1.0, required=False
    )

    def asked(self) -> dict[str, float | None]:
        """Return what was given; nothing where it makes no sense."""
        said = self.cleaned_data if self.is_valid() else {}
        return {name: said.get(name) for name in self.fields}


class AssessedForm(ReliabilityForm):
    """The assessment's reliability alone, and whose self-ratings."""

    criterion = None  # type: ignore[assignment]
    function = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)


@allowed(Action.SEE_MEASURES)
@require_GET
def feedback(request: HttpRequest) -> HttpResponse:
    """Whether results foretell later performance: together, by credential and by provider."""
    form = ReliabilityForm(request.GET or None)
    found = linking.feedback(request.organisation, **form.asked())
    whole = found.whole
    context = {
        "form": form,
        "found": found,
        "whole": whole,
        "chip": words.FORETELLS[whole.code] if whole else None,
        "needed": pairs_needed(WORTH),
        "worth": WORTH,
        "seen": smallest_seen(whole.n) if whole else None,
        "tables": [
            (key, title, rows, pictures.names(rows) if any(one.n for one in rows) else None)
            for key, title, rows in (
                ("credentials", _("By credential"), found.credentials),
                ("providers", _("By provider"), found.providers),
            )
            if rows
        ],
        "query": request.GET.urlencode(),
    }
    return render(request, "measure/dashboards/feedback.html", context)


@allowed(Action.SEE_MEASURES)
@require_GET
def feedback_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    found = linking.feedback(request.organisation, **ReliabilityForm(request.GET or None).asked())
    header = ["what", "name", "people", "correlation", "low", "high", "shrunken", "shrunken_low",
              "shrunken_high", "best_rank", "worst_rank"]  # fmt: skip
    rows: list[list[Any]] = []
    if found.whole is not None:
        for what, one in (
            ("observed", found.whole.observed),
            ("direct", found.whole.direct),
            ("indirect", found.whole.indirect),
            ("beyond_experience", found.whole.beyond),
        ):
            if one is not None:
                rows.append(["all", what, found.whole.n, *_three(one), "", "", "", "", ""])
    for kind, names in (("credential", found.credentials), ("provider", found.providers)):
        for name in names:
            shrunken = name.shrunken
            rows.append(
                [kind, name.name, name.n or "", *_three(name.own),
                 *_three(shrunken.estimate if shrunken else None),
                 shrunken.best if shrunken else "", shrunken.worst if shrunken else ""]
            )  # fmt: skip
    return csv_file("provider-feedback.csv", header, rows)


def _three(found: Any) -> list[str]:
    if found is None:
        return ["", "", ""]
    return [f"{value:.4f}" for value in (found.value, found.low, found.high)]


@allowed(Action.SEE_RESULTS)
@require_GET
def items(request: HttpRequest) -> HttpResponse:
    """Which questions of own tests foretell later performance."""
    found = linking.test_items(request.organisation)
    called = _called(request, found)
    context = {
        "tests": [
            (
                test,
                [
                    (called.get((test.slug, one.name), one.name), one, words.FORETELLS[one.code])
                    for one in sorted(test.items, key=_order)
                ],
                pictures.items(
                    sorted(test.items, key=_order), {one.name: one.name for one in test.items}
                )
                if test.people
                else None,
            )
            for test in found
        ],
        "needed": pairs_needed(WORTH),
        "worth": WORTH,
    }
    return render(request, "measure/dashboards/items.html", context)


def _order(one: Any) -> tuple[bool, float]:
    return one.estimate is None, -(one.estimate.value if one.estimate else 0.0)


def _called(request: HttpRequest, tests: Any) -> dict[tuple[str, str], str]:
    """Return the beginnings of the questions, by test and item."""
    rows = ItemRecord.objects.of(request.organisation).filter(
        test__slug__in=[test.slug for test in tests]
    )
    found = {}
    for slug, item, document in rows.order_by("test__version").values_list(
        "test__slug", "item", "document"
    ):
        found[slug, item] = named(document.get("stem") or document.get("prompt") or item)[:90]
    return found


@allowed(Action.SEE_RESULTS)
@require_GET
def items_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    header = ["test", "item", "people", "correlation", "low", "high", "p", "p_adjusted", "finding"]
    rows = [
        [test.slug, one.name, one.n or "", *_three(one.estimate),
         *("" if p is None else f"{p:.5f}" for p in (one.p, one.adjusted)), one.code]
        for test in linking.test_items(request.organisation)
        for one in test.items
    ]  # fmt: skip
    return csv_file("questions-and-performance.csv", header, rows)


@allowed(Action.SEE_MEASURES)
@require_GET
def calibration(request: HttpRequest) -> HttpResponse:
    """How well people judge themselves, beside what an assessment says."""
    form = AssessedForm(request.GET or None)
    asked = form.asked()
    found = self_ratings.pairs(request.organisation)
    function = str(asked["function"] or "")
    reliability = asked["reliability"]
    told = self_ratings.calibrated(found, function=function, reliability=reliability)
    context = {
        "form": form,
        "pairs": found,
        "told": told,
        "levels": [(round(one.at), one) for one in told.curve] if told else [],
        "functions": self_ratings.functions(found),
        "function": function,
        "curve": pictures.calibration(told)
        if told and any(not one.hidden for one in told.curve)
        else None,
        "bands": pictures.misjudged(told)
        if told and any(not one.hidden for one in told.bands)
        else None,
        "query": request.GET.urlencode(),
    }
    return render(request, "measure/dashboards/calibration.html", context)


@allowed(Action.SEE_MEASURES)
@require_GET
def calibration_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV; what is hidden is empty."""
    form = AssessedForm(request.GET or None)
    asked = form.asked()
    told = self_ratings.calibrated(
        self_ratings.pairs(request.organisation),
        function=str(asked["function"] or ""),
        reliability=asked["reliability"],
    )
    rows: list[list[Any]] = []
    if told is not None:
        for what, one in (
            ("bias", told.bias), ("absolute_error", told.error), ("share_over", told.over),
            ("share_exact", told.exact), ("share_under", told.under), ("slope", told.slope),
        ):  # fmt: skip
            rows.append([what, "", told.n, *_three(one), "", "", "", ""])
        for point in told.curve:
            rows.append(["assessed_at_self_rating", f"{point.at:g}", point.n or "",
                         *_three(point.mean), "", "", "", ""])  # fmt: skip
        for point in told.bands:
            rows.append(
                ["bias_at_assessed", f"{point.at:.2f}", point.n or "", *_three(point.mean),
                 *_three(point.corrected),
                 "" if point.benchmark is None else f"{point.benchmark:.4f}"]
            )  # fmt: skip
    header = ["what", "level", "ratings", "value", "low", "high", "corrected", "corrected_low",
              "corrected_high", "benchmark"]  # fmt: skip
    return csv_file("calibration.csv", header, rows)


@allowed(Action.SEE_MEASURES)
@require_GET
def equity(request: HttpRequest) -> HttpResponse:
    """Outcomes by the groups that the organisation uploaded."""
    ledger = ledger_of(request.organisation)
    tables = pure.equity(ledger, today=timezone.localdate())
    context = {
        "tables": [
            (
                table,
                [
                    (
                        row,
                        words.OUTCOMES[row.outcome],
                        [_cells(row.outcome, cell, ledger.currency or "") for cell in row.cells],
                        pictures.equity(row)
                        if row.comparable and any(cell.gap for cell in row.cells)
                        else None,
                    )
                    for row in table.rows
                ],
            )
            for table in tables
        ],
        "simulated": ledger.simulated,
        "found": [
            (words.OUTCOMES[row.outcome], words.group(cell.groups), table.kind,
             words.gap(row.outcome, cell.gap))
            for table in tables for row in table.rows for cell in row.cells if cell.differs
        ],
        "compared": sum(
            cell.p is not None for table in tables for row in table.rows for cell in row.cells
        ),
    }  # fmt: skip
    return render(request, "measure/dashboards/equity.html", context)


def _cells(outcome: str, cell: pure.Cell, currency: str) -> dict[str, Any]:
    gap, limits = words.gap(outcome, cell.gap)
    unit = currency if outcome == "starting_pay" else ""
    return {
        "cell": cell,
        "group": words.group(cell.groups),
        "own": f"{words.own(outcome, cell.own)} {unit}".strip(),
        "interval": words.span(
            cell.own, share=outcome in pure.SHARES
        ) if cell.own else "",
        "gap": gap,
        "limits": limits,
        "low_ratio": cell.ratio is not None and cell.ratio.value < pure.FOUR_FIFTHS,
    }  # fmt: skip


@allowed(Action.SEE_MEASURES)
@require_GET
def equity_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV; what is hidden says so and nothing else."""
    tables = pure.equity(ledger_of(request.organisation), today=timezone.localdate())
    header = ["kind", "outcome", "group", "people", "hidden", "reference", "value", "low", "high",
              "gap", "gap_low", "gap_high", "ratio", "p", "p_adjusted"]  # fmt: skip
    rows = [
        [table.kind, row.outcome, words.group(cell.groups), cell.n or "", int(cell.hidden),
         int(cell.reference),
         *_three(cell.own), *_three(cell.gap),
         "" if cell.ratio is None else f"{cell.ratio.value:.3f}",
         *("" if p is None else f"{p:.5f}" for p in (cell.p, cell.adjusted))]
        for table in tables for row in table.rows for cell in row.cells
    ]  # fmt: skip
    return csv_file("equity.csv", header, rows)
