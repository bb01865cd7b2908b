"""A kept plan on one page, and as a table: gaps, budget, plan, savings, what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from skillmark.nouns.plan import Problem
from skillmark.render import plan_pdf
from skillmark.render.plan_pdf import PlanPage, Rows
from skillmark.server.plan.models import PlanRecord
from skillmark.server.plan.offering import CURRENCY
from skillmark.server.plan.shown import Shown, whole

COLUMNS = ["what", "person", "credential_or_skill", "period", "cost", "hours", "why"]
"""Columns of the table of everything; `what` is `enrolment`, `waived` or `left_out`."""


def lines(answer: Shown) -> Iterator[list[object]]:
    """Yield everything that a plan says, a line each."""
    for one in answer.enrolments:
        yield ["enrolment", one.person, one.credential, one.period, one.cost, one.hours, ""]
    for waiver in answer.waivers:
        yield ["waived", waiver.person, waiver.credential, "", waiver.cost, waiver.hours, ""]
    for left in answer.left:
        price = "" if left.price is None else left.price
        yield ["left_out", left.person, left.skill, "", price, left.hours, left.why]


def pdf(row: PlanRecord, answer: Shown, problem: Problem, *, language: str) -> bytes:
    """Return the page as PDF. It names skills and credentials, and no person but who decided."""
    return plan_pdf.pdf(page(row, answer, problem, language=language))


def page(row: PlanRecord, answer: Shown, problem: Problem, *, language: str) -> PlanPage:
    """Return what the page says."""
    with_gap = sum(1 for learner in problem.people if learner.gaps)
    money = "" if problem.money is None else f"{whole(problem.money)} {CURRENCY}"
    lead = (
        _("The cheapest way to the target.")
        if answer.by_cost
        else _(
            "The most that %(money)s can close: %(closed)s of %(all)s gaps of %(people)s people."
        )
        % {
            "money": money,
            "closed": answer.closed_count,
            "all": answer.open_count,
            "people": with_gap,
        }
    )
    return PlanPage(
        title=row.name or _("Training plan"),
        organisation=row.organisation.name,
        day=_date(row.created.date()),
        language=language,
        lead=lead,
        tiles=(
            (
                _("Gaps closed"),
                str(answer.closed_count),
                _("of %(all)s") % {"all": answer.open_count},
            ),
            (_("Budget"), money or "–", _("spent: %(cost)s") % {"cost": whole(answer.plan.cost)}),
            (
                _("Hours of learning"),
                whole(answer.hours),
                _("in %(count)s enrolments") % {"count": len(answer.enrolments)},
            ),
            (
                _("Not spent"),
                f"{whole(answer.saved_cost)} {CURRENCY}",
                _("%(hours)s hours, proven already") % {"hours": whole(answer.saved_hours)},
            ),
        ),
        gaps=Rows(
            (_("Skill"), "", _("Closed"), _("Open")),
            tuple((one.skill, one.closed, one.left) for one in answer.by_skill),
            _("and {n} more skills"),
        ),
        learned=Rows(
            (_("Credential"), _("People"), _("Hours"), CURRENCY),
            tuple(
                (one.credential, str(one.people), whole(one.hours), whole(one.cost))
                for one in answer.courses
            ),
            _("and {n} more credentials") if answer.courses else _("Nobody learns for anything."),
        ),
        saved=_saved(answer),
        left=Rows(
            (_("Skill"), _("People"), _("What including it would take")),
            tuple((one.skill, str(one.people), one.why) for one in answer.left_skills),
            _("and {n} more skills") if answer.left_skills else _("Nothing: every gap is closed."),
        ),
        limits=tuple(_limits(answer, problem, money)),
        decided=_decided(row),
        colophon=_("Plan %(id)s, made with Skillmark. Claims count as gaps; only what is proven"
        " closes one.") % {"id": str(row.pk)[:8]},
        words={
            "gaps": _("Gaps, and what the plan closes"),
            "learned": _("What people learn for"),
            "saved": _("What is saved"),
            "left": _("What is left out"),
            "limits": _("Within these limits"),
            "decided": _("Who decided"),
        },
    )  # fmt: skip


def _saved(answer: Shown) -> str:
    if not answer.waivers:
        return _("Nothing: nobody has proven yet what would otherwise have to be learned.")
    return _(
        "%(count)s times a credential need not be learned for, because its skills are proven"
        " by credentials that verify or by what was seen at work: %(money)s %(currency)s and"
        " %(hours)s hours are not spent."
    ) % {
        "count": len(answer.waivers),
        "money": whole(answer.saved_cost),
        "currency": CURRENCY,
        "hours": whole(answer.saved_hours),
    }


def _limits(answer: Shown, problem: Problem, money: str) -> Iterator[tuple[str, str]]:
    if money:
        yield _("Budget"), money
    if problem.hours_per_person is not None:
        yield _("Hours a person"), whole(problem.hours_per_person)
    if problem.periods:
        first, last = (one.replace("-", " ") for one in (problem.periods[0], problem.periods[-1]))
        yield (
            _("Quarters"),
            first
            if first == last
            else _("%(first)s to %(last)s")
            % {
                "first": first,
                "last": last,
            },
        )
    yield _("How good it is"), answer.bound_words


def _decided(row: PlanRecord) -> str:
    if row.decided is None:
        return _("Nobody has decided on it yet.")
    return _("Decided by %(name)s on %(day)s.") % {
        "name": row.decided_name,
        "day": _date(row.decided.date()),
    }


def _date(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
