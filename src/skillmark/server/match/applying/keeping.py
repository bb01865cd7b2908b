"""Store what was dropped for a role: with its candidate, or as a file of nobody yet."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.match.applying.models import LooseFileRecord
from skillmark.server.match.applying.opening import Given, opened
from skillmark.server.match.applying.sorting import Sorted, sort
from skillmark.server.match.candidates import LARGEST_FILE, submit_files
from skillmark.server.match.models import CandidateRecord, RoleRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord
from skillmark.server.verify import services as verifying
from skillmark.verify import listing
from skillmark.verify.sources import Source

MOST_LINKS = 50
MOST_LOOSE = 200
"""Files of nobody yet that wait at one role."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that was not kept, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a drop."""

    candidates: tuple[CandidateRecord, ...] = ()
    kept: int = 0
    """Files that were given to somebody."""
    loose: int = 0
    """Files that wait for somebody to say whose they are."""
    left_out: tuple[LeftOut, ...] = ()


def take_in(
    role: RoleRecord,
    *,
    files: Iterable[tuple[str, bytes]],
    links: str = "",
    name: str = "",
    holder: str = "",
    actor: AccountRecord,
) -> Taken:
    """Sort files (name and bytes) and links to people, and keep what may be a badge.

    With `holder` everything is that person's. Letters and CVs are read for the addresses in them
    and not kept. Raises `InputError` for nothing, for nothing that could be kept, or for too much.
    """
    holder = holder.strip()
    given = [*opened(files), *_fetched(links)]
    if not given:
        raise InputError(_("Give at least one badge file."))
    known = role.candidates.values_list("holder", flat=True)
    return _store(role, sort(given, holder=holder, known=known), name=name, actor=actor)


def _fetched(links: str) -> list[Given]:
    """Return what stands behind links, and credentials that were pasted among them."""
    found = []
    for source in listing.pasted(links, _("pasted text")) if links.strip() else ():
        found.append(source)
        if len(found) > MOST_LINKS:
            raise InputError(
                _("That is more than %(count)s links at once.") % {"count": MOST_LINKS},
                remedy=_("give fewer at a time"),
            )
    if not found:
        return []
    reports = verifying.check_all(found)
    return [_behind(one, report.raw) for one, report in zip(found, reports, strict=True)]


def _behind(source: Source, raw: str) -> Given:
    data = source.data or raw.encode()
    trouble = "" if data else _("There is no badge behind this link, or it cannot be reached.")
    # its name says what it is: a link is kept as the credential that it led to
    return Given(f"{source.name[:190]}.json" if source.link else source.name, data, trouble=trouble)


@transaction.atomic
def _store(role: RoleRecord, found: Sequence[Sorted], *, name: str, actor: AccountRecord) -> Taken:
    RoleRecord.objects.select_for_update().get(pk=role.pk)
    theirs: dict[str, list[Sorted]] = {}
    left_out: list[LeftOut] = []
    loose = 0
    for one in found:
        if one.given.trouble or not one.keepable or len(one.given.data) > LARGEST_FILE:
            left_out += _left_out(one)
        elif one.holder:
            theirs.setdefault(one.holder.lower() if "@" in one.holder else one.holder, []).append(
                one
            )
        elif one.badge and role.loose.count() < MOST_LOOSE:
            loose += _wait(role, one)
        else:
            left_out.append(LeftOut(one.given.name, _("Nothing in it says whose it is.")))
    if left_out and not theirs and not loose:
        first, more = left_out[0], len(left_out) - 1
        said = f"{first.name}: {first.reason}"
        raise InputError(
            said if not more else _("%(said)s And %(more)s more.") % {"said": said, "more": more}
        )
    rows = []
    kept = 0
    for who, mine in theirs.items():
        called = name or next((one.name for one in mine if one.name), "") or who
        row = submit_files(
            role,
            name=called,
            holder=who,
            files=[(one.given.name, one.given.data) for one in mine],
            actor=actor,
        )
        rows.append(row)
        kept += len(mine)
    return Taken(tuple(rows), kept, loose, tuple(left_out))


def _left_out(one: Sorted) -> list[LeftOut]:
    if one.given.trouble:
        return [LeftOut(one.given.name, one.given.trouble)]
    if len(one.given.data) > LARGEST_FILE:
        return [LeftOut(one.given.name, _("the file is larger than 2 MB"))]
    if not one.given.data and one.given.name.lower().endswith(".eml"):
        return [LeftOut(one.given.name, _("This mail has no file attached."))]
    return [LeftOut(one.given.name, _("This is no badge; it was not kept."))]


def _wait(role: RoleRecord, one: Sorted) -> int:
    digest = hashlib.sha256(one.given.data).hexdigest()
    LooseFileRecord.objects.get_or_create(
        role=role,
        digest=digest,
        defaults={
            "organisation": role.organisation,
            "name": one.given.name[:200],
            "group": one.given.group[:200],
            "person": one.name,
            "raw": one.given.data,
        },
    )
    return 1


@transaction.atomic
def give(
    role: RoleRecord,
    files: Sequence[LooseFileRecord],
    *,
    holder: str,
    name: str = "",
    actor: AccountRecord,
) -> CandidateRecord:
    """Give files of nobody yet to a candidate, who is made where there is none by that address."""
    if not files:
        raise InputError(_("Tick the files that you mean."))
    called = name or next((one.person for one in files if one.person), "") or holder
    row = submit_files(
        role,
        name=called,
        holder=holder,
        files=[(one.name, bytes(one.raw)) for one in files],
        actor=actor,
    )
    LooseFileRecord.objects.filter(pk__in=[one.pk for one in files]).delete()
    return row


@transaction.atomic
def discard(role: RoleRecord, files: Sequence[LooseFileRecord], *, actor: AccountRecord) -> None:
    """Delete files of nobody."""
    LooseFileRecord.objects.filter(pk__in=[one.pk for one in files]).delete()
    audit.record(
        "files_discarded", role, actor=actor, organisation=role.organisation, files=len(files)
    )


@transaction.atomic
def clear(role: RoleRecord, *, actor: AccountRecord) -> int:
    """Delete everybody from outside of a closed role, with all files and claims; say how many.

    Raises `ConflictError` while the role is open: then people still wait for an answer.
    """
    if role.open:
        raise ConflictError(_("This role is still open."), remedy=_("Close it first."))
    count: int = role.candidates.count()
    role.candidates.all().delete()
    role.loose.all().delete()
    audit.record(
        "candidates_cleared", role, actor=actor, organisation=role.organisation, people=count
    )
    return count


@transaction.atomic
def rename(row: CandidateRecord, *, name: str, holder: str, actor: AccountRecord) -> None:
    """Correct what a candidate is called or which address their badges were issued to."""
    holder = holder.strip()
    same = CandidateRecord.objects.filter(role=row.role_id, holder__iexact=holder)
    if same.exclude(pk=row.pk).exists():
        raise InputError(_("another candidate of this role has this address"), where="holder")
    row.name, row.holder = name.strip(), holder
    row.save(update_fields=["name", "holder"])
    audit.record("candidate_changed", row, actor=actor, organisation=row.organisation)
