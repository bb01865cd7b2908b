"""Rows of costs, of what is assumed, and of every change to both."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.server.people.models import AccountRecord, OrganisationOwned


class CostingRecord(OrganisationOwned):
    """The currency that everything is in."""

    currency = models.CharField(_("currency"), max_length=3, default="EUR")

    class Meta:
        constraints = [models.UniqueConstraint("organisation", name="one_costing_each")]


class Changed(OrganisationOwned):
    """A figure with who changed it last."""

    source = models.CharField(_("source"), max_length=200, blank=True)
    simulated = models.BooleanField(default=False)
    changed = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        abstract = True


class CostItemRecord(Changed):
    """One cost (`measure.costs.programme.Item`), in prices of the first year."""

    name = models.CharField(_("what it is"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20)
    amount = models.FloatField(_("amount"), validators=[MinValueValidator(0)])
    low = models.FloatField(_("at least"), null=True, blank=True, validators=[MinValueValidator(0)])
    high = models.FloatField(_("at most"), null=True, blank=True, validators=[MinValueValidator(0)])
    year = models.PositiveSmallIntegerField(
        _("year"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    recurring = models.BooleanField(_("every year from then on"), default=False)
    share = models.FloatField(
        _("share that counts"),
        default=1.0,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )

    class Meta:
        constraints = [models.UniqueConstraint("organisation", "name", name="one_cost_a_name")]
        ordering = ["pk"]


class AssumptionRecord(Changed):
    """One quantity (`measure.costs.assumption.Assumption`); without `likely` only its ceiling."""

    name = models.CharField(max_length=40)
    low = models.FloatField(null=True, blank=True)
    likely = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    ceiling = models.FloatField(null=True, blank=True)
    shape = models.CharField(max_length=12, default="pert")
    said_by = models.CharField(_("who says so"), max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "name", name="one_assumption_a_name")
        ]
        ordering = ["pk"]


class CostChangeRecord(OrganisationOwned):
    """What a figure was and became; kept when the figure goes."""

    thing = models.CharField(max_length=130)
    """Name of an assumption, or `item:` and that of a cost."""
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["organisation", "thing"], name="cost_changes_of")]
