"""Rows of the ledger and the credentials of those who agreed to it; nobody else's.

A link is a row, a person who agreed to `Purpose.OUTCOMES`, and nothing more: the address by which
the two were found to be one is not kept. It fills the columns of the credential from what the
person holds and what verifies at that moment. When it goes (they withdraw, their account goes, the
row goes), what came by it goes with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress

from skillmark.badges.levels import as_list, first
from skillmark.measure.cells import LEAST_CELL
from skillmark.server.hold.services import reports_of
from skillmark.server.measure.ledger import services
from skillmark.server.measure.ledger.models import LinkRecord, OutcomeRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord, Purpose
from skillmark.server.people.permitting import permitted
from skillmark.verify.checks import Verdict
from skillmark.verify.report import Report

NOTHING: dict[str, Any] = {
    "credential": None,
    "credential_date": None,
    "achievement": "",
    "provider": "",
    "result": None,
    "by_link": False,
}
"""What a row holds of a credential where nobody agreed."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What a verified credential puts into the ledger."""

    credential: str
    credential_date: date
    achievement: str
    provider: str
    result: float | None


def agreed(organisation: OrganisationRecord, addresses: Mapping[str, str]) -> dict[str, int]:
    """Return which rows belong to somebody who agreed: account by the person's id.

    `addresses`: by the person's id; only confirmed ones count, else anybody could sign up as
    somebody else. Whoever did not agree is left alone, and nothing of them is kept.
    """
    if not addresses:
        return {}
    may = permitted(organisation, Purpose.OUTCOMES)
    confirmed = {
        email.lower(): account
        for email, account in EmailAddress.objects.filter(
            verified=True, user__in=may.values("pk")
        ).values_list("email", "user_id")
    }
    return {
        person: confirmed[address.lower()]
        for person, address in addresses.items()
        if address.lower() in confirmed
    }


def about(count: int) -> int:
    """Return a number of linked people as it may be told: in steps of a cell, so that nobody
    learns from an export of one address whether its owner agreed."""
    return count - count % LEAST_CELL


def link_accounts(
    organisation: OrganisationRecord, accounts: Mapping[str, int], *, whole: bool = False
) -> int:
    """Link rows to accounts that are known to have agreed, and fill in what they hold.

    Return how many rows. The caller holds the transaction.
    """
    there = dict(LinkRecord.objects.of(organisation).values_list("person", "account_id"))
    for person, account in accounts.items():
        if there.get(person) == account:
            continue
        if person in there:  # the id has another owner now
            LinkRecord.objects.of(organisation).get(person=person).delete()
        LinkRecord.objects.create(
            organisation=organisation, person=person, account_id=account, whole=whole
        )
    renew(organisation, LinkRecord.objects.of(organisation).filter(person__in=list(accounts)))
    return len(accounts)


def renew(organisation: OrganisationRecord, links: Iterable[LinkRecord] | None = None) -> int:
    """Work out anew what links fill in; end those of people who agree no longer.

    Return how many rows have a credential by their links. The caller holds the transaction.
    """
    rows: Any = LinkRecord.objects.of(organisation) if links is None else links
    may = set(permitted(organisation, Purpose.OUTCOMES).values_list("pk", flat=True))
    mine = list(rows.select_related("account"))
    for row in mine:
        if row.account_id not in may:
            row.delete()
    mine = [row for row in mine if row.account_id in may]
    reports = reports_of({row.account_id: row.account for row in mine}.values())
    filled = 0
    for row in mine:
        held = earliest(report for _title, report in reports[row.account_id])
        outcome = OutcomeRecord.objects.of(organisation).filter(person=row.person)
        if held is None:
            outcome.filter(by_link=True).update(**NOTHING)
            continue
        filled += outcome.update(
            by_link=True, **{name: getattr(held, name) for name in Credential.__slots__}
        )
    if mine:
        services.changed(organisation)
    return filled


def earliest(reports: Iterable[Report]) -> Credential | None:
    """Return the earliest credential that is valid now: only what came before the work began can
    have helped with it, and the ledger has one a person."""
    found = [one for report in reports if (one := _credential(report)) is not None]
    return min(found, key=lambda one: (one.credential_date, one.credential), default=None)


def _credential(report: Report) -> Credential | None:
    said = report.summary
    if report.verdict is not Verdict.VALID or said is None or report.credential is None:
        return None
    try:
        day = date.fromisoformat(said.valid_from[:10])
    except ValueError:
        return None
    return Credential(
        credential=(said.id or report.source)[:500],
        credential_date=day,
        achievement=said.achievement[:200],
        provider=(said.issuer_name or said.issuer_id)[:200],
        result=share(report.credential),
    )


_SHARE = re.compile(r"\s*(\d{1,3}(?:[.,]\d+)?)\s*%\s*")


def share(credential: Mapping[str, Any]) -> float | None:
    """Return the first result of a credential that its own scale puts between 0 and 1.

    A result description names least and most (Open Badges 3.0, `valueMin` and `valueMax`), or the
    value is a percentage. A number without either is of no known scale and stays out.
    """
    subject = first(credential.get("credentialSubject"))
    achievement = first(subject.get("achievement"))
    described = {one.get("id"): one for one in as_list(achievement.get("resultDescription"))}
    for result in as_list(subject.get("result")):
        value = str(result.get("value", ""))
        percent = _SHARE.fullmatch(value)
        scale = described.get(result.get("resultDescription"), {})
        try:
            if percent is not None:
                found = float(percent[1].replace(",", ".")) / 100
            else:
                low, high = float(scale["valueMin"]), float(scale["valueMax"])
                found = (float(value) - low) / (high - low)
        except (KeyError, TypeError, ValueError, ZeroDivisionError):
            continue
        if 0 <= found <= 1:
            return found
    return None


def unlinked(row: LinkRecord) -> None:
    """Take back what came by a link that is gone."""
    mine = OutcomeRecord.objects.of(row.organisation).filter(person=row.person)
    if row.whole:
        mine.delete()
    else:
        mine.filter(by_link=True).update(**NOTHING)
    services.changed(row.organisation)


def end(organisation: OrganisationRecord, account: AccountRecord) -> None:
    """End somebody's links: they agree no longer. The caller holds the transaction."""
    count = 0
    for row in LinkRecord.objects.of(organisation).filter(account=account):
        row.delete()
        count += 1
    if count:
        audit.record("outcomes_unlinked", actor=account, organisation=organisation, count=count)
