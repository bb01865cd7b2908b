"""Rows of who was shown the names of a role, when, and why."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.server.people.models import AccountRecord, OrganisationOwned


class RevealRecord(OrganisationOwned):
    """Somebody asked to see the names of a role that hides them. Never changed but to end it."""

    class Kind(models.TextChoices):
        """What was asked for."""

        SHOWN = "shown", _("names shown to one person")
        NO_LONGER = "no_longer", _("names no longer hidden for anybody")
        HIDDEN = "hidden", _("names hidden for everybody")

    role = models.ForeignKey("match.RoleRecord", models.CASCADE, related_name="reveals")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    account = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=150)
    """Name of who asked; it stays when the account goes."""
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)
    """Until when the names are shown to that person; `None` where it is for everybody."""

    class Meta:
        ordering = ["at", "pk"]
