"""The way through the questions of an attempt: which comes next, and whether there is one back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.adaptive.session import Stop
from skillmark.server.assess.models import AttemptRecord
from skillmark.server.assess.sitting import clock, engine, finishing
from skillmark.server.people import audit


@dataclass(frozen=True, slots=True)
class Way:
    """What the player shows of the way."""

    number: int
    """The question at hand, from 1."""
    most: int
    """Questions of the form, or the most that there can be."""
    certain: bool
    """Whether there will be that many."""
    back: bool
    """Whether every question can be gone to."""
    final: bool
    """Whether going on makes the answer final."""

    @property
    def words(self) -> str:
        """Where one is."""
        said = {"number": self.number, "total": self.most}
        if self.certain:
            return _("Question %(number)s of %(total)s") % said
        return _("Question %(number)s of at most %(total)s") % said


def may_go_back(attempt: AttemptRecord) -> bool:
    """Whether the person may go to any question of the form."""
    return not engine.chosen(attempt.delivery)


def guided(attempt: AttemptRecord) -> bool:
    """Whether going on makes an answer final: then `onward` says where to go."""
    return engine.chosen(attempt.delivery) or engine.told_at_once(attempt.delivery)


def way(attempt: AttemptRecord, number: int) -> Way:
    """Return the way of an attempt as seen from place `number`."""
    back = may_go_back(attempt)
    return Way(number, places(attempt), back, back, guided(attempt))


def places(attempt: AttemptRecord) -> int:
    """Return how many questions the attempt has, or can have at most."""
    if may_go_back(attempt):
        return len(attempt.form)
    return int(attempt.delivery.rules["rules"]["max_items"])


def place(attempt: AttemptRecord, number: int) -> int:
    """Return the place to show when `number` is asked for: the one at hand where none is free."""
    return number if may_go_back(attempt) else len(attempt.form)


@transaction.atomic
def onward(
    attempt: AttemptRecord, number: int, *, now: datetime, blank: bool = False
) -> int | None:
    """Go on from place `number` and return where to, `None` at the end.

    In adaptive and mastery tests the answer becomes final, the next question joins the form, and
    the attempt is closed where there is none. What came twice changes nothing. Where each answer
    is told right or wrong, the first step onward stays at its place, to tell it. Raises
    `InputError` (code `blank`) without an answer, unless `blank` is meant.
    """
    row = finishing.locked(attempt)
    if row.submitted is not None:
        return None
    if clock.over(row, now):
        finishing.finish(row, now=now)
        return None
    if clock.on_break(row, now):
        return number
    chosen = engine.chosen(row.delivery)
    if chosen and number != len(row.form):
        return len(row.form)
    name = row.form[number - 1][0]
    if guided(row) and not engine.settled(row, name):
        engine.settle(row, name, blank=blank)
        row.save(update_fields=["course"])
        if engine.told_at_once(row.delivery):
            return number
    if not chosen:
        return number + 1 if number < len(row.form) else None
    coming = engine.coming(row)
    if isinstance(coming, Stop):
        finishing.finish(row, now=now)
        audit.record("attempt_submitted", row, actor=row.account, organisation=row.organisation)
        return None
    engine.ask(row, coming)
    row.save(update_fields=["form"])
    return len(row.form)
