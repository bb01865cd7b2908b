"""Surveys in the demo: two simulated waves among employees, one among employers. They say so."""

from __future__ import annotations

import json

from skillmark.cli.demo.tale import Tale

ASKED, LIFT = 240, 0.8


def show(tale: Tale) -> None:
    """Make up two waves whose truth is known, count them, and leave them as a report's folder."""
    import numpy as np

    from skillmark.measure.surveys.folder import entries_of, wave_csv
    from skillmark.measure.surveys.simulate import simulate
    from skillmark.server.measure.surveying import results, simulated

    rng = np.random.default_rng(tale.rng("surveys").getrandbits(64))
    actor = tale.administrator
    first = simulated.draft(tale.organisation, "employees", actor=actor)
    instrument = first.questionnaire
    made = [simulate(instrument, asked=ASKED, rng=rng)]
    made.append(simulate(instrument, asked=ASKED, rng=rng, lift={"genai_ready": LIFT}))
    first = simulated.store(first, made[0], days_ago=190, actor=actor)
    second = simulated.store(
        simulated.following(first, actor=actor), made[1], days_ago=12, actor=actor
    )
    employers = simulated.draft(tale.organisation, "employers", actor=actor)
    simulated.store(
        employers,
        simulate(employers.questionnaire, asked=90, rng=rng),
        days_ago=30,
        actor=actor,
        by_link=True,
    )
    found = {one.question.id: one for one in results.results(second).tallies}
    ready = found["genai_ready"]
    if ready.trend is not None:
        t = ready.trend
        truth = made[1].truth["genai_ready"] - made[0].truth["genai_ready"]
        tale.say(
            f"[yellow]simulated[/] survey, two waves of {t.n_first} and {t.n_second} answers: "
            f"ready for generative AI [bold]{t.first:.0%}[/], then [bold]{t.second:.0%}[/] "
            f"({100 * t.low:+.0f} to {100 * t.high:+.0f} points, truth {100 * truth:+.0f}); "
            "a belief, why is open"
        )
    folder = tale.out / "surveys"
    folder.mkdir(exist_ok=True)
    for name, wave in (("first", made[0]), ("second", made[1])):
        (folder / f"{name}.csv").write_text(wave_csv(instrument, wave.rows), encoding="utf-8")
    entries = entries_of(
        instrument,
        file="second.csv",
        earlier="first.csv",
        asked=ASKED,
        by="function",
        simulated=True,
    )
    (folder / "settings.json").write_text(
        json.dumps({"surveys": entries}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    tale.say(f"as a report's folder reads them: {folder}")
