"""Texts of home that were read, with what the provider said of them."""

from __future__ import annotations

from datetime import date

AFTER = ("skills", "define", "match")
ACCESS = {
    "texts": "read_texts",
    "text_new": "read_texts",
    "text": "read_texts",
    "text_step": "read_texts",
    "text_skills": "read_texts",
    "text_erase": "read_texts",
    "texts_csv": "read_texts",
    "texts_import": "read_texts",
    "text_import": "read_texts",
    "skill_suggestions": "define",
    "own_cv": "own",
    "demand": "read_texts",
    "demand_skill": "read_texts",
    "demand_csv": "read_texts",
    "GET /api/define/demand": "read_texts",
    "POST /api/skills/read": "own",
    "GET /api/skills/texts": "read_texts",
    "POST /api/skills/texts": "read_texts",
    "GET /api/skills/texts/{pk}": "read_texts",
    "PUT /api/skills/texts/{pk}/skills": "read_texts",
    "DELETE /api/skills/texts/{pk}": "read_texts",
}
ADVERT = """Data analyst at a harbour
You write SQL queries and build dashboards.
Expert knowledge of SQL. We offer fruit and a bicycle.
"""


def build(world):
    from skillmark.server.skills.reading import importing, keeping, lighting
    from skillmark.server.skills.reading.entries import in_order

    provider = world.people["provider_admin"]
    framework = lighting.chosen(world.home, "")
    text = keeping.tidy(ADVERT)
    row = keeping.keep(
        keeping.Given("advert", "Data analyst", text, date(2026, 3, 2), "en", "job board"),
        in_order(keeping.read(text, framework, language="en")),
        organisation=world.home,
        framework=framework,
        actor=provider,
    )
    kept = importing.order(
        b"title,text\nA,You write SQL queries.\nB,\n",
        name="many.csv",
        kind="advert",
        language="en",
        framework=framework,
        organisation=world.home,
        actor=provider,
    )
    world.things.update(text=row, text_import=kept)
    for name in ("text", "text_erase"):
        world.arguments[name] = {"pk": row.pk}
    world.arguments["text_import"] = {"pk": kept.pk}
    for name in ("GET /api/skills/texts/{pk}", "DELETE /api/skills/texts/{pk}"):
        world.arguments[name] = {"pk": row.pk}
    world.arguments["PUT /api/skills/texts/{pk}/skills"] = {"pk": row.pk}
    world.bodies["PUT /api/skills/texts/{pk}/skills"] = []
    world.bodies["POST /api/skills/texts"] = {"text": "You write Python.", "kind": "course"}
    world.bodies["POST /api/skills/read"] = {"text": "You write Python."}
