"""Plans that somebody keeps, names and decides on; and searches that run as jobs."""

from __future__ import annotations

import time
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, UnavailableError
from skillmark.nouns.plan import (
    Because,
    Enrolment,
    Gap,
    Learner,
    LeftOut,
    Objective,
    Offer,
    Plan,
    PlanStatus,
    Problem,
    Saving,
    Scarce,
    Target,
)
from skillmark.server.jobs.services import (
    CancelledError,
    LeaseLostError,
    Running,
    StoppingError,
    enqueue,
)
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.plan.models import PlanRecord, SearchRecord
from skillmark.server.plan.situations import Situation
from skillmark.server.plan.solving import Asked, answer, savings_of

SEARCH = "plan.search"
"""Job: look for the best plan, in rounds that each take longer."""
ROUNDS = (10.0, 50.0, 240.0)
"""Seconds of each round. After each, the best plan so far is kept and the search can be stopped."""
CLOSE = 0.01
"""Distance from the bound at which a search ends: no plan is more than 1 % better."""


@transaction.atomic
def keep(
    organisation: OrganisationRecord,
    problem: Problem,
    plan: Plan,
    *,
    actor: AccountRecord,
    asked: Asked | None = None,
    name: str = "",
) -> PlanRecord:
    """Keep a plan as it is today, with the problem that it answers."""
    row = PlanRecord.objects.create(
        organisation=organisation,
        created_by=actor,
        problem=plain(problem),
        answer=plain(plan),
        asked=asked.to_json() if asked else {},
        name=name.strip()[:120],
    )
    audit.record(
        "plan_kept",
        row,
        actor=actor,
        organisation=organisation,
        enrolments=len(plan.enrolments),
    )
    return row


@transaction.atomic
def decide(row: PlanRecord, *, actor: AccountRecord) -> None:
    """Decide that this is the plan: people see what of it concerns them. The newest counts.

    Raises `ConflictError` where that was decided already.
    """
    if not PlanRecord.objects.filter(pk=row.pk, decided=None).update(
        decided=timezone.now(), decided_by=actor, decided_name=str(actor)[:150]
    ):
        raise ConflictError(_("this plan was decided already"))
    row.refresh_from_db()
    audit.record("plan_decided", row, actor=actor, organisation=row.organisation)


def decided(organisation: OrganisationRecord | None) -> PlanRecord | None:
    """Return the plan that holds now."""
    rows = PlanRecord.objects.of(organisation).exclude(decided=None)
    return rows.order_by("-decided").first()


@transaction.atomic
def search(
    here: Situation, problem: Problem, asked: Asked, *, actor: AccountRecord
) -> SearchRecord:
    """Have a job look for the best plan."""
    organisation = here.organisation
    row = SearchRecord(
        organisation=organisation,
        created_by=actor,
        # what is saved follows from what is proven today, and not from the search
        asked={**asked.to_json(), "savings": plain(savings_of(here))},
        problem=plain(problem),
    )
    row.job = enqueue(
        SEARCH,
        {"search": str(row.pk)},
        organisation=organisation,
        account=actor,
        total=len(ROUNDS),
    )
    row.save()
    audit.record("plan_search", row, actor=actor, organisation=organisation)
    return row


def run_search(running: Running) -> dict[str, Any]:
    """The task: rounds of the search, the best plan kept after each.

    It ends where the plan is proven to be within `CLOSE` of the best, where there is none, after
    the last round, or when somebody stops it; what was found by then stays.
    """
    row = SearchRecord.objects.get(pk=running.payload["search"])
    problem = as_problem(row.problem)
    best = as_plan(row.answer) if row.answer else None
    for number, seconds in enumerate(ROUNDS):
        with running.chunk(done=number, total=len(ROUNDS)):
            pass
        asking = _Asking(running)
        try:
            found = answer(problem, seconds=seconds, gap=CLOSE, stop=asking)
        except UnavailableError:
            asking.go_on()
            continue
        if best is None or _better(found, best, problem.objective):
            best = _saved(found, row.asked.get("savings", []), problem)
            # also of a search that is stopped: what was found by then stays
            SearchRecord.objects.filter(pk=row.pk).update(answer=plain(best))
        asking.go_on()
        if found.status is not PlanStatus.FEASIBLE or best.gap <= CLOSE:
            break
    if best is None:
        raise UnavailableError(_("no plan was found in time"), code="time")
    with running.chunk(done=len(ROUNDS), total=len(ROUNDS)):
        pass
    return {"status": best.status.value, "gap": best.gap, "enrolments": len(best.enrolments)}


