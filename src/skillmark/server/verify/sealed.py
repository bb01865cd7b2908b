"""Results that the visitor's own page keeps: the site stores nothing of a check.

The page hands them back to be filtered, sorted and exported; the signature says that they are ours
and unaltered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from skillmark.badges.endorsement import Endorsed
from skillmark.badges.levels import ConfirmedSkill
from skillmark.badges.summary import Summary
from skillmark.nouns.errors import InputError
from skillmark.trust.outcome import Status
from skillmark.verify.checks import Check, Name, Reason, Verdict
from skillmark.verify.domain import Domain
from skillmark.verify.endorsements import Endorsement
from skillmark.verify.registry import Voucher
from skillmark.verify.report import Known, Report
from skillmark.verify.source import Expected

SALT = "verify.results"
HOURS = 12
_SAID = ("recipient_name", "valid_from", "valid_until")
"""What tables show of a credential beside its report."""


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as the command `verify --json` does, with the caution beside it."""
    value = report.to_json()
    if report.caution:
        value["caution"] = report.caution
    return value


def seal(reports: Sequence[Report]) -> str:
    """Return the results as signed text."""
    return signing.dumps([_packed(report) for report in reports], salt=SALT, compress=True)


def unseal(text: str) -> list[Report]:
    """Return the results that `seal` made, or raise `InputError`.

    They say what tables show; the credentials themselves are not in them.
    """
    try:
        found = signing.loads(text, salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        raise InputError(
            _("These results are too old to export, or not from this site."),
            remedy=_("check the credentials again"),
        ) from None
    return [_report(packed) for packed in found]


def _packed(report: Report) -> dict[str, Any]:
    value: dict[str, Any] = {
        "report": as_json(report),
        "reasons": [check.reason for check in report.checks],
    }
    if report.summary is not None:
        value |= {name: getattr(report.summary, name) for name in _SAID}
    return value


def _report(packed: dict[str, Any]) -> Report:
    said = packed["report"]
    expected = said.get("expected")
    report = Report(
        source=said["source"],
        verdict=Verdict(said["verdict"]),
        reason=Reason(said["reason"]) if said["reason"] else None,
        as_of=datetime.fromisoformat(said["as_of"]) if said["as_of"] else None,
        format=said["format"],
        checks=tuple(
            Check(
                Name(one["check"]),
                Status(one["status"]),
                one["detail"],
                one["spec"],
                Reason(reason) if reason else None,
            )
            for one, reason in zip(said["checks"], packed["reasons"], strict=True)
        ),
        issuer=_known(said["issuer"]),
        domain=_domain(said["issuer"].get("domain")),
        endorsements=tuple(map(_endorsement, said.get("endorsements", ()))),
        endorsements_left=said.get("endorsements_left", 0),
        expected=Expected(expected["line"], expected["holder"] or "", expected["name"] or "")
        if expected
        else None,
    )
    return report.knowing(summary=_summary(packed) if _SAID[0] in packed else None)


def _known(said: dict[str, Any]) -> Known:
    by = said["known_by"] or ""
    listed = [
        Voucher(*(one[name] or "" for name in ("known_by", "registry", "signed_by")))
        for one in said.get("vouchers", ())
    ]
    vouchers = listed or ([Voucher(by)] if said["known"] else [])
    return Known(said["known"], by, tuple(vouchers))


def _domain(said: dict[str, Any] | None) -> Domain | None:
    if said is None:
        return None
    at = datetime.fromisoformat(said["as_of"]) if said["as_of"] else None
    return Domain(said["name"], said["controls"], said["how"], said["detail"], at)


def _endorsement(said: dict[str, Any]) -> Endorsement:
    who = said["endorser"]
    words = {name: said[name] or "" for name in ("comment", "valid_from", "valid_until", "id")}
    return Endorsement(
        Endorsed(said["of"]),
        Status(said["status"]),
        said["detail"],
        endorser_id=who["id"] or "",
        endorser_name=who["name"] or "",
        known=Known(who["known"], who["known_by"] or ""),
        **words,
    )


def _summary(packed: dict[str, Any]) -> Summary:
    said = packed["report"]
    return Summary(
        id="",
        achievement=said["achievement"],
        achievement_id="",
        description="",
        criteria="",
        issuer_id=said["issuer"]["id"],
        issuer_name=said["issuer"]["name"],
        recipient_name=packed["recipient_name"],
        recipient_id="",
        skills=tuple(
            ConfirmedSkill(one["skill"], one["label"], one["level"]) for one in said["skills"]
        ),
        valid_from=packed["valid_from"],
        valid_until=packed["valid_until"],
        results=(),
        evidence=(),
        elements=None,
        credibility=None,
        caution=said.get("caution", ""),
        language="",
    )
