"""A standard setting whose first round is closed, with a seat that has agreed."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

AFTER = ("assess",)
ACCESS = {
    "standard_settings": "see_results",
    "standard_new": "author_tests",
    "standard_setting": "see_results",
    "standard_links": "author_tests",
    "standard_close": "author_tests",
    "standard_next": "author_tests",
    "standard_adopt": "author_tests",
    "standard_picture": "see_results",
    "standard_json": "see_results",
    "standard_csv": "see_results",
    "panellist_link": "author_tests",
    "panel": "public",
    "panel_question": "public",
    "panel_people": "public",
    "panel_feedback": "public",
    "panel_picture": "public",
}


def build(world):
    from skillmark.server.assess.standards import judging, links, opening
    from skillmark.server.assess.standards.models import Method

    now = datetime.now(UTC)
    rng = Random(5)
    plan = opening.Plan(
        Method.ANGOFF, "Writes prompts that work; cannot say why.", "Ratings are stored."
    )
    guests = [
        opening.Guest(f"Panellist {letter}", "teacher", f"{letter}@panel.example".lower())
        for letter in "ABC"
    ]
    row, invited = opening.open_setting(world.things["test"], plan, guests, actor=None)
    for one in invited:
        judging.agree(one.seat, named=one.seat.number == 1, now=now)
        said = {name: rng.randrange(21) / 20 * points for name, points in row.items}
        judging.judge_all(one.seat, said, now=now)
    judging.close_round(row, now=now, impact_shown=False, actor=None)
    judging.next_round(row, actor=None)
    world.things.update({"standard": row, "seats": [one.seat for one in invited]})
    mine, token = {"pk": row.pk}, {"token": links.token_of(invited[0].seat)}
    for name in (
        *("standard_setting", "standard_links", "standard_close", "standard_next"),
        *("standard_adopt", "standard_picture", "standard_json", "standard_csv"),
    ):
        world.arguments[name] = mine
    for name in ("panel", "panel_people", "panel_feedback", "panel_picture"):
        world.arguments[name] = token
    world.arguments["panel_question"] = {**token, "number": 1}
    world.arguments["standard_new"] = {"pk": world.things["test"].pk}
    world.arguments["panellist_link"] = {"pk": invited[0].seat.pk}
