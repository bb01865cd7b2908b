"""Rows of keys, batches, awards and status lists."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.award import reminders
from skillmark.define.achievements import achievement_from
from skillmark.nouns.achievement import Achievement
from skillmark.server.award.columns import PackedField, PackedTokenField
from skillmark.server.define.models import AchievementRecord, PathwayRecord
from skillmark.server.people.models import AccountRecord, OrganisationOwned, OrganisationRecord

PROGRAMS = 1_000_000
"""Number of the first list of credentials that programs had signed; awards count from 1."""


class KeyRecord(OrganisationOwned):
    """The public half of a signing key; the private half is an encrypted file.

    It is published when it is made, signs between `signs_from` and `retired`, and stays published
    after that, so that old credentials verify. A compromised key is published as `revoked`: what
    says that it was signed after that moment counts for nothing. Once everything good is signed
    anew it is `withdrawn`: nothing that it ever signed counts any more.
    """

    algorithm = models.CharField(max_length=10)
    multikey = models.CharField(max_length=1000, unique=True)
    fragment = models.CharField(max_length=60)
    """What follows `#` in its verification method."""
    file = models.CharField(max_length=120, unique=True)
    created = models.DateTimeField(default=timezone.now)
    signs_from = models.DateTimeField(null=True)
    """Since when it signs, where that is later than `created`.

    Verifiers may know a document for a while: a new key is published before it signs.
    """
    retired = models.DateTimeField(null=True)
    """From when on it signs nothing; it may lie ahead."""
    revoked = models.DateTimeField(null=True)
    """Since when it is compromised: what was signed later counts for nothing."""
    withdrawn = models.DateTimeField(null=True)
    """When it was taken out of the keys that count at all."""
    beside = models.BooleanField(default=False)
    """Whether it signs only what asks for its algorithm, and no awards."""
    kept_by = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    """Who says that they keep a copy of its file."""
    kept = models.DateTimeField(null=True)

    @property
    def state(self) -> str:
        """`withdrawn`, `compromised`, `retired`, `waiting` or `signs`."""
        now = timezone.now()
        if self.withdrawn or self.revoked:
            return "withdrawn" if self.withdrawn else "compromised"
        if self.retired is not None and self.retired <= now:
            return "retired"
        waits = self.signs_from is not None and self.signs_from > now
        return "waiting" if waits else "signs"


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
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="renewal", editable=False
    )
    """The award that this one renews; each is renewed at most once."""
    key = models.ForeignKey(KeyRecord, models.PROTECT, null=True, related_name="+", editable=False)
    """What signed it, where that is another key than its batch's."""
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
    def signed_with(self) -> KeyRecord:
        """The key whose signature it carries."""
        return self.key or self.batch.key

    @property
    def renewed_by(self) -> AwardRecord | None:
        """The award that renews this one, once it is signed."""
        newer = getattr(self, "renewal", None)
        return newer if newer is not None and newer.body else None

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


class KnownIssuerRecord(OrganisationOwned):
    """An issuer that an organisation vouches for, and why."""

    identifier = models.CharField(max_length=500)
    """DID or https id, exactly as credentials name it."""
    name = models.CharField(max_length=200)
    known_by = models.CharField(max_length=200)
    """Who vouches for it."""
    note = models.CharField(max_length=500)
    """Why."""
    everyone = models.BooleanField(default=False)
    """Whether every visitor of the site sees it; else the organisation's own members."""
    created = models.DateTimeField(default=timezone.now)
    account = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "identifier", name="known_once")]


