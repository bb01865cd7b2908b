"""Stage 7, what the dashboards show: ways to the credential, results beside later work, groups.

Everybody and every figure here is made up, and says so: the rows of the ledger carry the mark.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from skillmark.cli.demo.tale import Tale

SITES = ("Bremen", "Leipzig", "Remote", "Graz")
_SHARE = (0.5, 0.3, 0.19, 0.01)
PROVIDERS = ("Brightwater Academy", "Hanse Kolleg", "Open Campus")
ACHIEVEMENTS = ("GenAI foundations", "Data analysis", "Agents at work")
VALIDITY = 0.3
"""Slope of later performance on the result, of spread 0.12: a correlation of about 0.35."""


def enriched(ledger: Any, rng: Any) -> Any:
    """Return a simulated ledger with results, providers, applications, promotions and groups.

    Performance follows the result of the assessment with a known slope; who was taken was taken
    for the result in part, so that it varies less among them. Sites differ in nothing but the
    share of whom they hire.
    """
    import numpy as np

    from skillmark.measure.ledger.store import Words

    n = len(ledger)
    site = rng.choice(len(SITES), n, p=_SHARE)
    assessed = ledger.word("credential").known
    result = np.where(assessed, np.clip(rng.normal(0.68, 0.14, n), 0, 1), np.nan)
    # Low results are rated less often: some left before anybody rated them.
    seen = rng.random(n) < np.where(assessed & (result < 0.6), 0.35, 0.9)
    later = ledger.number("performance") + np.where(assessed, VALIDITY * (result - 0.68), 0.0)
    rated = np.where(seen, np.clip(np.round(later, 2), 0, 1), np.nan)
    hired = ledger.day("hired")
    promoted = hired + rng.integers(120, 1_400, n).astype("timedelta64[D]")
    left = ledger.day("left")
    reached = ~np.isnat(left) & (promoted > left)
    promoted = np.where(reached | (promoted > hired.max()), np.datetime64("NaT", "D"), promoted)
    return replace(
        ledger,
        numbers={**ledger.numbers, "performance": rated,
                 "result": np.round(result, 3)},
        days={**ledger.days, "promoted": promoted,
              "applied": hired - rng.integers(20, 90, n).astype("timedelta64[D]")},
        words={
            **ledger.words,
            "achievement": _chosen(rng, assessed, ACHIEVEMENTS, (0.55, 0.3, 0.15), Words),
            "provider": _chosen(rng, assessed, PROVIDERS, (0.6, 0.3, 0.1), Words),
            "team": Words(rng.integers(0, 40, n).astype(np.int32),
                          tuple(f"Team {number + 1}" for number in range(40))),
        },
        groups={"site": Words(site.astype(np.int32), SITES)},
    )  # fmt: skip


def _chosen(rng: Any, there: Any, names: Any, shares: Any, words: Any) -> Any:
    import numpy as np

    codes = np.where(there, rng.choice(len(names), len(there), p=shares), -1)
    return words(codes.astype(np.int32), tuple(names))


def walk(tale: Tale) -> None:
    """Let people have taken a course and begun their pathway, some weeks before their award."""
    from skillmark.server.award.models import AwardRecord
    from skillmark.server.define.models import (
        CompletionRecord,
        OpportunityRecord,
        PathwayRecord,
        StartRecord,
    )

    pathway = PathwayRecord.objects.of(tale.organisation).order_by("pk").first()
    if pathway is None:
        return
    rng = tale.rng("dashboards")
    rows = []
    for account in tale.accounts.values():
        began = tale.now - timedelta(days=rng.randint(20, 210))
        shared = began if rng.random() < 0.8 else None
        rows.append(
            StartRecord(
                organisation=tale.organisation, pathway=pathway, account=account, started=began,
                shared=shared,
            )
        )  # fmt: skip
    StartRecord.objects.bulk_create(rows, ignore_conflicts=True)
    course = OpportunityRecord.objects.of(tale.organisation).exclude(leads_to=None).first()
    if course is None:
        return
    addresses = set(
        AwardRecord.objects.of(tale.organisation)
        .filter(achievement=course.leads_to)
        .values_list("email", flat=True)
    )
    CompletionRecord.objects.bulk_create(
        (
            CompletionRecord(
                organisation=tale.organisation, opportunity=course, email=address,
                completed=(tale.now - timedelta(days=rng.randint(12, 160))).date(),
                invited=tale.now,
            )
            for address in sorted({*addresses, *tale.accounts} - {""})
        ),
        ignore_conflicts=True,
    )  # fmt: skip


def show(tale: Tale) -> None:
    """Say what the dashboards say."""
    from skillmark.measure.insight.funnel import STAGES
    from skillmark.server.measure.dashboards import linking, overview, self_ratings
    from skillmark.server.measure.dashboards.periods import Asked

    found = overview.overview(
        tale.organisation, Asked.of({}, tale.now.date()), today=tale.now.date()
    )
    steps = ", ".join(
        f"{step.stage.value} {'<5' if step.count is None else step.count}"
        for step in found.funnel.steps
        if step.stage in STAGES
    )
    tale.say(f"engagement, rounded to 5: {steps}")
    foretold = linking.feedback(tale.organisation).whole
    if foretold is not None:
        d = foretold.direct
        tale.say(
            f"results of {foretold.n} people {foretold.code} later performance: "
            f"{foretold.observed.value:.2f} as observed, [bold]{d.value:.2f}[/] "
            f"({d.low:.2f} to {d.high:.2f}) corrected"
        )
    told = self_ratings.calibrated(self_ratings.pairs(tale.organisation))
    if told is not None:
        tale.say(
            f"self-ratings of {told.people} people: {told.bias.value:+.1f} levels "
            f"({told.bias.low:+.1f} to {told.bias.high:+.1f}), “{told.code}”"
        )
