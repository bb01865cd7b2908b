"""One row by which every process knows whether what it remembers of this site still holds."""

from __future__ import annotations

from django.db import models


class StampRecord(models.Model):
    """A random text that the database itself changes with every organisation, key and status list.

    Whatever was worked out from those tables under the same stamp still holds. It is random, not
    counted: after a change that was rolled back, no later change has the same stamp again.
    """

    text = models.CharField(max_length=64)
