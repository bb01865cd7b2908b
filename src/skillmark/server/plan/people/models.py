"""Rows of lists of people on their way in, and of how an export's columns are read."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from skillmark.server.people.models import AccountRecord, OrganisationOwned


class PeopleFileRecord(OrganisationOwned):
    """A list of people from its upload until a day later; then it is deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_by = models.ForeignKey(AccountRecord, models.CASCADE, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=200)
    data = models.BinaryField()
    evidence = models.BinaryField(default=bytes)
    """A second table, of what is known of these people's skills; empty where there is none."""
    recoded = models.BooleanField(default=False)
    """Whether it was no UTF-8 and was read as Windows-1252."""
    columns = models.JSONField(default=dict)
    """How its columns are read (`reading.Columns`)."""
    basis = models.ForeignKey("people.BasisRecord", models.SET_NULL, null=True, related_name="+")
    job = models.ForeignKey("jobs.JobRecord", models.SET_NULL, null=True, related_name="+")
    options = models.JSONField(default=dict)
    """How it is taken over: `mail` people, `whole` (who is not in it has left)."""


class PeopleColumnsRecord(OrganisationOwned):
    """How the columns of an HR system's export are read: remembered from the last time."""

    header = models.CharField(max_length=64)
    """SHA-256 of the header line."""
    columns = models.JSONField()
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "header", name="people_columns_once")
        ]
