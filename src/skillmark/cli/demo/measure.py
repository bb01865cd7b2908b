"""Stage 7: did it work? A simulated ledger that says so, and a real study with a known answer."""

from __future__ import annotations

from skillmark.cli.demo import (
    measure_costs,
    measure_designs,
    measure_insight,
    measure_surveys,
)
from skillmark.cli.demo.tale import Tale

PEOPLE, TEAMS = 900, 60


def show(tale: Tale) -> None:
    """Estimate an effect where the truth is known, twice: simulated, and in a real study."""
    import numpy as np

    from skillmark.measure.ledger.simulate import simulate
    from skillmark.server.measure import services as measure
    from skillmark.server.measure.ledger.services import record

    tale.stage("measure", "an effect against a comparison group, or “not established”")
    made = simulate(
        people=PEOPLE,
        teams=TEAMS,
        today=tale.now.date(),
        rng=np.random.default_rng(tale.rng("ledger").getrandbits(64)),
    )
    measure_designs.write_down(tale, made.starts)
    record(tale.organisation, made.ledger, actor=tale.administrator)
    measure_insight.walk(tale)
    measure_designs.tell(tale, made)
    measure_costs.show(tale)
    check = measure.method_check()
    if check is None:
        tale.say("the real study: its data are not installed here (the extra “study”)")
    else:
        e = check.adjusted
        tale.say(
            f"[green]real[/] study (NSW job training): naive {e.naive.value:,.0f} $, adjusted "
            f"[bold]{e.estimate.value:,.0f} $[/] "
            f"({e.estimate.low:,.0f} to {e.estimate.high:,.0f}), "
            f"the experiment {check.experimental.value:,.0f} $; "
            f"placebo {check.placebo.value:,.0f} $ "
            f"({check.placebo.low:,.0f} to {check.placebo.high:,.0f})"
        )
    measure_surveys.show(tale)
    measure_insight.show(tale)
    _report(tale)


def _report(tale: Tale) -> None:
    """Make the organisation's own report, sign it, verify it, and say how to make it again."""
    import uuid

    from skillmark.measure.report.folder import read_folder
    from skillmark.measure.report.publish import published
    from skillmark.server.measure.reporting import folder, services
    from skillmark.server.verify import services as verifying

    place = tale.out / "impact-report"
    sources = place / "folder"
    sources.mkdir(parents=True)
    folder.write(tale.organisation, sources, language="en", as_of=tale.now.date())
    made = published(read_folder(sources).settled())
    row = services.keep(
        tale.organisation, made, pk=uuid.UUID(int=tale.rng("report").getrandbits(128), version=4),
        actor=tale.administrator,
    )  # fmt: skip
    for name in row.FILES:
        found = row.file(name)
        if found is not None:
            (place / name).write_bytes(found[0])
    checked = verifying.check(bytes(row.credential))
    tale.say(
        f"impact report, signed: {place / 'report.html'}; its credential is "
        f"[bold]{checked.verdict.value}[/]"
    )
    for one in made.report.document.advice:
        tale.say(f"  {'act' if one.acts else 'collect'}: {one.text}")
    tale.say(
        f"make it again: SKILLMARK_FETCH_ALLOW={tale.base_url} skillmark measure report {sources} "
        f"--check {place / 'report.credential.json'}"
    )
