"""Stage 7, what the dashboards show: ways to the credential, results beside later work.

Everybody and every figure here is made up, and says so: the rows of the ledger carry the mark.
"""

from __future__ import annotations

from datetime import timedelta

from skillmark.cli.demo.tale import Tale


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
