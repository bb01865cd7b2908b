"""Rows of designs: what was registered, and the last reading of each."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from skillmark.server.people.models import AccountRecord, OrganisationOwned


class DesignRecord(OrganisationOwned):
    """One registration (`measure.designs.registry`); never changed, only followed by another."""

    name = models.CharField(max_length=60)
    """The design's id; a change is registered under the same."""
    design = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+")
    previous = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=80)

    class Meta:
        ordering = ["pk"]
        constraints = [
            # Two at once would both follow the same one: the second is refused.
            models.UniqueConstraint("organisation", "previous", name="one_design_after_another"),
        ]

    def __str__(self) -> str:
        return self.name


class DesignReadingRecord(OrganisationOwned):
    """What a registration found in the ledger as it was last: made anew where that changed."""

    registration = models.OneToOneField(
        DesignRecord, on_delete=models.CASCADE, related_name="reading"
    )
    stamp = models.CharField(max_length=80)
    """Of the ledger."""
    as_of = models.DateField()
    found = models.JSONField()
    """As `Finding.as_json` writes it: averages and counts, of nobody by name."""
    made = models.DateTimeField(default=timezone.now)
