"""A report as pages and spreadsheets show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.utils.translation import gettext as _

from skillmark.nouns.errors import InputError
from skillmark.server.front.files import csv_file, download
from skillmark.server.verify import names, wording
from skillmark.server.verify.wording import Words
from skillmark.verify.checks import Check, Name, Verdict
from skillmark.verify.report import Report

SALT = "verify.export"
EXPORT_HOURS = 12


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """One numbered check."""

    number: int
    title: Words
    status: str
    label: Words
    """Words beside the mark, where the usual ones would mislead."""
    detail: str
    spec: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page says of one credential."""

    report: Report
    reason: Words
    remedy: Words
    issuer: str
    issuer_domain: str
    issuer_note: Words
    issuer_known: bool
    """Whether the issuer is known and it is proven that it signed."""
    issuer_caution: str
    checks: tuple[ShownCheck, ...]
    holder: str
    """`pass`, `fail`, `claimed` (what nobody signed proves no holder), or empty: nobody asked."""

    @property
    def verdict(self) -> str:
        """`valid`, `invalid` or `unknown`."""
        return self.report.verdict.value

    @property
    def tone(self) -> str:
        """Colour of the banner: only what is valid is green."""
        return {"valid": "good", "invalid": "bad"}.get(self.verdict, "unsure")


def show(report: Report) -> Shown:
    """Put a report into words."""
    said = report.summary
    name = said.issuer_name if said else ""
    identifier = said.issuer_id if said else ""
    holder = report.check(Name.HOLDER)
    asked = holder is not None and holder.status.value != "not_applicable"
    return Shown(
        report=report,
        reason=wording.reason(report),
        remedy=wording.remedy(report),
        issuer=names.plain(name) or names.domain(identifier),
        issuer_domain=names.domain(identifier),
        issuer_note=wording.issuer_note(report),
        issuer_known=bool(report.issuer.known) and wording.issuer_proven(report),
        issuer_caution=names.caution(name),
        checks=tuple(
            _check(n, check, hosted=wording.is_hosted(report))
            for n, check in enumerate(report.checks, 1)
        ),
        holder=_holder(report) if asked else "",
    )


def _holder(report: Report) -> str:
    check = report.check(Name.HOLDER)
    status = check.status.value if check is not None else "fail"
    return "claimed" if status == "pass" and not wording.issuer_proven(report) else status


def _check(number: int, check: Check, *, hosted: bool) -> ShownCheck:
    title = wording.title(check, hosted=hosted)
    status, label = check.status.value, wording.label(check)
    if label:
        # it decides nothing, so it must not look like a failure
        status = "unknown"
    return ShownCheck(number, title, status, label, check.detail, check.spec)


def counted(reports: Iterable[Report]) -> list[tuple[str, int]]:
    """Return how often each verdict came up, all three of them."""
    found = Counter(report.verdict.value for report in reports)
    return [(verdict.value, found[verdict.value]) for verdict in Verdict]


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as the command `verify --json` does, with the caution beside it."""
    value = report.to_json()
    if report.caution:
        value["caution"] = report.caution
    return value


def sealed(reports: Sequence[Report]) -> str:
    """Return the results as text that the page keeps for its export.

    The site stores nothing: the visitor's own page hands the results back, and the signature says
    that they are ours and unaltered.
    """
    return signing.dumps([as_json(r) for r in reports], salt=SALT, compress=True)


def unsealed(text: str) -> list[dict[str, Any]]:
    """Return the results that `sealed` made, or raise `InputError`."""
    try:
        found = signing.loads(text, salt=SALT, max_age=EXPORT_HOURS * 3600)
    except signing.BadSignature:
        raise InputError(
            _("These results are too old to export, or not from this site."),
            remedy=_("check the credentials again"),
        ) from None
    return list(found)


def export(results: Sequence[dict[str, Any]], form: str) -> HttpResponse:
    """Return the results as a CSV or JSON download."""
    if form == "json":
        import json

        data = json.dumps(results, ensure_ascii=False, indent=2).encode()
        return download("verification.json", data, "application/json")
    header = (
        "source", "verdict", "reason", "achievement", "issuer", "issuer_id", "issuer_known",
        "known_by", "skills", "as_of", "format", "caution", "failed_checks",
    )  # fmt: skip
    return csv_file("verification.csv", header, map(_row, results))


def _row(result: dict[str, Any]) -> list[Any]:
    issuer = result["issuer"]
    skills = "; ".join(
        s["label"] + (f" ({s['level']})" if s["level"] else "") for s in result["skills"]
    )
    failed = "; ".join(
        f"{c['check']}: {c['detail']}"
        for c in result["checks"]
        if c["status"] in {"fail", "unknown"}
    )
    known = {True: "yes", False: "no", None: ""}[issuer["known"]]
    return [
        result["source"],
        result["verdict"],
        result["reason"] or "",
        result["achievement"] or "",
        issuer["name"] or "",
        issuer["id"] or "",
        known,
        issuer["known_by"] or "",
        skills,
        result["as_of"] or "",
        result["format"],
        result.get("caution", ""),
        failed,
    ]
