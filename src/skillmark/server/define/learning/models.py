"""Rows of learners: pathways they have begun, and what counts from elsewhere."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.server.people.models import AccountRecord, OrganisationOwned


class StartRecord(OrganisationOwned):
    """Somebody is on a pathway. Deleted when they leave it: nothing is kept of it then."""

    pathway = models.ForeignKey("define.PathwayRecord", models.CASCADE, related_name="starts")
    account = models.ForeignKey(AccountRecord, models.CASCADE, related_name="pathways")
    started = models.DateTimeField(default=timezone.now)
    shared = models.DateTimeField(null=True)
    """Since when the provider may see who it is and how far; `None` where the person keeps it."""

    class Meta:
        constraints = [models.UniqueConstraint("pathway", "account", name="one_start")]


class RecognitionRecord(OrganisationOwned):
    """An achievement of somebody else's counts here, as decided by a named person.

    It counts as an achievement of the organisation, or as a skill at a level. It stands until it
    expires or is withdrawn; both moments, and the one of the decision, stay on record.
    """

    external_id = models.CharField(max_length=1000)
    """Id of the achievement, exactly as its credentials name it."""
    external_name = models.CharField(max_length=300, blank=True)
    issuer = models.CharField(max_length=1000)
    """Id of who has to have issued it, exactly as its credentials name it."""
    issuer_name = models.CharField(max_length=300, blank=True)
    achievement = models.ForeignKey(
        "define.AchievementRecord", models.CASCADE, null=True, related_name="recognitions"
    )
    skill = models.CharField(max_length=400, blank=True)
    level = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField(_("reason"))
    evidence = models.URLField(_("evidence"), max_length=1000, blank=True)
    only = models.ForeignKey(AccountRecord, models.CASCADE, null=True, related_name="+")
    """Whom alone it is for; `None` for everybody who holds such a badge."""
    decided_by = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    decided_name = models.CharField(max_length=150)
    """Name of the person who decided; it stays when the account goes."""
    decided = models.DateTimeField(default=timezone.now)
    expires = models.DateField(_("counts until"), null=True)
    withdrawn = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index("external_id", name="recognised_id")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(achievement=None) & ~Q(skill=""))
                | (~Q(achievement=None) & Q(skill="")),
                name="counts_as_one_thing",
            )
        ]

    @property
    def in_force(self) -> bool:
        """Whether it counts now."""
        over = self.expires is not None and self.expires < timezone.localdate()
        return self.withdrawn is None and not over


class RecognitionRequestRecord(OrganisationOwned):
    """A learner asks that a badge from elsewhere counts as a piece of a pathway."""

    class Answer(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("Waiting")
        GRANTED = "granted", _("Recognised")
        REFUSED = "refused", _("Not recognised")

    account = models.ForeignKey(AccountRecord, models.CASCADE, related_name="recognition_requests")
    pathway = models.ForeignKey("define.PathwayRecord", models.CASCADE, related_name="+")
    achievement = models.ForeignKey("define.AchievementRecord", models.CASCADE, related_name="+")
    """The piece that it is to count as."""
    badge = models.ForeignKey("hold.BadgeRecord", models.SET_NULL, null=True, related_name="+")
    """What the provider is shown of the backpack: this one badge, and nothing else."""
    external_id = models.CharField(max_length=1000)
    external_name = models.CharField(max_length=300, blank=True)
    issuer = models.CharField(max_length=1000)
    issuer_name = models.CharField(max_length=300, blank=True)
    note = models.TextField(_("what you want to say"), blank=True)
    asked = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    decided_name = models.CharField(max_length=150, blank=True)
    decided = models.DateTimeField(null=True)
    recognition = models.ForeignKey(
        RecognitionRecord, models.SET_NULL, null=True, related_name="requests"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "account",
                "achievement",
                "external_id",
                condition=Q(answer="open"),
                name="asked_once_at_a_time",
            )
        ]
