"""Rows of second opinions: where they are wanted, who agreed, which version said what.

No score, result, credential or match reads them. Opinions and consents go with the attempt, and
so with the person.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.server.people.models import AccountRecord, OrganisationOwned


class MachineUseRecord(OrganisationOwned):
    """A delivery whose candidates are asked whether a machine may read their answers."""

    delivery = models.OneToOneField(
        "assess.DeliveryRecord", on_delete=models.CASCADE, related_name="machine_use"
    )
    by = models.ForeignKey(AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "assess"


class MachineConsentRecord(OrganisationOwned):
    """A candidate agreed that a machine reads the answers of one attempt. Without it none does."""

    attempt = models.OneToOneField(
        "assess.AttemptRecord", on_delete=models.CASCADE, related_name="machine_consent"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "assess"


class MachineVersionRecord(OrganisationOwned):
    """One version of the machine at one test, in use once somebody accepted it."""

    test = models.ForeignKey(
        "assess.TestRecord", on_delete=models.CASCADE, related_name="machine_versions"
    )
    model = models.CharField(max_length=200)
    """As the endpoint reports it."""
    prompt = models.CharField(max_length=64)
    """Digest of the words in which it is asked."""
    prompt_version = models.CharField(max_length=20)
    first_seen = models.DateTimeField(default=timezone.now)
    accepted = models.DateTimeField(null=True)
    """The first version of a test is; another one waits until a person says so."""
    accepted_by = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        app_label = "assess"
        constraints = [
            models.UniqueConstraint("test", "model", "prompt", name="one_machine_version")
        ]


class MachineOpinionRecord(OrganisationOwned):
    """The machine's opinion on one answer, or why there is none yet."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("not asked yet, or without an answer")
        GIVEN = "given", _("given")
        HELD = "held", _("held back: the machine is another one than before")
        REFUSED = "refused", _("no opinion: what came back did not fit")

    response = models.OneToOneField(
        "assess.ResponseRecord", on_delete=models.CASCADE, related_name="machine_opinion"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    version = models.ForeignKey(
        MachineVersionRecord, on_delete=models.PROTECT, null=True, related_name="opinions"
    )
    fingerprint = models.CharField(max_length=200, blank=True)
    """What else the endpoint says of its set-up."""
    answer = models.CharField(max_length=64)
    """Digest of the answer."""
    request = models.CharField(max_length=64, blank=True)
    """Digest of what was sent."""
    marks = models.JSONField(default=list)
    """A row a criterion: criterion, points, quote, reason."""
    total = models.FloatField(null=True)
    why = models.CharField(max_length=500, blank=True)
    """Why it waits, or was refused."""
    tries = models.PositiveIntegerField(default=0)
    ordered = models.DateTimeField(default=timezone.now)
    at = models.DateTimeField(null=True)
    """When the endpoint answered."""

    class Meta:
        app_label = "assess"
        indexes = [models.Index("organisation", "state", name="machine_state")]


class MachineSightRecord(OrganisationOwned):
    """A rater saw an opinion, having given these points: what is compared with it."""

    opinion = models.ForeignKey(
        MachineOpinionRecord, on_delete=models.CASCADE, related_name="sights"
    )
    rater = models.ForeignKey(AccountRecord, on_delete=models.CASCADE, related_name="+")
    points = models.JSONField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "assess"
        constraints = [models.UniqueConstraint("opinion", "rater", name="one_machine_sight")]
