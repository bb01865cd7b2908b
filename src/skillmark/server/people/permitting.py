"""Whose data may be used for what: the person's own word, and what an organisation states.

One function decides, `permitted`; in this order:

1. Who objected is out, whatever else is on record (GDPR Art. 21; here for every ground).
2. Who agreed is in (Art. 6(1)(a)).
3. Who once agreed and withdrew is out: the person's no stands until the person says otherwise.
4. A member who was told of a basis that the organisation stated and has not ended is in.
5. Everybody else is out.

A basis can be stated for planning alone. To be found for roles, and to have one's career linked
to one's credentials, needs the person's own consent; so does to look into a backpack
(`agreeing`): the employer's basis covers what the employer knows already.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.people import audit
from skillmark.server.people.models import (
    AccountRecord,
    BasisRecord,
    ConsentRecord,
    CoverageRecord,
    Ground,
    MembershipRecord,
    ObjectionRecord,
    OrganisationRecord,
    Purpose,
)

STATABLE = frozenset({Purpose.PLANNING})
"""Purposes that may rest on something else than the person's consent."""
_SALT = "skillmark.people.objection"
CHUNK = 500


def permitted(organisation: OrganisationRecord, purpose: Purpose) -> Any:
    """Return the accounts (a query set) whose data this organisation may use for this purpose."""
    here = {"organisation": organisation, "purpose": purpose}
    word = ConsentRecord.objects.filter(**here)
    may = Q(pk__in=word.filter(withdrawn=None).values("account"))
    if purpose in STATABLE:
        covered = CoverageRecord.objects.filter(
            organisation=organisation,
            ended=None,
            told__lte=timezone.now(),
            basis__organisation=organisation,
            basis__purpose=purpose,
            basis__ended=None,
        )
        members = MembershipRecord.objects.filter(organisation=organisation)
        may |= Q(
            ~Q(pk__in=word.exclude(withdrawn=None).values("account")),
            pk__in=covered.values("account"),
        ) & Q(pk__in=members.values("account"))
    # sets, not questions asked of each account: a database answers each of them once
    objected = ObjectionRecord.objects.filter(**here, ended=None)
    return AccountRecord.objects.filter(may, ~Q(pk__in=objected.values("account")), is_active=True)


def agreeing(organisation: OrganisationRecord, purpose: Purpose) -> Any:
    """Return those of `permitted` who agreed themselves: their backpacks may be looked into."""
    agreed = ConsentRecord.objects.filter(
        organisation=organisation, purpose=purpose, withdrawn=None
    )
    return permitted(organisation, purpose).filter(pk__in=agreed.values("account"))


@dataclass(frozen=True, slots=True)
class Standing:
    """How one person stands to one purpose at one organisation; at most one of it is set."""

    agreed: datetime | None = None
    objected: datetime | None = None
    basis: BasisRecord | None = None
    """What the organisation stated, where it covers the person and nobody objected."""


def standing(
    account: AccountRecord, organisation: OrganisationRecord, purpose: Purpose
) -> Standing:
    """Return what counts for one person, as `permitted` sees it."""
    mine = {"account": account, "purpose": purpose}
    objection = ObjectionRecord.objects.of(organisation).filter(**mine, ended=None).first()
    if objection is not None:
        return Standing(objected=objection.made)
    consent = ConsentRecord.objects.of(organisation).filter(**mine, withdrawn=None).first()
    if consent is not None:
        return Standing(agreed=consent.given)
    if not permitted(organisation, purpose).filter(pk=account.pk).exists():
        return Standing()
    covered = (
        CoverageRecord.objects.of(organisation)
        .filter(account=account, ended=None, basis__purpose=purpose, basis__ended=None)
        .select_related("basis")
        .order_by("-told")
        .first()
    )
    return Standing(basis=covered.basis if covered else None)


def bases(organisation: OrganisationRecord | None, purpose: Purpose) -> Any:
    """Return what was ever stated (a query set), the newest first."""
    return BasisRecord.objects.of(organisation).filter(purpose=purpose).order_by("-stated", "-pk")


