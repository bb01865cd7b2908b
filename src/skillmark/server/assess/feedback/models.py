"""Rows of feedback: who was asked about whom, and what they saw, which nothing joins."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from skillmark.server.people.models import AccountRecord, OrganisationOwned


class FeedbackRecord(OrganisationOwned):
    """A request to those around somebody (`account`) to say what they see."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(AccountRecord, on_delete=models.CASCADE, related_name="feedback")
    rubric = models.CharField(max_length=100)
    asked_by = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    opened = models.DateTimeField(default=timezone.now)
    closes = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    released = models.DateTimeField(null=True)
    """When the person let what came of it count as evidence of their skills."""

    class Meta:
        app_label = "assess"


class RaterRecord(OrganisationOwned):
    """An invitation to rate. It says who has answered, and never what."""

    request = models.ForeignKey(FeedbackRecord, on_delete=models.CASCADE, related_name="raters")
    group = models.CharField(max_length=20)
    email = models.EmailField()
    digest = models.CharField(max_length=64, unique=True)
    answered = models.BooleanField(default=False)

    class Meta:
        app_label = "assess"
        constraints = [models.UniqueConstraint("request", "email", name="one_rater_once")]


class FeedbackAnswerRecord(OrganisationOwned):
    """What one rater saw, without anything that leads back to the rater.

    The id is random and there is no time, so that neither tells in which order people answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(FeedbackRecord, on_delete=models.CASCADE, related_name="answers")
    group = models.CharField(max_length=20)
    scores = models.JSONField()
    """Scores by dimension; what was not observed is left out."""
    remark = models.TextField(blank=True)

    class Meta:
        app_label = "assess"
