"""Stage 7: did it work? A simulated ledger that says so, and a real study with a known answer."""

from __future__ import annotations

from skillmark.cli.demo import measure_designs
from skillmark.cli.demo.tale import Tale

PEOPLE = 900


def show(tale: Tale) -> None:
    """Estimate an effect where the truth is known, twice: simulated, and in a real study."""
    import numpy as np

    from skillmark.measure.ledger.simulate import simulate
    from skillmark.server.measure import services as measure
    from skillmark.server.measure.ledger.services import record

    tale.stage("measure", "an effect against a comparison group, or “not established”")
    made = simulate(
        people=PEOPLE,
        today=tale.now.date(),
        rng=np.random.default_rng(tale.rng("ledger").getrandbits(64)),
    )
    measure_designs.write_down(tale, made.starts)
    record(tale.organisation, made.ledger, actor=tale.administrator)
    measure_designs.tell(tale, made)
    found = measure.findings(tale.organisation, today=tale.now.date())
    if found.effect is not None:
        e = found.effect
        tale.say(
            f"[yellow]simulated[/] ledger of {found.outcomes} hires, days to productivity: "
            f"naive {e.naive.value:.1f}, adjusted [bold]{e.estimate.value:.1f}[/] "
            f"({e.estimate.low:.1f} to {e.estimate.high:.1f}), truth {made.truth():.1f}; "
            f"[bold]{e.verdict}[/]"
        )
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
    report = measure.report(tale.organisation, now=tale.now)
    (tale.out / "impact-report.html").write_text(report.html, encoding="utf-8")
    (tale.out / "impact-report.pdf").write_bytes(report.pdf)
    tale.say(f"impact report: {tale.out / 'impact-report.html'} and .pdf")
