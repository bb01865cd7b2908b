"""Rows of background jobs and of outgoing mail."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.server.people.models import AccountRecord, OrganisationOwned


class State(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class JobRecord(OrganisationOwned):
    """One piece of background work. `fence` counts claims: only the latest may write."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, null=True, unique=True)
    """Idempotency key: enqueueing the same key twice gives the same job."""
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    run_after = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cancel = models.BooleanField(default=False)
    error = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created = models.DateTimeField(default=timezone.now)
    finished = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("state", "run_after", name="jobs_due")]

    @property
    def open(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in {State.QUEUED, State.RUNNING}

    @property
    def stopped(self) -> bool:
        """Whether it ended before it was done, and can be resumed."""
        return self.state in {State.CANCELLED, State.FAILED}

    @property
    def percent(self) -> int:
        """Share that is done, 0 to 100."""
        return min(100, 100 * self.progress // self.total) if self.total else 0


class MailRecord(models.Model):
    """A message that waits to be sent, stored in the transaction that caused it."""

    created = models.DateTimeField(default=timezone.now)
    recipients = models.JSONField()
    raw = models.BinaryField()
    """The message as RFC 5322 bytes."""
    sender = models.CharField(max_length=320)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField(default=timezone.now)
    sent = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index("sent", "run_after", name="mail_due")]
