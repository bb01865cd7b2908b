"""Stage 2: a test that people sit, and how far its result can be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillmark.cli.demo.tale import Tale

if TYPE_CHECKING:
    from skillmark.server.assess.models import CalibrationRecord, TestRecord

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
    _quality(tale, test)
    tale.say(f"{passed} of {len(attempts)} pass")
    _panel(tale, test)
    _mastery(tale, figures, share=passed / len(attempts))
    _practice(tale, test)
    tale.say("[yellow]no field data[/]: these responses come from a documented model with a seed")


SHOWN = ("truly_above", "alpha", "omega", "accuracy", "consistency", "flagged", "dif")
"""Figures of the quality report that the demo prints; the page has all of them."""


def _quality(tale: Tale, test: TestRecord) -> None:
    """Print what the quality report says, and write it as PDF and JSON."""
    import json

    from skillmark.assess.quality import document
    from skillmark.assess.quality.page import page
    from skillmark.assess.quality.wording import Wording
    from skillmark.render.quality_pdf import pdf
    from skillmark.server.assess import quality, services
    from skillmark.server.people.services import address

    calibration = services.latest(test)
    row = quality.of_calibration(calibration) if calibration else None
    if row is None:
        return
    made, said = quality.report_of(row), Wording("en")
    tale.say(f"[yellow]no field data[/]: [bold]{said.headline(made)}[/]")
    shown = [figure for name in SHOWN if (figure := made.figure(name)) is not None]
    tale.table(
        ("figure", "value", "95% interval", "state"),
        [
            (said.name(one), said.value(one), said.interval(one), said.own.state[one.state.value])
            for one in shown
        ],
    )
    paper = tale.out / "quality.pdf"
    paper.write_bytes(pdf(page(made, "en", short=True)))
    data = json.dumps(document.as_json(made), ensure_ascii=False, indent=1)
    (tale.out / "quality.json").write_text(data, encoding="utf-8")
    tale.say(f"everything on one page: {paper} and {address('test_quality', test.pk)}")


def _panel(tale: Tale, test: TestRecord) -> None:
    """Hold two rounds of a panel that a program plays, and print what it recommends."""
    from skillmark.server.assess.standards.demonstration import demo
    from skillmark.server.assess.standards.standing import standing

    row = demo(test, actor=tale.administrator, now=tale.now, rng=tale.rng("panel"))
    found = standing(row).answer
    if found is not None:
        score, error = found
        tale.say(
            "a panel of five, [yellow]simulated[/], would pass people from "
            f"{score:.1f} ± {error:.1f} of {row.maximum:g} points; nobody has adopted that: "
            "a cut is an act with a name"
        )


def _mastery(tale: Tale, figures: CalibrationRecord, *, share: float) -> None:
    """Try a mastery test on the calibrated questions, beside the best fixed form."""
    import numpy as np
    from scipy.stats import norm

    from skillmark.assess.adaptive.reading import read
    from skillmark.assess.adaptive.rules import Rule, Rules
    from skillmark.assess.adaptive.simulation import compare

    known = [one for one in figures.items if one["a"] is not None and one["a"] > 0]
    items = [{"item": one["item"], "a": one["a"], "b": one["b"], "c": 0.0} for one in known]
    length = min(figures.length, len(items))
    rules = Rules(rule=Rule.GLR, cut=float(norm.isf(min(max(share, 0.05), 0.95))), max_items=length)
    found = compare(
        read({"model": "2pl", "items": items}, where="the demo's test"),
        rules,
        people=2000,
        rng=np.random.default_rng(tale.rng("mastery").randrange(2**32)),
        fixed_items=length,
    )
    tale.say(
        f"as a mastery test, [yellow]simulated[/], the same questions take "
        f"[bold]{found.rule.mean_items.estimate:.0f}[/] of {length} on average; decisions are "
        f"right in {found.rule.accuracy.estimate:.1%}, of the best fixed form in "
        f"{found.fixed.accuracy.estimate:.1%}"
    )


def _practice(tale: Tale, test: TestRecord) -> None:
    """Offer the calibrated questions as a mastery test that a visitor can sit, for practice."""
    from skillmark.server.assess import services as assess
    from skillmark.server.assess.models import Mode, Telling
    from skillmark.server.assess.offering import Choices
    from skillmark.server.people.services import address

    offered = assess.deliver(
        test,
        include_short=False,
        mode=Mode.MASTERY,
        practice=True,
        telling=Telling.AT_THE_END,
        choices=Choices(exposure=None),
        rng=tale.rng("practice"),
        actor=tale.administrator,
    )
    tale.say(
        "anybody may sit it as a mastery test, for practice, on [yellow]simulated[/] figures: "
        f"{address('sitting', offered.pk)}"
    )
