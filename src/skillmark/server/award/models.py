"""Rows of keys, batches, awards and status lists."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.define.achievements import achievement_from
from skillmark.nouns.achievement import Achievement
from skillmark.server.award.columns import PackedField, PackedTokenField
from skillmark.server.define.models import AchievementRecord
from skillmark.server.people.models import AccountRecord, OrganisationOwned

PROGRAMS = 1_000_000
"""Number of the first list of credentials that programs had signed; awards count from 1."""


class KeyRecord(OrganisationOwned):
    """The public half of a signing key; the private half is an encrypted file.

    A retired key signs nothing more and stays published, so that old credentials verify.
    """

    algorithm = models.CharField(max_length=10)
    multikey = models.CharField(max_length=1000, unique=True)
    fragment = models.CharField(max_length=60)
    """What follows `#` in its verification method."""
    file = models.CharField(max_length=120, unique=True)
    created = models.DateTimeField(default=timezone.now)
    retired = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)
    beside = models.BooleanField(default=False)
    """Whether it signs only what asks for its algorithm, and no awards."""


class BatchRecord(OrganisationOwned):
    """What the awards of one order have in common, as it was when they were ordered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    achievement = models.ForeignKey(AchievementRecord, models.PROTECT, related_name="batches")
    document = models.JSONField()
    """The achievement's document at that moment."""
    claim = models.JSONField()
    """The Open Badges Achievement object."""
    issuer = models.JSONField()
    """The Open Badges Profile object."""
    key = models.ForeignKey(KeyRecord, models.PROTECT, related_name="+")
    form = models.CharField(max_length=30)
    notify = models.BooleanField(default=True)
    idempotency = models.CharField(max_length=120, null=True)
    digest = models.CharField(max_length=64, blank=True)
    created = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "idempotency", name="order_once")]

    @property
    def noun(self) -> Achievement:
        """The achievement as it was when this was ordered."""
        return achievement_from(self.document, where="achievement")


class Standing(models.TextChoices):
    """Whether an award holds."""

    PENDING = "pending", _("Being signed")
    ACTIVE = "active", _("In force")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    FAILED = "failed", _("Could not be signed")


class AwardRecord(OrganisationOwned):
    """One award. Id, salt and place in the status list are fixed before it is signed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(BatchRecord, models.PROTECT, related_name="awards")
    achievement = models.ForeignKey(AchievementRecord, models.PROTECT, related_name="awards")
    account = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="awards")
    """Who claimed it."""
    name = models.CharField(max_length=300, blank=True)
    email = models.EmailField(blank=True, db_index=True)
    salt = models.CharField(max_length=64)
    list_number = models.PositiveIntegerField()
    list_index = models.PositiveIntegerField()
    particulars = models.JSONField(default=dict)
    """`level`, `result`, `evidence_url` of the person, as `award.claims` reads them."""
    claim = models.JSONField(null=True)
    """A claim of its own (`achievement`, `results`, `evidence`), where a test stands behind it."""
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.PENDING)
    reason = models.CharField(max_length=500, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    signed = models.DateTimeField(null=True)
    body = PackedField(default=bytes)
    """The exact bytes that were signed and are handed out (JSON with its proof)."""
    token = PackedTokenField(default=str)
    """The same, as a signed token (JWT)."""
    caution = models.CharField(max_length=300, blank=True)
    """"No field data ...", where the assessment behind it has none."""
    hidden = models.BooleanField(default=False)
    """Whether its holder has switched the public page off."""
    line = models.PositiveIntegerField(null=True)
    """Line of the list of people that it was ordered by."""

    class Meta:
        constraints = [
            models.UniqueConstraint("batch", "email", "name", name="award_once_a_batch"),
            models.UniqueConstraint(
                "organisation", "list_number", "list_index", name="status_place_once"
            ),
        ]
        indexes = [models.Index("organisation", "standing", name="award_standing")]

    @property
    def url(self) -> str:
        """Its id and the address of its public page."""
        return f"{settings.BASE_URL}/c/{self.id}"

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        return self.valid_until is not None and self.valid_until <= timezone.now()

    @property
    def shown_standing(self) -> str:
        """Its standing, or `expired`."""
        return "expired" if self.expired and self.standing == "active" else self.standing


class LineRecord(models.Model):
    """A line of an order that nothing was awarded for, and why; the others are awards."""

    batch = models.ForeignKey(BatchRecord, models.CASCADE, related_name="lines", db_index=False)
    line = models.PositiveIntegerField()
    name = models.CharField(max_length=300, blank=True)
    already = models.BooleanField(default=False)
    """Whether the person has it already; else the line was left out."""
    reason = models.CharField(max_length=500, blank=True)
    award = models.ForeignKey(AwardRecord, models.SET_NULL, null=True, related_name="+")
    """The one that the person has already."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="line_once")]


