"""Rows of rating: who is at an answer just now, what was reopened and why, what was declared."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.errors import ConflictError
from skillmark.server.people.models import AccountRecord, OrganisationOwned


class LeaseRecord(OrganisationOwned):
    """Somebody is at an answer until a moment, so that nobody else does the same work."""

    response = models.ForeignKey(
        "assess.ResponseRecord", on_delete=models.CASCADE, related_name="leases"
    )
    rater = models.ForeignKey(AccountRecord, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        app_label = "assess"
        constraints = [models.UniqueConstraint("response", "rater", name="one_lease_a_rater")]


class RatingActRecord(OrganisationOwned):
    """Somebody opened an answer that was decided. Acts are added, never changed or taken away.

    A second look is asked for once by the candidate and once by those who rate: that somebody
    here had a doubt does not use up the candidate's right.
    """

    class Kind(models.TextChoices):
        """What was done."""

        REOPENED = "reopened", _("reopened by who had rated it")
        CONTESTED = "contested", _("second look asked for by the candidate")
        DOUBTED = "doubted", _("second look asked for by somebody who rates")

    response = models.ForeignKey(
        "assess.ResponseRecord", on_delete=models.CASCADE, related_name="acts"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    account = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reason = models.TextField(_("reason"))
    before = models.JSONField(default=list)
    """The ratings that were set aside by it, as they were."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "assess"
        constraints = [
            models.UniqueConstraint(
                "response",
                "kind",
                condition=models.Q(kind__in=("contested", "doubted")),
                name="one_second_look",
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the act; one that is stored stays as it is."""
        if not self._state.adding:
            raise ConflictError("an act that was recorded is not changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: acts stay as long as their answer."""
        raise ConflictError("an act that was recorded is not taken away")


ASKED = (RatingActRecord.Kind.CONTESTED, RatingActRecord.Kind.DOUBTED)
"""Acts that ask for a second look."""


class DeclarationRecord(OrganisationOwned):
    """The candidate's word that what is handed in is their own work, and what helped."""

    attempt = models.OneToOneField(
        "assess.AttemptRecord", on_delete=models.CASCADE, related_name="declaration"
    )
    help = models.TextField(_("help"), blank=True)
    """Help that was used, of people or of GenAI, in the candidate's words; empty for none."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "assess"
