"""Rows of observations at work, of requests for them, and of what peers say."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.assess.observing import Basis, Frequency, Mark, Relation, counts
from skillmark.server.people.models import AccountRecord, OrganisationOwned

RELATIONS = {
    Relation.MANAGER: _("manager"),
    Relation.MENTOR: _("mentor"),
    Relation.COLLEAGUE: _("colleague"),
}
BASES = {
    Basis.DIRECT: _("watched it being done"),
    Basis.PRODUCT: _("looked at what came of it"),
}
FREQUENCIES = {
    Frequency.ONCE: _("on one occasion"),
    Frequency.SEVERAL: _("on several occasions"),
    Frequency.USUALLY: _("whenever it is called for"),
}
MARKS = {
    Mark.SEEN: _("seen"),
    Mark.PARTLY: _("partly"),
    Mark.NOT_SEEN: _("not done"),
    Mark.NO_OCCASION: _("no occasion"),
}


def choices(words: dict[Any, Any]) -> list[tuple[str, Any]]:
    """Return the members of one of these tables as choices of a field."""
    return [(one.value, said) for one, said in words.items()]


class RequestState(models.TextChoices):
    """What became of a request."""

    OPEN = "open", _("waits")
    DONE = "done", _("observed")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("taken back")


class ObservationRequestRecord(OrganisationOwned):
    """Somebody (`observer`) is asked to look at how a person (`account`) does something."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        AccountRecord, on_delete=models.CASCADE, related_name="observation_requests"
    )
    observer = models.ForeignKey(AccountRecord, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    skill = models.CharField(max_length=500)
    task = models.CharField(max_length=300)
    """The piece of work to look at."""
    criteria = models.JSONField(default=list)
    """Lines of the checklist."""
    due = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    reason = models.CharField(max_length=300, blank=True)
    """Why it was declined."""
    asked = models.DateTimeField(default=timezone.now)
    closed = models.DateTimeField(null=True)


class ObservationRecord(OrganisationOwned):
    """What somebody saw a person (`account`) do. Taken back, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        AccountRecord, on_delete=models.CASCADE, related_name="observations"
    )
    observer = models.ForeignKey(
        AccountRecord, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    """`None` once the observer is erased: what was seen stays, who saw it is gone."""
    request = models.ForeignKey(
        ObservationRequestRecord, on_delete=models.SET_NULL, null=True, related_name="observations"
    )
    skill = models.CharField(max_length=500)
    level = models.PositiveSmallIntegerField()
    dated = models.DateField()
    until = models.DateField()
    """The last day on which it counts."""
    did = models.TextField()
    situation = models.CharField(max_length=300)
    relation = models.CharField(max_length=10, choices=choices(RELATIONS))
    basis = models.CharField(max_length=10, choices=choices(BASES))
    frequency = models.CharField(max_length=10, choices=choices(FREQUENCIES))
    link = models.URLField(max_length=500, blank=True)
    marks = models.JSONField(default=list)
    """Pairs of a line of the checklist and what was seen of it."""
    recorded = models.DateTimeField(default=timezone.now)
    withdrawn = models.DateTimeField(null=True)
    comment = models.TextField(blank=True)
    """What the person says to it."""
    objected = models.DateTimeField(null=True)
    """Since when the person objects; `None` for a comment without objection."""
    reply = models.TextField(blank=True)
    """What the observer answers to that."""

    class Meta:
        indexes = [models.Index("organisation", "account", name="observation_of_person")]

    def counts_on(self, today: date) -> bool:
        """Say whether it counts on this day."""
        return counts(self.until, withdrawn=self.withdrawn is not None, today=today)

    @property
    def marked(self) -> list[tuple[str, str]]:
        """The checklist in words."""
        return [(line, MARKS[Mark(mark)]) for line, mark in self.marks]


class PeerAskRecord(OrganisationOwned):
    """A person (`account`) asks peers how well they see them do one thing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(AccountRecord, on_delete=models.CASCADE, related_name="peer_asks")
    skill = models.CharField(max_length=500)
    asked = models.DateTimeField(default=timezone.now)
    closes = models.DateTimeField()
    closed = models.DateTimeField(null=True)


class PeerSeatRecord(OrganisationOwned):
    """One peer (`account`) who is asked. It says who has answered, and never what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ask = models.ForeignKey(PeerAskRecord, on_delete=models.CASCADE, related_name="seats")
    account = models.ForeignKey(AccountRecord, on_delete=models.CASCADE, related_name="peer_seats")
    answered = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint("ask", "account", name="one_seat_a_peer")]


class PeerLevelRecord(OrganisationOwned):
    """The level that one peer named, without anything that leads back to the peer.

    The id is random and there is no time, so that neither tells in which order peers answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ask = models.ForeignKey(PeerAskRecord, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField()
