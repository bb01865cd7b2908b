"""Rows of surveys, of who was asked, and of what was answered: the last two cannot be joined."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.measure.surveys.instruments import Instrument
from skillmark.server.people.models import AccountRecord, OrganisationOwned


class Mode(models.TextChoices):
    """Whether an answer can be led back to who gave it."""

    ANONYMOUS = "anonymous", _("Anonymous: no answer can be led back to anybody")
    LINKED = "linked", _("Linked, for those who agreed that their career is linked")


class Whom(models.TextChoices):
    """Who is asked."""

    EVERYBODY = "everybody", _("Everybody in the organisation")
    ROLES = "roles", _("People in some roles")
    TEAMS = "teams", _("Some teams")
    LINK = "link", _("Whoever has the link, such as other employers")


class State(models.TextChoices):
    """Where a survey stands."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class SurveyRecord(OrganisationOwned):
    """One wave of one survey."""

    instrument = models.JSONField()
    """`surveys.instruments.Instrument` as JSON; not changed once the survey is open."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.ANONYMOUS)
    whom = models.CharField(max_length=10, choices=Whom.choices, default=Whom.EVERYBODY)
    chosen = models.JSONField(default=list)
    """Roles or teams that are asked."""
    why = models.TextField(blank=True)
    """What the answers are used for, said to those who are asked."""
    contact = models.CharField(max_length=200, blank=True)
    asked = models.PositiveIntegerField(default=0)
    """People invited; 0 for a link that anybody may use."""
    until = models.DateField(null=True)
    """Last day of answering; empty for no end but the closing."""
    before = models.ForeignKey("self", models.SET_NULL, null=True, related_name="after")
    """The wave before this one."""
    wave = models.PositiveSmallIntegerField(default=1)
    simulated = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(AccountRecord, models.SET_NULL, null=True, related_name="+")
    opened = models.DateTimeField(null=True)
    reminded = models.DateTimeField(null=True)
    closed = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created", "-pk"]

    @property
    def questionnaire(self) -> Instrument:
        """The questions."""
        return Instrument.of(self.instrument)

    @property
    def title(self) -> dict[str, str]:
        """What it is called, in both languages."""
        found: dict[str, str] = self.instrument["title"]
        return found

    @property
    def anonymous(self) -> bool:
        """Whether no answer can be led back to anybody."""
        return self.mode == Mode.ANONYMOUS


class SurveyInvitationRecord(models.Model):
    """Somebody who was asked. Whether they answered is one bit: not when, and never what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(SurveyRecord, models.CASCADE, related_name="invitations")
    account = models.ForeignKey(AccountRecord, models.CASCADE, related_name="+")
    answered = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint("survey", "account", name="invited_once")]


class SurveyAnswerRecord(models.Model):
    """What somebody answered: codes by question. Random ids, no moment, nothing of the link."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(SurveyRecord, models.CASCADE, related_name="answers")
    codes = models.JSONField()
    account = models.ForeignKey(AccountRecord, models.CASCADE, null=True, related_name="+")
    """Whose it is, in a linked survey and with consent alone; gone with the account."""
    late = models.BooleanField(null=True)
    """Whether it came after the reminder; not kept of anonymous answers: with few of them it
    would say whose they are."""
