"""Use cases of accounts and organisations: first run, members, consent, demo doors."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.dispatch import Signal
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.people import audit, permitting
from skillmark.server.people.actions import Role
from skillmark.server.people.models import (
    AccountRecord,
    ConsentRecord,
    FirstRunRecord,
    InvitationRecord,
    MembershipRecord,
    OrganisationRecord,
    Purpose,
)
from skillmark.server.people.tokens import digest

FIRST_RUN_HOURS = 24
INVITATION_DAYS = 14
consent_withdrawn = Signal()
"""Sent with `account`, `organisation` and `purpose`, inside the transaction of the withdrawal: who
keeps something by that consent lets it go."""


def address(name: str, *arguments: Any) -> str:
    """Return the full web address of a named route."""
    return settings.BASE_URL + reverse(name, args=arguments)


@transaction.atomic
def first_run_link() -> str | None:
    """Return a new one-time link while no organisation exists; earlier links end."""
    if OrganisationRecord.objects.exists():
        return None
    token = secrets.token_urlsafe(32)
    FirstRunRecord.objects.filter(used=None).delete()
    FirstRunRecord.objects.create(
        digest=digest(token), expires=timezone.now() + timedelta(hours=FIRST_RUN_HOURS)
    )
    return address("first_run", token)


def open_link(rows: Any, token: str) -> Any:
    """Return the unused, unexpired row whose link has this token, or `None`."""
    return rows.filter(digest=digest(token), used=None, expires__gt=timezone.now()).first()


def _use(rows: Any, token: str) -> Any:
    row = open_link(rows, token)
    # The condition is in the UPDATE itself: of two who open the link at once, one wins.
    if row is None or not rows.filter(pk=row.pk, used=None).update(used=timezone.now()):
        raise ConflictError(
            _("this link was used already or has expired"),
            remedy=_("ask for a new one"),
            code="link_used",
        )
    return row


def add_account(email: str, name: str, password: str | None) -> AccountRecord:
    """Make an account with a verified address; the caller knows that it is verified."""
    account = AccountRecord.objects.create_user(email, password, name=name)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account


@transaction.atomic
def add_members(
    organisation: OrganisationRecord, people: Iterable[tuple[str, str]], role: Role
) -> list[AccountRecord]:
    """Make an account in `role` for each pair of e-mail address and name; the same order."""
    accounts = [add_account(email, name, None) for email, name in people]
    for account in accounts:
        MembershipRecord.objects.create(organisation=organisation, account=account, role=role)
    return accounts


def add_organisation(name: str, country: str, **fields: Any) -> OrganisationRecord:
    """Make an organisation with a slug of its own."""
    base = slugify(name)[:50] or "organisation"
    slug, number = base, 1
    while OrganisationRecord.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return OrganisationRecord.objects.create(
        slug=slug, name=name, country=country.upper(), **fields
    )


@transaction.atomic
def first_run(
    token: str, *, organisation: str, country: str, name: str, email: str, password: str
) -> AccountRecord:
    """Use the one-time link: make the first organisation and its administrator."""
    _use(FirstRunRecord.objects, token)
    if OrganisationRecord.objects.exists():
        raise ConflictError(_("this site has been set up already"), code="link_used")
    account = add_account(email, name, password)
    place = add_organisation(organisation, country)
    for role in (Role.ADMINISTRATOR, Role.PROVIDER_ADMIN):
        MembershipRecord.objects.create(organisation=place, account=account, role=role)
    audit.record("first_run", place, actor=account, organisation=place)
    return account


@transaction.atomic
def invite(
    organisation: OrganisationRecord, email: str, role: Role, *, actor: AccountRecord
) -> str:
    """Mail an invitation and return its link, which works once and for `INVITATION_DAYS`."""
    email = email.strip().lower()
    link = invitation_link(organisation, email, role, actor=actor)
    send_mail(
        _("Your invitation to %(organisation)s") % {"organisation": organisation.name},
        _(
            "You are invited to join %(organisation)s on Skillmark.\n\n"
            "Open this link within %(days)s days:\n%(link)s\n"
        )
        % {"organisation": organisation.name, "days": INVITATION_DAYS, "link": link},
        None,
        [email],
    )
    return link


@transaction.atomic
def invitation_link(
    organisation: OrganisationRecord, email: str, role: Role, *, actor: AccountRecord
) -> str:
    """Return the link of an invitation that somebody else mails; it works as one of `invite`."""
    token = secrets.token_urlsafe(32)
    row = InvitationRecord.objects.create(
        organisation=organisation,
        digest=digest(token),
        email=email.strip().lower(),
        role=role,
        expires=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    audit.record("invited", row, actor=actor, organisation=organisation, role=role)
    return address("invitation", token)


@transaction.atomic
def accept(token: str, account: AccountRecord) -> MembershipRecord:
    """Join the organisation that the invitation is of."""
    row = _use(InvitationRecord.objects, token)
    membership, _new = MembershipRecord.objects.get_or_create(
        organisation=row.organisation, account=account, role=row.role
    )
    audit.record("joined", membership, actor=account, organisation=row.organisation, role=row.role)
    return membership


@transaction.atomic
def remove_member(membership: MembershipRecord, *, actor: AccountRecord) -> None:
    """Take a role away; the last administrator stays."""
    rows = MembershipRecord.objects.select_for_update().of(membership.organisation)
    managers = {Role.ADMINISTRATOR, Role.PROVIDER_ADMIN}
    if (
        membership.role in managers
        and not rows.filter(role__in=managers).exclude(pk=membership.pk).exists()
    ):
        raise ConflictError(
            _("an organisation keeps at least one administrator"),
            remedy=_("give somebody else the role first"),
        )
    audit.record(
        "role_removed",
        f"account:{membership.account_id}",
        actor=actor,
        organisation=membership.organisation,
        role=membership.role,
    )
    membership.delete()


@transaction.atomic
def change_organisation(organisation: OrganisationRecord, *, actor: AccountRecord) -> None:
    """Store an edited public profile."""
    organisation.save()
    audit.record("organisation_changed", organisation, actor=actor, organisation=organisation)


def consents(account: AccountRecord, organisation: OrganisationRecord, purpose: Purpose) -> bool:
    """Say whether the person agrees, at this moment, to this purpose at this organisation."""
    return (
        ConsentRecord.objects.of(organisation)
        .filter(account=account, purpose=purpose, withdrawn=None)
        .exists()
    )


def consenting(organisation: OrganisationRecord, purpose: Purpose) -> Any:
    """Return the accounts (a query set) that agree to this purpose at this organisation.

    Whom a basis that the organisation stated covers is in `permitting.permitted`.
    """
    return AccountRecord.objects.filter(
        is_active=True,
        consents__organisation=organisation,
        consents__purpose=purpose,
        consents__withdrawn=None,
    ).distinct()


@transaction.atomic
def consent_to_all(account: AccountRecord, organisation: OrganisationRecord) -> None:
    """Give consent to every purpose."""
    for purpose in Purpose:
        set_consent(account, organisation, purpose, given=True)


@transaction.atomic
def set_consent(
    account: AccountRecord, organisation: OrganisationRecord, purpose: Purpose, *, given: bool
) -> None:
    """Give or withdraw consent; both moments stay on record.

    The person's latest word counts: to agree takes an objection back, and to withdraw is one.
    """
    in_force = ConsentRecord.objects.of(organisation).filter(
        account=account, purpose=purpose, withdrawn=None
    )
    if given and not in_force.exists():
        ConsentRecord.objects.create(organisation=organisation, account=account, purpose=purpose)
    elif not given:
        in_force.update(withdrawn=timezone.now())
        consent_withdrawn.send(
            set_consent, account=account, organisation=organisation, purpose=Purpose(purpose)
        )
    permitting.note_word(account, organisation, purpose, objects=not given)
    audit.record(
        "consent_given" if given else "consent_withdrawn",
        actor=account,
        organisation=organisation,
        purpose=purpose,
    )


def door(role: Role) -> AccountRecord:
    """Return the demo account of a role, made on first use. Only on demo sites."""
    if not settings.DEMO:
        raise InputError(
            _("this site has no doors"), where="SKILLMARK_DEMO", remedy=_("sign in with a password")
        )
    with transaction.atomic():
        place = OrganisationRecord.objects.order_by("pk").first() or add_organisation(
            "Hallmark Academy", "DE", about=_("The demo organisation of this site.")
        )
        email = f"{role.value.replace('_', '-')}@demo.example"
        account = AccountRecord.objects.filter(email=email).first() or add_account(
            email, str(role.label), None
        )
        MembershipRecord.objects.get_or_create(organisation=place, account=account, role=role)
    return account
