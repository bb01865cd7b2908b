"""Stage 1, continued: what employers ask for, read from advertisements that are made up."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from importlib import resources

from skillmark.cli.demo.tale import Tale
from skillmark.define.demand import Cover

LOOKED_THROUGH = 12
"""The newest ones, which somebody of the academy has gone through."""


def show(tale: Tale) -> None:
    """Read the advertisements, correct one, and say what the catalogue lacks."""
    from skillmark.server.define import demand
    from skillmark.server.skills import services as frameworks
    from skillmark.server.skills.reading import correcting, keeping, lighting
    from skillmark.server.skills.reading.entries import in_order
    from skillmark.server.skills.reading.models import Verdict
    from skillmark.skills.starter import uri

    place, actor, today = tale.organisation, tale.administrator, tale.now.date()
    row = lighting.chosen(place, "")
    adverts = tomllib.loads(
        (resources.files("skillmark.cli.demo") / "adverts.toml").read_text("utf-8")
    )
    for number, one in enumerate(adverts["advert"]):
        text = keeping.tidy(one["text"])
        language = keeping.spoken(text) or "en"
        entries = in_order(keeping.read(text, row, language=language))
        looked_at = number < LOOKED_THROUGH
        if looked_at and any(entry.uri == uri("enduring-presenting") for entry in entries):
            # "present findings" is said of data here: the kind of mistake that people mend
            entries = correcting.with_verdict(entries, uri("enduring-presenting"), Verdict.REMOVED)
        day = today - timedelta(days=one["ago"])
        given = keeping.Given("advert", one["title"], text, day, language, one["source"])
        keeping.keep(
            given,
            entries,
            organisation=place,
            framework=row,
            actor=actor,
            looked_at=looked_at,
        )
    found = demand.against(place, demand.Asked(), today=today)
    missing = found.comparison.covering(Cover.MISSING)
    labels = frameworks.labels((one.skill for one in missing[:3]), "en", place)
    named = ", ".join(f"{labels[one.skill]} ({one.share.hits})" for one in missing[:3])
    idle = sum(one.sure for one in found.comparison.idle)
    tale.say(
        f"[bold]{len(adverts['advert'])}[/] made-up job advertisements, read and compared with it: "
        f"of the last {found.texts}, most ask in vain for {named}; {idle} skills offered here "
        "hardly anybody asks for"
    )
