"""Stage 2: a test that people sit, and how far its result can be believed."""

from __future__ import annotations

from skillmark.cli.demo.tale import Tale

TEST = "genai-foundations"
OTHERS = 359
"""Simulated people beside the members, so that the figures rest on four hundred."""


def show(tale: Tale) -> None:
    """Let the members and others sit the test; compute reliability and calibration."""
    from skillmark.server.assess import services as assess

    tale.stage("assess", "a test with a cut score, simulated responses, real statistics")
    test = assess.import_test(tale.organisation, TEST, actor=tale.administrator)
    tale.delivery = assess.deliver(
        test, include_short=False, achievement=TEST, actor=tale.administrator
    )
    rng = tale.rng("responses")
    sitters = [assess.Sitter(m.email, m.ability, tale.accounts[m.email]) for m in tale.members] + [
        assess.Sitter(f"simulated-{n}", rng.gauss(0.35, 1.0)) for n in range(OTHERS)
    ]
    attempts = assess.record_simulated_responses(
        tale.organisation, test, sitters, now=tale.now, rng=rng, delivery=tale.delivery
    )
    tale.attempts = {one.person: one for one in attempts if one.account_id}
    figures = assess.calibrate(test, simulated=True, now=tale.now, actor=tale.administrator)
    bundle = assess.credibility(test)
    cut = assess.cut_of(test)
    passed = sum(assess.results(one).passed for one in attempts)
    items = assess.noun(test).items
    reworded = sum(item.checked == "agreed after revision" for item in items)
    tale.say(
        f"[bold]{test.title['en']}[/]: {len(items)} items in the bank, "
        f"{sum(bool(item.checked) for item in items)} solved a second time without the key, "
        f"{reworded} of them reworded after that; {figures.length} a form"
    )
    if cut is not None:
        tale.say(f"cut score {cut.score:g} of {cut.maximum:g} ({cut.method})")
    if bundle is not None and bundle.reliability is not None:
        alpha = bundle.reliability
        tale.say(
            f"reliability (alpha) [bold]{alpha.estimate:.2f}[/] "
            f"({alpha.low:.2f} to {alpha.high:.2f}), a pass or fail is right with probability "
            f"[bold]{bundle.decision_accuracy:.2f}[/]; {passed} of {len(attempts)} pass"
        )
    tale.say("[yellow]no field data[/]: these responses come from a documented model with a seed")
