"""Rows of completions that are being taken over, and of how a platform's columns are read."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from skillmark.server.people.models import AccountRecord, OrganisationOwned


class CompletionFileRecord(OrganisationOwned):
    """A file of completions between its upload and its confirmation; deleted after either."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_by = models.ForeignKey(AccountRecord, models.CASCADE, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=200)
    data = models.BinaryField()
    columns = models.JSONField(null=True)
    """How its columns are read (`define.completions.Columns`), once somebody has said so."""


class ColumnsRecord(OrganisationOwned):
    """How the columns of a platform's export are read: remembered from the last time."""

    header = models.CharField(max_length=64)
    """SHA-256 of the header line."""
    columns = models.JSONField()
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "header", name="columns_once")]
