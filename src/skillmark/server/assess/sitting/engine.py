"""The frozen test of an adaptive or mastery delivery, and where one attempt at it stands.

`AttemptRecord.course` holds the state of `skillmark.assess.adaptive.session` (seed, questions,
answers) and, at the end, under `stop` why it ended. Bank, rules and state decide everything, so
a page that is loaded twice, a second tab or a server that was killed all find the same test.
A full answer counts as right, anything less as not right: that is what was calibrated.
"""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Any

from django.utils.translation import gettext as _

from skillmark.assess.adaptive import session
from skillmark.assess.adaptive.ending import ended
from skillmark.assess.adaptive.prepare import Prepared
from skillmark.assess.adaptive.session import State, Step, Stop
from skillmark.assess.items import Item
from skillmark.assess.scaling.average_form import AverageForm
from skillmark.assess.scoring import score
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.assess import library, offering
from skillmark.server.assess.models import AttemptRecord, DeliveryRecord, Mode, Telling
from skillmark.server.assess.sitting.asked import is_answered

UNFINISHED = "unfinished"
"""The reason where the time ran out, or somebody ended the test, before it could decide."""


def chosen(delivery: DeliveryRecord) -> bool:
    """Whether the answers so far choose the next question."""
    return delivery.mode in offering.CHOSEN


def prepared(delivery: DeliveryRecord) -> Prepared:
    """Return the frozen test of a delivery."""
    return _prepared(str(delivery.pk), delivery.rules["fingerprint"])


@lru_cache(maxsize=32)
def _prepared(pk: str, fingerprint: str) -> Prepared:
    # What is frozen never changes; the fingerprint is part of the key for databases that come
    # and go with their ids.
    return offering.thawed(DeliveryRecord.objects.values_list("rules", flat=True).get(pk=pk))


def begin(attempt: AttemptRecord, *, rng: Random) -> None:
    """Give a new attempt its seed, its first question, and the scale of its result."""
    delivery = attempt.delivery
    test = prepared(delivery)
    state = session.begin(test, seed=rng.getrandbits(63))
    attempt.course = state.as_json()
    attempt.form = []
    ask(attempt, str(session.next_item(test, state)))
    if delivery.mode == Mode.MASTERY:
        attempt.maximum = attempt.cut = 1.0
    else:
        attempt.maximum = AverageForm.from_json(delivery.rules["form"]).maximum
        attempt.cut = delivery.rules["cut"]


def ask(attempt: AttemptRecord, name: str) -> None:
    """Put a question at the end of the form; seed and name give the order of its parts."""
    item = library.noun(attempt.delivery.test).item(name)
    shuffled = Random(f"{attempt.course['seed']} {name}")  # noqa: S311
    attempt.form = [*attempt.form, [name, list(item.interaction.arrange(shuffled))]]


def settled(attempt: AttemptRecord, name: str) -> bool:
    """Whether the answer to a question of the form is final."""
    known = attempt.course or {}
    return name in known.get("asked", ()) or name in known.get("told", ())


def check(attempt: AttemptRecord, name: str) -> None:
    """Raise `ConflictError` (code `final`) where an answer may not be stored any more."""
    passed_by = chosen(attempt.delivery) and attempt.form[-1][0] != name
    if passed_by or settled(attempt, name):
        raise ConflictError(_("this answer is final"), code="final")


def settle(attempt: AttemptRecord, name: str, *, blank: bool = True) -> None:
    """Make the stored answer to a question final.

    Raises `InputError` (code `blank`) where there is none, unless that is meant.
    """
    saved = attempt.responses.filter(item=name).first()
    value = saved.value if saved else None
    if not blank and not is_answered(value):
        raise InputError(
            _("this question is not answered"),
            remedy=_("answer it, or go on without an answer"),
            code="blank",
        )
    course = dict(attempt.course or {})
    if chosen(attempt.delivery):
        right = score(library.noun(attempt.delivery.test).item(name), value).full
        state = session.answer(State.from_json(course), name, right)
        attempt.course = course | state.as_json()
    else:
        attempt.course = course | {"told": [*course.get("told", []), name]}


def points(item: Item, value: Any) -> float:
    """Return what an answer that no person has to score earns."""
    return score(item, value).points


def coming(attempt: AttemptRecord) -> str | Stop:
    """Return the question that comes next, or why the test is over."""
    return session.next_item(prepared(attempt.delivery), State.from_json(attempt.course))


def told_at_once(delivery: DeliveryRecord) -> bool:
    """Whether each answer is told right or wrong as soon as it is given."""
    return delivery.telling == Telling.AT_ONCE


def conclude(attempt: AttemptRecord) -> None:
    """Decide an attempt and write its result into the row, which the caller stores.

    What is saved of the question at hand counts. If the test is not over by then, all that is
    left counts as wrong (`ending.ended`).
    """
    name = attempt.form[-1][0]
    saved = attempt.responses.filter(item=name).first()
    if saved is not None and is_answered(saved.value) and not settled(attempt, name):
        settle(attempt, name)
    delivery = attempt.delivery
    test, state = prepared(delivery), State.from_json(attempt.course)
    stop, left = ended(test, state)
    if delivery.mode == Mode.MASTERY:
        attempt.score = float(stop.decision == "pass")
    else:
        form = AverageForm.from_json(delivery.rules["form"])
        attempt.score = form.expected(stop.estimate)
        _agree(attempt, passed=stop.decision == "pass")
    steps = session.course(test, state)
    attempt.course = attempt.course | {
        "stop": {
            "decision": stop.decision,
            "reason": UNFINISHED if left else stop.reason,
            "confidence": None if left else stop.confidence,
            "items": len(state.asked),
            "left": left,
            "estimate": steps[-1].estimate if steps else 0.0,
            "standard_error": steps[-1].standard_error if steps else 1.0,
        }
    }
    attempt.final = True


def _agree(attempt: AttemptRecord, *, passed: bool) -> None:
    """Keep score and cut on the decision's side: at the cut itself, rounding may part them."""
    if passed != (attempt.score >= attempt.cut):
        attempt.score = attempt.cut if passed else attempt.cut - 1e-9


def steps(attempt: AttemptRecord) -> tuple[Step, ...]:
    """Return what each answer did."""
    return session.course(prepared(attempt.delivery), State.from_json(attempt.course))


def replayed(attempt: AttemptRecord) -> str | Stop:
    """Ask everything again; raises `ConflictError` where the record and the test part."""
    return session.replay(prepared(attempt.delivery), State.from_json(attempt.course))


def stop_of(attempt: AttemptRecord) -> dict[str, Any] | None:
    """Return how an attempt ended, `None` for forms and while it is open."""
    return (attempt.course or {}).get("stop")
