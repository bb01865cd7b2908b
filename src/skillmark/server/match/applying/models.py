"""Rows of what candidates bring beside files that are theirs: claims, and files of nobody yet."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from skillmark.server.people.models import AccountRecord, OrganisationOwned


class CandidateClaimRecord(OrganisationOwned):
    """What a candidate says they can do, as somebody wrote it down. It goes with the candidate."""

    candidate = models.ForeignKey("match.CandidateRecord", models.CASCADE, related_name="claims")
    skill = models.CharField(max_length=500)
    level = models.PositiveSmallIntegerField(null=True)
    from_cv = models.BooleanField(default=False)
    """Whether it was read from their CV, which is not kept."""
    dated = models.DateField()
    recorded_by = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    recorded = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("candidate", "skill", name="one_claim_a_skill")]


class LooseFileRecord(OrganisationOwned):
    """A badge that was dropped for a role and does not say in plain whose it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.ForeignKey("match.RoleRecord", models.CASCADE, related_name="loose")
    name = models.CharField(max_length=200)
    group = models.CharField(max_length=200, blank=True)
    """The folder that it lay in: what lies together is mostly one person's."""
    person = models.CharField(max_length=150, blank=True)
    """Name in the badge, to recognise it by. It decides nothing: two people can bear it."""
    raw = models.BinaryField()
    digest = models.CharField(max_length=64)
    submitted = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("role", "digest", name="one_loose_file_once")]
