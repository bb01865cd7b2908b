"""Rows of kept impact reports."""

from __future__ import annotations

import json
import uuid
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from skillmark.server.people.models import AccountRecord, OrganisationOwned


class ImpactReportRecord(OrganisationOwned):
    """One report as it was made: the exact bytes that were signed for, and who made it when.

    No row of the ledger is in it; what is too small to show was never written.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made = models.DateTimeField(default=timezone.now)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    as_of = models.DateField()
    people = models.PositiveIntegerField()
    simulated = models.BooleanField()
    report = models.CharField(max_length=60)
    """`urn:uuid:...`: reports of the same inputs, settings and versions have the same."""
    html = models.BinaryField()
    pdf = models.BinaryField()
    json = models.BinaryField()
    csv = models.BinaryField()
    manifest = models.BinaryField()
    """Digests of inputs, settings and outputs."""
    credential = models.BinaryField()
    token = models.CharField(max_length=43, unique=True, null=True)
    """In the address of a public link, while there is one."""
    shared = models.DateTimeField(null=True)

    FILES: ClassVar = {
        "report.html": ("html", "text/html; charset=utf-8"),
        "report.pdf": ("pdf", "application/pdf"),
        "report.json": ("json", "application/json"),
        "report.csv": ("csv", "text/csv; charset=utf-8"),
        "report.manifest.json": ("manifest", "application/json"),
        "report.credential.json": ("credential", "application/vc"),
    }
    """Name of a download to its column and media type."""

    class Meta:
        indexes = [models.Index(fields=["organisation", "-made"], name="newest_report")]
        constraints = [
            models.CheckConstraint(
                condition=Q(token=None, shared=None) | Q(token__isnull=False, shared__isnull=False),
                name="shared_by_an_act",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def data(self) -> dict[str, Any]:
        """What the report says, for programs."""
        found: dict[str, Any] = json.loads(bytes(self.json))
        return found

    @cached_property
    def digests(self) -> dict[str, Any]:
        """The manifest."""
        found: dict[str, Any] = json.loads(bytes(self.manifest))
        return found

    @property
    def credential_text(self) -> str:
        """The credential as text: JSON or a token."""
        return bytes(self.credential).decode()

    def file(self, name: str) -> tuple[bytes, str] | None:
        """Return a download's bytes and media type; `None` for a name that there is not."""
        if name not in self.FILES:
            return None
        column, media = self.FILES[name]
        return bytes(getattr(self, column)), media
