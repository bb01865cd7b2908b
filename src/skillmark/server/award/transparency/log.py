"""The organisation's append-only log: what was awarded and changed, and when, for anybody to check.

It grows inside the transaction of the business that it records: entry, tiles, size, root and
checkpoint are committed together with the signed credential, or none of them is. The database is
the only place where it is kept, so every process and machine sees the same log, and what is
served can never be ahead of it.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import SkillmarkError, UnavailableError
from skillmark.server import rows
from skillmark.server.award.keyring import keyfiles as keys
from skillmark.server.award.models import AwardRecord, LogEntryRecord, LogRecord
from skillmark.server.award.transparency import rollback, witnessed
from skillmark.server.award.transparency.tiles import Rows
from skillmark.server.people.models import OrganisationRecord
from skillmark.trust import keys as key_files
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.log import merkle, notes
from skillmark.trust.log.notes import VerifierKey
from skillmark.trust.log.receipts import Receipt
from skillmark.trust.log.statements import SALT, Sealed, seal
from skillmark.trust.log.tree import Tree


def append(
    organisation: OrganisationRecord,
    statements: Sequence[Mapping[str, str]],
    awards: Sequence[uuid.UUID] | None = None,
) -> int:
    """Add entries inside the open transaction of the business; return the first one's index.

    `awards` are those that the statements are about, one each, where the caller has them at hand.

    The log is locked until that transaction ends. Raises `ConflictError` (code `log_behind`) where
    a later state of the log is known elsewhere, `UnavailableError` where it cannot be written: the
    business is then rolled back, because what is not recorded must not be done.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("log.append needs the transaction of what it records")
    try:
        return _append(organisation, statements, awards or [_award(one) for one in statements])
    except DatabaseError as error:
        raise UnavailableError(
            _("the log could not be written, so nothing was changed"),
            remedy=_("ask the administrator to run: skillmark doctor"),
            code="log_failed",
        ) from error


def _append(
    organisation: OrganisationRecord,
    statements: Sequence[Mapping[str, str]],
    awards: Sequence[uuid.UUID | None],
) -> int:
    log = _locked(organisation)
    rollback.refuse(organisation, log)
    tiles = Rows(log)
    tree = Tree(tiles, log.size)
    now = timezone.now()
    salts = secrets.token_bytes(SALT * len(statements))
    sealed = [
        seal(one, salts[at : at + SALT])
        for one, at in zip(statements, range(0, len(salts), SALT), strict=True)
    ]
    first = tree.append([one.entry for one in sealed])
    rows.insert(
        LogEntryRecord,
        ("log", "number", "entry", "salt", "statement", "award", "kind", "at"),
        (
            (
                log.pk,
                number,
                one.entry,
                one.salt,
                one.statement,
                award,
                one.statement["kind"],
                now,
            )
            for number, (one, award) in enumerate(zip(sealed, awards, strict=True), start=first)
        ),
    )
    tiles.flush()
    log.size, log.root = tree.size, tree.root()
    log.checkpoint = notes.checkpoint(log.origin, log.size, log.root, _signer(log), now=now)
    log.save(update_fields=["size", "root", "checkpoint"])
    kept = partial(witnessed.keep, settings.SITE.witnessed, organisation.slug, log.checkpoint)
    transaction.on_commit(kept)
    return first


def _award(statement: Mapping[str, str]) -> uuid.UUID | None:
    """Return which award of this site a statement is about."""
    base, _slash, tail = statement.get("id", "").rpartition("/c/")
    if base not in {settings.BASE_URL, *settings.SITE.former}:
        return None
    try:
        return uuid.UUID(tail)
    except ValueError:
        return None


def _locked(organisation: OrganisationRecord) -> LogRecord:
    rows = LogRecord.objects.of(organisation).select_for_update()
    return rows.first() or _begin(organisation)


