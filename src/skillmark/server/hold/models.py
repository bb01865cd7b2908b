"""Rows of backpacks. They belong to a person, not to an organisation."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from skillmark.server.people.models import AccountRecord


class BadgeRecord(models.Model):
    """A badge in somebody's backpack: the exact bytes, and what its last check said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(AccountRecord, on_delete=models.CASCADE, related_name="badges")
    data = models.BinaryField()
    """The file as it came in, byte for byte."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the credential's own text, so that a picture of it counts as the same badge."""
    award = models.CharField(max_length=64, blank=True)
    """Id of the award of this site that it is, else empty."""
    format = models.CharField(max_length=10)
    title = models.CharField(max_length=300)
    issuer = models.CharField(max_length=300, blank=True)
    valid_until = models.CharField(max_length=40, blank=True)
    skills = models.JSONField(default=list)
    """Objects with `skill`, `label` and `level`."""
    verdict = models.CharField(max_length=10)
    reason = models.CharField(max_length=30, blank=True)
    caution = models.TextField(blank=True)
    checked = models.DateTimeField(default=timezone.now)
    added = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("account", "digest", name="one_badge_once")]
        indexes = [models.Index(fields=["account", "-added"], name="backpack")]

    def __str__(self) -> str:
        return self.title


class LeftOutRecord(models.Model):
    """An award that somebody erased from their backpack: it does not come back by itself."""

    account = models.ForeignKey(AccountRecord, on_delete=models.CASCADE, related_name="+")
    award = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("account", "award", name="left_out_once")]


class Shares(models.QuerySet["ShareRecord"]):
    """Share links."""

    def open(self, now: datetime | None = None) -> Shares:
        """Only those that work at this moment."""
        now = now or timezone.now()
        return self.filter(Q(expires=None) | Q(expires__gt=now), ended=None)


class ShareRecord(models.Model):
    """A link under which anybody who has it sees one badge, until it ends."""

    badge = models.ForeignKey(BadgeRecord, on_delete=models.CASCADE, related_name="shares")
    token = models.CharField(max_length=43, unique=True)
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    objects = Shares.as_manager()

    @property
    def account_id(self) -> int:
        """Whose link it is."""
        return self.badge.account_id

    @property
    def works(self) -> bool:
        """Whether the link shows the badge now."""
        return self.ended is None and (self.expires is None or self.expires > timezone.now())
