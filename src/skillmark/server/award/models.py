"""Rows of keys, batches, awards and status lists."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.define.achievements import achievement_from
from skillmark.nouns.achievement import Achievement
from skillmark.server.define.models import AchievementRecord
from skillmark.server.people.models import AccountRecord, OrganisationOwned


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
    body = models.BinaryField(default=bytes)
    """The exact bytes that were signed and are handed out (JSON with its proof)."""
    token = models.TextField(blank=True)
    """The same, as a signed token (JWT)."""
    caution = models.CharField(max_length=300, blank=True)
    """"No field data ...", where the assessment behind it has none."""
    hidden = models.BooleanField(default=False)
    """Whether its holder has switched the public page off."""

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


class SignedRecord(OrganisationOwned):
    """The status of a credential that a program wrote and had signed (VC API).

    Its lists are its own (numbers from `places.PROGRAMS`), so that no two tables share a place.
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
    """A signed status list, as it is handed out."""

    number = models.PositiveIntegerField()
    purpose = models.CharField(max_length=12)
    body = models.BinaryField()
    signed = models.DateTimeField()
    stale = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "number", "purpose", name="list_once")
        ]
