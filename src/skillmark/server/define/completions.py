"""Completions as learning platforms export them: `opportunity,email,completed` and `result`."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.server.define.models import CompletionRecord, OpportunityRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

REQUIRED = {"opportunity", "email", "completed"}
KNOWN = REQUIRED | {"result"}


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of the rows: lines and reasons of those that were left out."""

    added: int
    already: int
    rejected: tuple[tuple[int, str], ...]


@transaction.atomic
def store(content: bytes, *, organisation: OrganisationRecord, actor: AccountRecord) -> Stored:
    """Store a CSV of completions; a row that makes no sense is named and the others go on."""
    opportunities = {row.slug: row for row in OpportunityRecord.objects.of(organisation)}
    rejected: list[tuple[int, str]] = []
    added = already = 0
    for line, row in _rows(content):
        opportunity = opportunities.get(row["opportunity"].strip())
        email = row["email"].strip().lower()
        try:
            validate_email(email)
            completed = date.fromisoformat(row["completed"].strip())
        except (ValidationError, ValueError):
            rejected.append((line, _("the e-mail address or the date (YYYY-MM-DD) makes no sense")))
            continue
        if opportunity is None:
            said = _("there is no learning opportunity %(name)s") % {"name": row["opportunity"]}
            rejected.append((line, said))
            continue
        account = AccountRecord.objects.filter(
            email=email, memberships__organisation=organisation
        ).first()
        _row, new = CompletionRecord.objects.get_or_create(
            organisation=organisation,
            opportunity=opportunity,
            email=email,
            completed=completed,
            defaults={"result": (row.get("result") or "").strip()[:200], "account": account},
        )
        added, already = added + new, already + (not new)
    audit.record(
        "completions_stored", actor=actor, organisation=organisation, added=added, already=already
    )
    return Stored(added, already, tuple(rejected))


def _rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            _("this is not UTF-8 (byte %(place)s)") % {"place": error.start},
            where=_("completions"),
            remedy=_("save it as CSV UTF-8"),
        ) from None
    first = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""),
        delimiter=";" if first.count(";") > first.count(",") else ",",
        restval="",
    )
    names = {name.strip().lower() for name in reader.fieldnames or ()}
    if missing := REQUIRED - names:
        raise InputError(
            _("the column %(names)s is missing") % {"names": ", ".join(sorted(missing))},
            where=_("line %(number)s") % {"number": 1},
        )
    if unknown := names - KNOWN:
        raise InputError(
            _("there is no column %(names)s") % {"names": ", ".join(sorted(unknown))},
            where=_("line %(number)s") % {"number": 1},
            remedy=_("choose one of these: %(names)s") % {"names": ", ".join(sorted(KNOWN))},
        )
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
    try:
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise UnreadableError(
            _("this is not CSV: %(reason)s") % {"reason": error}, where=_("completions")
        ) from None
