"""Rows of the outcome ledger, of its files on their way in, and of links to accounts."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.server.people.models import AccountRecord, OrganisationOwned

RETENTION_MONTHS = 36


class OutcomeRecord(OrganisationOwned):
    """What became of one person, under an id that the organisation chose (`nouns.outcome`).

    Its columns are those of `measure.ledger.columns.COLUMNS`, under the same names.
    """

    person = models.CharField(max_length=120)
    applied = models.DateField(null=True)
    hired = models.DateField(null=True)
    function = models.CharField(max_length=200, blank=True)
    team = models.CharField(max_length=200, blank=True, default="")
    experience_years = models.FloatField(null=True)
    credential = models.CharField(max_length=500, null=True)
    credential_date = models.DateField(null=True)
    achievement = models.CharField(max_length=200, blank=True, default="")
    provider = models.CharField(max_length=200, blank=True, default="")
    result = models.FloatField(null=True)
    starting_pay = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    days_to_productivity = models.FloatField(null=True)
    productivity_censored = models.BooleanField(default=False)
    training_hours = models.FloatField(null=True)
    manager_hours = models.FloatField(null=True)
    peer_hours = models.FloatField(null=True)
    training_cost = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    performance = models.FloatField(null=True)
    influence = models.FloatField(null=True)
    collaboration = models.FloatField(null=True)
    promoted = models.DateField(null=True)
    further_study = models.DateField(null=True)
    left = models.DateField(null=True)
    simulated = models.BooleanField(default=False)
    groups = models.TextField(blank=True, default="")
    """JSON object of group to category, empty where there is none: for equity tables alone."""
    by_link = models.BooleanField(default=False)
    """Whether the columns of the credential came by the person's consent (`LinkRecord`)."""
    recorded = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "person", name="one_outcome_a_person")
        ]
        ordering = ["person"]


class LedgerRecord(OrganisationOwned):
    """What an organisation says of its ledger, and in which state it is."""

    months = models.PositiveSmallIntegerField(_("months after leaving"), default=RETENTION_MONTHS)
    """How long a row is kept after the person left, or applied and was not hired."""
    stated_by = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    stated_name = models.CharField(max_length=150, blank=True)
    stated = models.DateTimeField(null=True)
    state = models.UUIDField(default=uuid.uuid4)
    """Another one after each write: what was worked out of the ledger holds while it is the same,
    also where a write was taken back."""

    class Meta:
        constraints = [models.UniqueConstraint("organisation", name="one_ledger")]


class LedgerFileRecord(OrganisationOwned):
    """An export from its upload until a day later, or until it is stored; then it is deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_by = models.ForeignKey(AccountRecord, models.CASCADE, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    data = models.BinaryField(default=bytes)
    """The file, packed by zlib; empty once it is stored."""
    encoding = models.CharField(max_length=12)
    header = models.JSONField()
    sample = models.JSONField(default=list)
    """Its first rows, for the mapping."""
    mapping = models.JSONField()
    """How it is read (`measure.ledger.mapping.Mapping`)."""
    open = models.BooleanField(default=True)
    """Whether nobody has confirmed the mapping yet."""
    looked = models.JSONField(null=True)
    """What it says and would change (`taking.Looked`), once somebody has looked."""
    checking = models.ForeignKey("jobs.JobRecord", models.SET_NULL, null=True, related_name="+")
    job = models.ForeignKey("jobs.JobRecord", models.SET_NULL, null=True, related_name="+")
    options = models.JSONField(default=dict)
    """How it is stored: `whole` (who is not in it is gone), `sound` (without what is wrong)."""


class MappingRecord(OrganisationOwned):
    """How an HR system's export is read: remembered from the last time."""

    header = models.CharField(max_length=64)
    """SHA-256 of the header line."""
    mapping = models.JSONField()
    digest = models.CharField(max_length=64)
    """Of the mapping: results can name by which one their data were read."""
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "header", name="one_mapping")]


class LinkRecord(OrganisationOwned):
    """A row of the ledger that somebody's account belongs to, while they agree to it.

    With it goes what came by it (`linking`), however it is deleted.
    """

    person = models.CharField(max_length=120)
    account = models.ForeignKey(AccountRecord, models.CASCADE, related_name="outcomes")
    made = models.DateTimeField(default=timezone.now)
    whole = models.BooleanField(default=False)
    """Whether the whole row came by the person's consent, as that of an onboarding does."""

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "person", name="one_link_a_row")]