class _Asking:
    """Asked by the solver whether to stop: keeps the job's lease meanwhile, and hears a no."""

    EVERY = 2.0
    """Seconds between two looks at the database."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._next = 0.0
        self._ended: Exception | None = None

    def __call__(self) -> bool:
        if self._ended is None and time.monotonic() >= self._next:
            self._next = time.monotonic() + self.EVERY
            try:
                with self._running.chunk():
                    pass
            except (CancelledError, StoppingError, LeaseLostError) as ended:
                self._ended = ended
        return self._ended is not None

    def go_on(self) -> None:
        """Raise what ended the search, if anything did."""
        if self._ended is not None:
            raise self._ended


def _saved(plan: Plan, savings: list[dict[str, Any]], problem: Problem) -> Plan:
    """Return a plan with what was saved when the search began, less what is learned anyway."""
    if plan.status is PlanStatus.INFEASIBLE:
        return plan
    offers = {offer.id: offer for offer in problem.offers}
    taken = {(e.person, e.credential) for e in plan.enrolments}
    found = []
    for one in savings:
        names = tuple(c for c in one["credentials"] if (one["person"], c) not in taken)
        if names:
            costs = [(offers[c].cost, offers[c].hours) for c in names]
            found.append(
                Saving(one["person"], names, sum(c for c, _h in costs), sum(h for _c, h in costs))
            )
    return replace(
        plan,
        savings=tuple(found),
        saved_cost=sum(one.cost for one in found),
        saved_hours=sum(one.hours for one in found),
    )


def _better(one: Plan, other: Plan, objective: Objective) -> bool:
    if objective is Objective.VALUE:
        return (one.value, -one.gap) > (other.value, -other.gap)
    return (-one.cost, -one.gap) > (-other.cost, -other.gap)


def plain(noun: Any) -> Any:
    """Return a noun as JSON: sets sorted, dates as text."""
    if isinstance(noun, dict):
        return {key: plain(value) for key, value in noun.items()}
    if isinstance(noun, list | tuple):
        return [plain(value) for value in noun]
    if isinstance(noun, set | frozenset):
        return sorted(noun)
    if isinstance(noun, date):
        return noun.isoformat()
    return plain(asdict(noun)) if hasattr(noun, "__dataclass_fields__") else noun


def as_problem(said: dict[str, Any]) -> Problem:
    """Return the problem of stored JSON."""
    return Problem(
        **{
            **_known(Problem, said),
            "people": tuple(
                Learner(
                    **{
                        **one,
                        "gaps": tuple(Gap(**gap) for gap in one["gaps"]),
                        "holds": frozenset(one["holds"]),
                    }
                )
                for one in said["people"]
            ),
            "offers": tuple(
                Offer(
                    **{
                        **one,
                        "skills": tuple(one["skills"]),
                        "levels": tuple((skill, level) for skill, level in one["levels"]),
                        "requires": tuple(one["requires"]),
                    }
                )
                for one in said["offers"]
            ),
            "objective": Objective(said["objective"]),
            "periods": tuple(said["periods"]),
            "targets": tuple(Target(**one) for one in said["targets"]),
        }
    )


def as_plan(said: dict[str, Any]) -> Plan:
    """Return a plan of stored JSON, as it was answered."""
    return Plan(
        **{
            **_known(Plan, said),
            "status": PlanStatus(said["status"]),
            "enrolments": tuple(Enrolment(**e) for e in said["enrolments"]),
            "waived": tuple((person, credential) for person, credential in said["waived"]),
            "left_out": tuple((person, skill) for person, skill in said["left_out"]),
            "conflict": tuple(said["conflict"]),
            "prices": tuple(
                LeftOut(
                    **{
                        **one,
                        "because": Because(one["because"]),
                        "credentials": tuple(one["credentials"]),
                    }
                )
                for one in said.get("prices", ())
            ),
            "savings": tuple(
                Saving(**{**one, "credentials": tuple(one["credentials"])})
                for one in said.get("savings", ())
            ),
            "scarce": tuple(Scarce(**one) for one in said.get("scarce", ())),
        }
    )


def _known(noun: Any, said: dict[str, Any]) -> dict[str, Any]:
    """Members that the noun has today: what an older version stored is read as far as it goes."""
    names = {one.name for one in fields(noun)}
    return {name: value for name, value in said.items() if name in names}
