"""Roles as rows and as nouns."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from skillmark.nouns.errors import InputError
from skillmark.nouns.person import Importance, Requirement, Role
from skillmark.nouns.text import Text
from skillmark.server.match.models import RequirementRecord, RoleRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord


@transaction.atomic
def save_role(
    organisation: OrganisationRecord,
    role: Role,
    *,
    advert: str = "",
    row: RoleRecord | None = None,
    actor: AccountRecord | None = None,
) -> RoleRecord:
    """Store a role, or put it in the place of `row`."""
    if row is None:
        row = RoleRecord(organisation=organisation)
    elif row.organisation_id != organisation.pk:
        raise InputError(_("this role belongs to another organisation"))
    row.title = [list(pair) for pair in role.title.translations]
    row.advert = advert or row.advert
    row.save()
    row.requirements.all().delete()
    RequirementRecord.objects.bulk_create(
        RequirementRecord(
            organisation=organisation,
            role=row,
            skill=one.skill,
            level=one.level,
            importance=one.importance.value,
            weight=one.weight,
            must=one.must,
            label=one.label[:300],
            position=position,
        )
        for position, one in enumerate(role.requirements)
    )
    audit.record(
        "role_saved", row, actor=actor, organisation=organisation, skills=len(role.requirements)
    )
    return row


@transaction.atomic
def close_role(row: RoleRecord, *, actor: AccountRecord | None) -> None:
    """Take a role out of the lists; it stays on record."""
    row.open = False
    row.save(update_fields=["open"])
    audit.record("role_closed", row, actor=actor, organisation=row.organisation)


@transaction.atomic
def reopen_role(row: RoleRecord, *, actor: AccountRecord | None) -> None:
    """Put a closed role back into the lists."""
    row.open = True
    row.save(update_fields=["open"])
    audit.record("role_reopened", row, actor=actor, organisation=row.organisation)


@transaction.atomic
def duplicate_role(row: RoleRecord, *, actor: AccountRecord | None) -> RoleRecord:
    """Make a role that asks for the same, without the candidates and decisions of the first."""
    noun = as_role(row)
    copied = Text(tuple((tag, _copied(title, tag)) for tag, title in noun.title.translations))
    made = save_role(
        row.organisation, Role(copied, noun.requirements), advert=row.advert, actor=actor
    )
    made.anonymous = row.anonymous
    made.save(update_fields=["anonymous"])
    return made


def _copied(title: str, tag: str) -> str:
    with translation.override(tag):
        return _("Copy of %(title)s") % {"title": title}


def as_role(row: RoleRecord) -> Role:
    """Return the noun of a row."""
    return Role(
        title=title_of(row),
        requirements=tuple(
            Requirement(
                skill=one.skill,
                level=one.level,
                importance=Importance(one.importance),
                weight=one.weight,
                must=one.must,
                label=one.label,
            )
            for one in sorted(row.requirements.all(), key=lambda one: one.position)
        ),
        id=str(row.pk),
    )


def title_of(row: RoleRecord) -> Text:
    """Return a role's title in its languages."""
    return Text(tuple((tag, words) for tag, words in row.title))


def closed_roles(organisation: OrganisationRecord | None) -> Any:
    """Return the roles (a query set) that were closed, newest first."""
    return (
        RoleRecord.objects.of(organisation)
        .filter(open=False)
        .prefetch_related("requirements")
        .order_by("-created")
    )


def open_roles(organisation: OrganisationRecord | None) -> Any:
    """Return the roles (a query set) that are to be filled, newest first."""
    return (
        RoleRecord.objects.of(organisation)
        .filter(open=True)
        .prefetch_related("requirements")
        .order_by("-created")
    )
