"""Stage 6, continued: what changes. Counts of demand and exposure are made up, and say so."""

from __future__ import annotations

import math
from datetime import date, timedelta

from skillmark.cli.demo.cast import genai_of, skills_of
from skillmark.cli.demo.tale import Tale
from skillmark.nouns.person import Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.text import Text
from skillmark.plan.foresight.outlook import Outlook
from skillmark.plan.foresight.periods import Every, later, start_of, written
from skillmark.skills.starter import uri

MADE_UP = "Simulated market"
MONTHS = 36
SERIES = {
    # share at the end, movement a month, swing over the year (logits)
    "genai-agents": (0.24, 0.07, 0.0),
    "genai-output-verification": (0.30, 0.05, 0.0),
    "genai-evaluation": (0.12, 0.06, 0.0),
    "software-python": (0.38, 0.0, 0.0),
    "data-sql": (0.33, 0.0, 0.0),
    "cloud-containers": (0.27, 0.01, 0.0),
    "data-spreadsheets": (0.10, -0.05, 0.0),
    "marketing-seo": (0.11, -0.06, 0.0),
    "business-budgeting": (0.20, 0.0, 0.9),
    "enduring-communication": (0.45, 0.0, 0.0),
}
TODAY = {
    "product and engineering": ("Software developer", "Softwareentwickler:in", 0.55),
    "IT operations": ("Systems administrator", "Systemadministrator:in", 0.46),
    "data and analytics": ("Data analyst", "Datenanalyst:in", 0.62),
    "marketing": ("Marketing specialist", "Marketing-Fachkraft", 0.66),
    "human resources": ("Human resources specialist", "Personalfachkraft", 0.49),
    "finance": ("Financial analyst", "Finanzanalyst:in", 0.58),
}
"""Role of each function's people today, and its made-up exposure (beta, as people judge)."""


def show(tale: Tale) -> None:
    """Bring made-up signals, give people their roles of today, and work out a scenario."""
    from skillmark.plan.foresight.scenario import Amendment, Change
    from skillmark.server.match import services as match
    from skillmark.server.plan.foresight import demand, readiness, scenarios, signals
    from skillmark.server.plan.foresight.scenarios import Named
    from skillmark.server.plan.models import PostRecord

    place, actor, today = tale.organisation, tale.administrator, tale.now.date()
    signals.bring(
        place, "counts", "simulated-counts.csv", _counts(tale, today).encode(),
        source=MADE_UP, version=f"{today:%Y-%m}", simulated=True, actor=actor,
    )  # fmt: skip
    signals.bring(
        place, "exposure", "simulated-exposure.csv", _exposure().encode(),
        source="Simulated exposure", version="demo", simulated=True, actor=actor,
    )  # fmt: skip
    rows = {}
    for number, (function, (title, german, _beta)) in enumerate(TODAY.items()):
        role = Role(
            Text.of({"en": title, "de": german}),
            (
                *(Requirement(uri(one), 3) for one in skills_of(function) if "genai" not in one),
                Requirement(uri("genai-foundations"), 2),
                Requirement(uri("genai-output-verification"), 2),
            ),
        )
        rows[function] = match.save_role(place, role, actor=actor)
        match.close_role(rows[function], actor=actor)
        readiness.confirm(rows[function], f"00-0000.{number:02}", actor=actor)
    for member in tale.members:
        PostRecord.objects.update_or_create(
            organisation=place, account=tale.accounts[member.email],
            defaults={"function": member.function, "role": rows[member.function]},
        )  # fmt: skip
    PostRecord.objects.update_or_create(
        organisation=place, account=tale.visitor,
        defaults={"function": "data and analytics", "role": rows["data and analytics"]},
    )  # fmt: skip
    found = demand.seen(place, today=today, source=demand.choices(place)[1][0])
    rising, falling = (found.with_outlook(one) for one in (Outlook.RISING, Outlook.FALLING))
    tale.say(
        f"foresight, on made-up counts: skills rising {len(rising)}, falling {len(falling)}, "
        f"{len(found.with_outlook(Outlook.UNCLEAR))} where nothing beats the naive forecast"
    )
    row = scenarios.begin(
        place, "Routine work goes to agents", today + timedelta(days=360),
        note="Made up: reports and routine changes are drafted by agents, people check them.",
        simulated=True, actor=actor,
    )  # fmt: skip
    for function in ("data and analytics", "product and engineering", "IT operations"):
        asked = [
            Amendment(uri("genai-output-verification"), 3),
            Amendment(uri("genai-foundations"), 3),
            Amendment(uri(genai_of(function)), 3),
        ]
        change = Change(str(rows[function].pk), tuple(asked), seats=8)
        scenarios.change(row, Named(change, {}), actor=actor)
    scenarios.work_out(row, today=today)
    scenarios.share(row, shared=True, actor=actor)
    bare = scenarios.begin(
        place,
        "Finance reads its own data",
        today + timedelta(days=200),
        simulated=True,
        actor=actor,
    )
    drop = Change(str(rows["finance"].pk), (Amendment(uri("data-analysis"), 4),))
    scenarios.change(bare, Named(drop, {}), actor=actor)
    scenarios.work_out(bare, today=today)
    effort = row.outcome["effort"]
    tale.say(
        f"scenario “{row.name}”: [bold]{row.outcome['retrain']}[/] of {row.outcome['people']} "
        f"people to retrain, {effort['cost']:,.0f} EUR and {effort['hours']:,.0f} hours at best"
    )
    ready = readiness.picture(place).together
    if ready:
        verified = ready.share(EvidenceClass.VERIFIED)
        low, high = verified.interval
        tale.say(
            f"GenAI readiness for today's roles: {verified.hits} of {verified.of} verified "
            f"({low:.0%} to {high:.0%}), by function on its page"
        )


def _counts(tale: Tale, today: date) -> str:
    rng = tale.rng("foresight")
    first = later(start_of(today, Every.MONTH), Every.MONTH, -MONTHS)
    lines = ["period,skill,asked,of"]
    for month in range(MONTHS):
        start = later(first, Every.MONTH, month)
        of = 150 + rng.randrange(60)
        for skill, (end, movement, swing) in SERIES.items():
            logit = math.log(end / (1 - end)) + movement * (month - MONTHS + 1)
            logit += swing * math.sin(2 * math.pi * start.month / 12)
            share = 1 / (1 + math.exp(-logit))
            asked = sum(rng.random() < share for _one in range(of))
            lines.append(f"{written(start, Every.MONTH)},{uri(skill)},{asked},{of}")
    return "\n".join(lines)


def _exposure() -> str:
    head = "O*NET-SOC Code,Title," + ",".join(
        f"{judge}_rating_{measure}"
        for judge in ("dv", "human")
        for measure in ("alpha", "beta", "gamma")
    )
    rows = [
        f"00-0000.{number:02},{title},"
        + ",".join(f"{value:.2f}" for value in (beta / 2, beta, beta * 1.4) * 2)
        for number, (title, _german, beta) in enumerate(TODAY.values())
    ]
    return "\n".join([head, *rows])