@transaction.atomic
def state_basis(
    organisation: OrganisationRecord,
    purpose: Purpose,
    *,
    ground: Ground,
    words: str,
    informed: str,
    actor: AccountRecord,
) -> BasisRecord:
    """Keep what an organisation says that a purpose rests on.

    Raises `InputError` without words for both, and for a purpose that needs consent.
    """
    if purpose not in STATABLE:
        raise InputError(
            _("only the person can agree to this"), where=purpose, remedy=_("ask for consent")
        )
    if not words.strip() or not informed.strip():
        raise InputError(
            _("a legal basis is stated in words, and so is how people are told of it"),
            remedy=_("write both down"),
        )
    row = BasisRecord.objects.create(
        organisation=organisation,
        purpose=purpose,
        ground=ground,
        words=words.strip(),
        informed=informed.strip(),
        stated_by=actor,
        stated_name=str(actor)[:150],
    )
    audit.record("basis_stated", row, actor=actor, organisation=organisation, ground=ground)
    return row


@transaction.atomic
def end_basis(row: BasisRecord, *, actor: AccountRecord) -> None:
    """End a basis: from now on it permits nothing. It stays on record."""
    if not BasisRecord.objects.filter(pk=row.pk, ended=None).update(ended=timezone.now()):
        raise ConflictError(_("this basis has ended already"))
    audit.record("basis_ended", row, actor=actor, organisation=row.organisation)


def cover(basis: BasisRecord, accounts: Iterable[AccountRecord], *, told: datetime) -> int:
    """Put people under a basis that they are told of at `told`; say how many are new to it.

    The caller holds the transaction and has told them. Who objected stays out: a basis never
    outweighs that.
    """
    people = list(accounts)
    known = set(
        CoverageRecord.objects.filter(basis=basis, account__in=people).values_list(
            "account_id", flat=True
        )
    )
    CoverageRecord.objects.filter(basis=basis, account__in=people).exclude(ended=None).update(
        ended=None, told=told
    )
    fresh = [one for one in people if one.pk not in known]
    CoverageRecord.objects.bulk_create(
        (
            CoverageRecord(organisation=basis.organisation, basis=basis, account=account, told=told)
            for account in fresh
        ),
        batch_size=CHUNK,
        ignore_conflicts=True,
    )
    return len(fresh)


def end_coverage(organisation: OrganisationRecord, accounts: Iterable[AccountRecord]) -> None:
    """Let every basis of an organisation cover these people no more: they left."""
    CoverageRecord.objects.of(organisation).filter(account__in=list(accounts), ended=None).update(
        ended=timezone.now()
    )


def note_word(
    account: AccountRecord, organisation: OrganisationRecord, purpose: Purpose, *, objects: bool
) -> None:
    """Keep a person's no, or end it; only for purposes that could rest on something else."""
    if purpose not in STATABLE:
        return
    mine = ObjectionRecord.objects.of(organisation).filter(
        account=account, purpose=purpose, ended=None
    )
    if not objects:
        mine.update(ended=timezone.now())
    elif not mine.exists():
        ObjectionRecord.objects.create(organisation=organisation, account=account, purpose=purpose)


def objection_token(account: AccountRecord, organisation: OrganisationRecord) -> str:
    """Return what a link holds with which this person objects to planning, and nothing else."""
    return signing.dumps([organisation.pk, account.pk], salt=_SALT)


def whose(token: str) -> tuple[OrganisationRecord, AccountRecord]:
    """Return whom a link to object is about, or raise `InputError`."""
    try:
        place, account = signing.loads(token, salt=_SALT)
        return (
            OrganisationRecord.objects.get(pk=place),
            AccountRecord.objects.get(pk=account, is_active=True),
        )
    except (
        signing.BadSignature,
        ValueError,
        OrganisationRecord.DoesNotExist,
        AccountRecord.DoesNotExist,
    ):
        raise InputError(
            _("this link is not complete"), remedy=_("open it from the mail again")
        ) from None