def _begin(organisation: OrganisationRecord) -> LogRecord:
    """Make an organisation's log with a key of its own; of two who do so at once, one does."""
    rollback.refuse(organisation, None)
    origin = f"{urlsplit(settings.BASE_URL).netloc}/issuers/{organisation.slug}/log"
    made = SigningKey.generate(Algorithm.ED25519)
    name = f"log-{organisation.slug}-{secrets.token_hex(8)}.json"
    keys.folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    key_files.save(made, keys.folder() / name, keys.passphrase(), cost=keys.cost())
    log = LogRecord(
        organisation=organisation,
        origin=origin,
        verifier=str(VerifierKey.of(made, origin)),
        file=name,
        root=merkle.EMPTY,
    )
    log.checkpoint = notes.checkpoint(origin, 0, merkle.EMPTY, made, now=timezone.now())
    try:
        with transaction.atomic():
            log.save()
    except IntegrityError:
        (keys.folder() / name).unlink()
        return LogRecord.objects.of(organisation).select_for_update().get()
    return log


def _signer(log: LogRecord) -> SigningKey:
    return _loaded(str(keys.folder() / log.file))


@lru_cache(maxsize=64)
def _loaded(path: str) -> SigningKey:
    return key_files.load(Path(path), keys.passphrase())


def checkpoint(organisation: OrganisationRecord) -> bytes:
    """Return the latest checkpoint, a signed note; one of an empty log where there is none yet."""
    return bytes(of(organisation).checkpoint)


def of(organisation: OrganisationRecord) -> LogRecord:
    """Return an organisation's log, begun where there is none yet."""
    log = LogRecord.objects.of(organisation).first()
    if log is None:
        with transaction.atomic():
            log = _locked(organisation)
    return log


def latest(award: AwardRecord) -> LogEntryRecord | None:
    """Return the entry in which an award's bytes, as they stand, were recorded."""
    rows = LogEntryRecord.objects.filter(award=award, kind="award").select_related("log")
    return rows.order_by("-number").first()


def receipt(award: AwardRecord) -> Receipt | None:
    """Return what shows that the log holds an award; `None` where it holds none, or was emptied.

    Checked before it is returned: against the tree, the checkpoint's signature and the bytes that
    are handed out. Raises `UnavailableError` (code `log_damaged`) where they do not fit.
    """
    entry = latest(award)
    if entry is None or entry.salt is None or entry.statement is None:
        return None
    log = entry.log
    tree = Tree(Rows(log), log.size)
    sealed = Sealed(bytes(entry.entry), bytes(entry.salt), entry.statement)
    path = tree.prove(entry.number, log.size)
    made = Receipt.of(sealed, entry.number, path, bytes(log.checkpoint))
    notes.verify(made.head.note, [VerifierKey.read(log.verifier)])
    if not (made.holds() and made.fits(bytes(award.body))):
        raise UnavailableError(
            _("the log does not confirm this award"),
            remedy=_("ask the administrator to run: skillmark doctor"),
            code="log_damaged",
        )
    return made


@dataclass(frozen=True, slots=True)
class Recorded:
    """What people are told of an award's entry."""

    position: int
    """Counted from 1."""
    size: int
    since: datetime
    confirmed: bool
    """Whether the log, its signature and the bytes that are handed out fit together."""


def recorded(award: AwardRecord) -> Recorded | None:
    """Check an award's entry and say what came of it; `None` where there is none to show."""
    entry = latest(award)
    if entry is None or entry.salt is None:
        return None
    try:
        confirmed = receipt(award) is not None
    except SkillmarkError:
        confirmed = False
    return Recorded(entry.number + 1, entry.log.size, entry.at, confirmed)


def erase(awards: Iterable[AwardRecord]) -> int:
    """Forget what entries say of these awards, inside the transaction of their erasure.

    The entries themselves stay: without its salt nobody can tell what one commits to, and the
    proofs of all others still hold. Returns how many were emptied.
    """
    rows = LogEntryRecord.objects.filter(award__in=list(awards))
    return rows.update(salt=None, statement=None)