class UploadRecord(OrganisationOwned):
    """A list of people between its preview and its order; deleted after either."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    achievement = models.ForeignKey(AchievementRecord, models.CASCADE, related_name="+")
    created_by = models.ForeignKey(AccountRecord, models.CASCADE, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField(db_index=True)
    name = models.CharField(max_length=200)
    """What the file is called."""
    data = PackedField(default=bytes)
    """Its bytes; empty once it was ordered."""
    digest = models.CharField(max_length=64)
    notify = models.BooleanField(default=True)
    found = models.JSONField(default=dict)
    """What the preview shows (`uploads.Preview`)."""
    batch = models.ForeignKey(BatchRecord, models.SET_NULL, null=True, related_name="+")
    """What was ordered with it."""


class SignedRecord(OrganisationOwned):
    """The status of a credential that a program wrote and had signed (VC API).

    Its lists are its own (numbers from `PROGRAMS`), so that no two tables share a place.
    """

    credential_id = models.CharField(max_length=500)
    list_number = models.PositiveIntegerField()
    list_index = models.PositiveIntegerField()
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.ACTIVE)
    reason = models.CharField(max_length=500, blank=True)
    signed = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "credential_id", name="signed_id_once"),
            models.UniqueConstraint(
                "organisation", "list_number", "list_index", name="signed_place_once"
            ),
        ]


class StatusListRecord(OrganisationOwned):
    """One status list: its bits, and the signed list as it is handed out."""

    number = models.PositiveIntegerField()
    purpose = models.CharField(max_length=12)
    body = models.BinaryField()
    """Empty until somebody asks for it."""
    signed = models.DateTimeField()
    stale = models.BooleanField(default=False)
    """Whether something has changed since it was signed."""
    bits = models.BinaryField(null=True)
    """The bits themselves, one an entry; absent where they are to be worked out from the awards."""
    applied = models.BigIntegerField(default=0, db_default=0)
    """The last change of status that is in the bits."""
    key = models.ForeignKey(KeyRecord, models.PROTECT, null=True, related_name="+")
    """What signed it."""

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "number", "purpose", name="list_once")
        ]


class StatusPairRecord(OrganisationOwned):
    """A pair of status lists of one number, as those know it who give out its places."""

    number = models.PositiveIntegerField()
    size = models.PositiveIntegerField(default=131_072)
    """Entries of each; chosen when it is begun."""
    given = models.PositiveIntegerField(default=0)
    """How many places credentials have been given; none is ever given twice."""
    known_from = models.DateTimeField(default=timezone.now)
    """From when on its history is whole."""

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "number", name="pair_once")]


class StatusActionRecord(OrganisationOwned):
    """Many awards chosen for one change of status: what was seen before, and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    chosen = models.BinaryField()
    """The awards' ids, 16 bytes each, in the order in which they are changed."""
    reasons = models.JSONField(default=dict)
    """Reasons of their own, by the award's id."""
    unknown = models.JSONField(default=list)
    """What was named and is none of the organisation's awards."""
    what = models.CharField(max_length=10, blank=True)
    """The change; empty until somebody confirms."""
    reason = models.CharField(max_length=500, blank=True)
    notify = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    confirmed = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    """How many of the chosen have been gone through."""
    changed = models.PositiveIntegerField(default=0)
    already = models.PositiveIntegerField(default=0)
    final = models.PositiveIntegerField(default=0)
    """Those that cannot be changed like this any more."""
    unsigned = models.PositiveIntegerField(default=0)
    """Those that are not signed, so that there is nothing to change."""

    @property
    def total(self) -> int:
        """How many awards were chosen."""
        return len(self.chosen) // 16

    def ids(self, first: int = 0, most: int | None = None) -> list[uuid.UUID]:
        """Return the chosen awards' ids, in order."""
        raw = bytes(self.chosen)
        last = self.total if most is None else min(self.total, first + most)
        return [uuid.UUID(bytes=raw[16 * n : 16 * n + 16]) for n in range(first, last)]


class StatusChangeRecord(OrganisationOwned):
    """One change of one status, with its moment and reason. Rows are added and never changed.

    What a list said on some day follows from them.
    """

    number = models.PositiveIntegerField()
    index = models.PositiveIntegerField()
    award = models.ForeignKey(AwardRecord, models.SET_NULL, null=True, related_name="changes")
    signed = models.ForeignKey(SignedRecord, models.SET_NULL, null=True, related_name="changes")
    was = models.CharField(max_length=10, choices=Standing.choices)
    standing = models.CharField(max_length=10, choices=Standing.choices)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    exact = models.BooleanField(default=True)
    """Whether it happened at that moment; else it is only known to have happened by then."""
    actor = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    action = models.ForeignKey(
        StatusActionRecord, models.SET_NULL, null=True, related_name="changes"
    )

    class Meta:
        indexes = [
            models.Index("organisation", "number", "id", name="change_of_list"),
            models.Index("organisation", "number", "at", name="change_of_day"),
        ]


class LogRecord(OrganisationOwned):
    """An organisation's append-only log, as far as it has grown."""

    origin = models.CharField(max_length=300, unique=True)
    """Its name in checkpoints and receipts: its address without scheme, as it was at the start."""
    verifier = models.CharField(max_length=500)
    """The public half of its own key, as verifiers of signed notes take it."""
    file = models.CharField(max_length=120, unique=True)
    """The private half: an encrypted file of the key folder, of no use for credentials."""
    size = models.PositiveBigIntegerField(default=0)
    root = models.BinaryField(default=bytes)
    """Merkle tree hash of its entries (RFC 9162, section 2.1.1)."""
    checkpoint = models.BinaryField(default=bytes)
    """A signed note over size and root."""
    behind = models.CharField(max_length=500, blank=True)
    """Why nothing may be added: somebody has seen a later state of it than this database has."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_log_each")]


class LogEntryRecord(models.Model):
    """One entry of a log: a commitment, and what opens it until the person is erased."""

    log = models.ForeignKey(LogRecord, models.PROTECT, related_name="entries", db_index=False)
    number = models.PositiveBigIntegerField()
    entry = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=16, null=True)
    statement = models.JSONField(null=True)
    award = models.ForeignKey(AwardRecord, models.SET_NULL, null=True, related_name="entries")
    kind = models.CharField(max_length=10)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "number"], name="log_entry_once")]


class LogTileRecord(models.Model):
    """256 hashes of a log's tree, or as many as there are yet (C2SP tlog-tiles)."""

    log = models.ForeignKey(LogRecord, models.PROTECT, related_name="tiles", db_index=False)
    level = models.PositiveSmallIntegerField()
    number = models.PositiveBigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "level", "number"], name="log_tile_once")
        ]