class EndorsementRecord(OrganisationOwned):
    """An endorsement that an organisation gave, or one that it received and lets travel."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    given = models.BooleanField()
    of = models.CharField(max_length=12)
    """`issuer` or `achievement`."""
    subject = models.CharField(max_length=500)
    """Id of what is endorsed."""
    subject_name = models.CharField(max_length=200, blank=True)
    endorser = models.CharField(max_length=500)
    endorser_name = models.CharField(max_length=200, blank=True)
    comment = models.TextField(blank=True)
    achievement = models.ForeignKey(
        AchievementRecord, models.CASCADE, null=True, related_name="endorsements"
    )
    """Of one's own, that was endorsed; without one, the organisation itself was."""
    body = models.BinaryField()
    """The exact bytes that were signed (JSON with its proof)."""
    token = models.TextField(blank=True)
    """The same as a signed token, of those that were given."""
    signed = models.ForeignKey("SignedRecord", models.SET_NULL, null=True, related_name="+")
    """Its place in the status lists, of those that were given."""
    valid_until = models.DateTimeField(null=True)
    created = models.DateTimeField(default=timezone.now)
    account = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("organisation", "given", name="endorsement_given")]

    @property
    def url(self) -> str:
        """The id of an endorsement that was given, and its address."""
        return f"{settings.BASE_URL}/e/{self.id}"

    @property
    def in_force(self) -> bool:
        """Whether it was neither withdrawn nor is its time over."""
        over = self.valid_until is not None and self.valid_until <= timezone.now()
        return self.withdrawn is None and not over


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


def default_reminders() -> list[int]:
    """Return the days before the end on which holders are reminded, where nobody says others."""
    return list(reminders.DAYS)


class PolicyRecord(models.Model):
    """How an organisation's awards live on; where there is none, the defaults here."""

    organisation = models.OneToOneField(
        OrganisationRecord, models.CASCADE, related_name="award_policy", primary_key=True
    )
    reminders = models.JSONField(default=default_reminders)
    """Days before the end on which holders are reminded, such as `[60, 14]`; none at all: `[]`."""
    digest = models.BooleanField(default=True)
    """Whether those who award get one mail a day with what runs out."""
    supersede = models.BooleanField(default=False)
    """Whether a renewal revokes the older award; else that one runs out by itself."""


class ReminderRecord(OrganisationOwned):
    """A reminder that was sent, or passed over because a later one was due as well."""

    award = models.ForeignKey(AwardRecord, models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    mailed = models.BooleanField(default=False)
    """Whether its holder got mail; not those who want none, nor where a later one was due."""
    made = models.DateTimeField(default=timezone.now)
    reported = models.DateTimeField(null=True)
    """When those who award were told."""

    class Meta:
        constraints = [models.UniqueConstraint("award", "days", name="remind_once")]


class QuietRecord(OrganisationOwned):
    """Somebody who wants no reminders from an organisation."""

    email = models.EmailField()
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "email", name="quiet_once")]


class StackRecord(OrganisationOwned):
    """A pathway that a person has completed: the whole is awarded for it once."""

    pathway = models.ForeignKey(PathwayRecord, models.CASCADE, related_name="+")
    person = models.CharField(max_length=330)
    """`account:` and its number, or `email:` and an address that no account has."""
    claim = models.UUIDField()
    """Whose turn it is to award: the run that stored this row."""
    award = models.OneToOneField(AwardRecord, models.CASCADE, null=True, related_name="stack")
    made = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("pathway", "person", name="stack_once")]


class PieceRecord(models.Model):
    """One award that a whole rests on."""

    stack = models.ForeignKey(StackRecord, models.CASCADE, related_name="rows")
    award = models.ForeignKey(AwardRecord, models.CASCADE, related_name="pieces_of")

    class Meta:
        constraints = [models.UniqueConstraint("stack", "award", name="piece_once")]


class FlagRecord(OrganisationOwned):
    """A whole of which a piece fell away: a person looks at it and decides."""

    award = models.ForeignKey(AwardRecord, models.CASCADE, related_name="flags")
    because = models.ForeignKey(AwardRecord, models.CASCADE, related_name="+")
    opened = models.DateTimeField(default=timezone.now)
    closed = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    decision = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "award", "because", condition=models.Q(closed=None), name="flag_open_once"
            )
        ]


class BodyRecord(OrganisationOwned):
    """What an award's bytes were before it was signed anew."""

    award = models.ForeignKey(AwardRecord, models.CASCADE, related_name="former")
    key = models.ForeignKey(KeyRecord, models.PROTECT, related_name="+")
    body = PackedField()
    token = PackedTokenField()
    signed = models.DateTimeField(null=True)
    replaced = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("award", "key", name="former_once_a_key")]


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
