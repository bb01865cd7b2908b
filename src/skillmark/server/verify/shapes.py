"""The shapes of what the API of verification answers."""

from __future__ import annotations

from ninja import Schema


class VoucherOut(Schema):
    """One list that knows the issuer."""

    known_by: str | None
    registry: str | None
    signed_by: str | None


class DomainOut(Schema):
    """What is shown of the issuer's internet domain."""

    name: str
    controls: bool | None
    how: str
    detail: str
    as_of: str | None


class Issuer(Schema):
    """Who says so, and whether somebody whom this site trusts knows them."""

    id: str | None
    name: str | None
    known: bool | None
    known_by: str | None
    vouchers: list[VoucherOut] | None = None
    domain: DomainOut | None = None


class EndorserOut(Schema):
    """Who endorses, and whether somebody whom this site trusts knows them."""

    id: str | None
    name: str | None
    known: bool | None
    known_by: str | None


class EndorsementOut(Schema):
    """One endorsement; only one that passed says anything."""

    of: str
    status: str
    detail: str
    endorser: EndorserOut
    comment: str | None
    valid_from: str | None
    valid_until: str | None
    id: str | None


class SkillOut(Schema):
    """A skill that the credential confirms."""

    skill: str
    label: str
    level: int | None


class CheckOut(Schema):
    """One check."""

    check: str
    status: str
    detail: str
    spec: str


class ReportOut(Schema):
    """What came of one credential."""

    source: str
    verdict: str
    reason: str | None
    as_of: str | None
    format: str
    issuer: Issuer
    achievement: str | None
    skills: list[SkillOut]
    checks: list[CheckOut]
    caution: str | None = None
    endorsements: list[EndorsementOut] | None = None
    endorsements_left: int | None = None


class Reports(Schema):
    """What came of several, in order."""

    results: list[ReportOut]


class ExpectedOut(Schema):
    """What the list that named a credential says of whose it is."""

    line: int
    holder: str | None
    name: str | None


class ListedOut(ReportOut):
    """What came of one credential that a list may have named."""

    expected: ExpectedOut | None = None


class ListedReports(Schema):
    """What came of everything in some files, in order."""

    results: list[ListedOut]
