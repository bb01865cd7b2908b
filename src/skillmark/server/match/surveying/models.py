"""Rows of what people state of themselves for the audit, and for nothing else."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from skillmark.server.people.models import AccountRecord, OrganisationOwned


class GroupStatementRecord(OrganisationOwned):
    """A group that somebody says they belong to. Only counts of it ever leave this room."""

    person = models.CharField(max_length=60)
    """Id of the person as rankings name them: `member-...` or `candidate-...`."""
    account = models.ForeignKey(AccountRecord, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=20)
    stated = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "person", "kind", name="one_statement_a_kind")
        ]
