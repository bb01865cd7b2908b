"""The starter framework, which is for everybody, and two versions of one of home's own."""

from __future__ import annotations

ACCESS = {
    "skills": "public",
    "skill_search": "public",
    "skill_choices": "own",
    "skill_by_uri": "public",
    "framework_import": "import_framework",
    "framework_import_state": "import_framework",
    "framework_import_rejected": "import_framework",
    "skill": "public",
    "skill_image": "public",
    "framework": "public",
    "framework_image": "public",
    "framework_export": "public",
    "occupations": "public",
    "framework_changes": "public",
    "framework_changes_image": "public",
    "framework_changes_move": "see_definitions",
    "occupation": "public",
    "occupation_by_uri": "public",
    "occupation_role": "define_roles",
    "occupation_search": "public",
    "crosswalks": "see_definitions",
    "crosswalk_new": "import_framework",
    "crosswalk": "see_definitions",
    "crosswalk_accept": "import_framework",
    "crosswalk_erase": "import_framework",
    "crosswalk_export": "see_definitions",
    "crosswalk_decide": "import_framework",
    "case": "public",
    "GET /api/skills/frameworks": "public",
    "GET /api/skills/search": "public",
    "GET /api/skills/skill": "public",
    "GET /api/skills/occupation": "public",
    "GET /api/skills/counterparts": "public",
    "GET /api/skills/changes/{older}/{newer}": "public",
    "GET /api/skills/link": "public",
    "GET /api/skills/crosswalks": "see_definitions",
    "GET /api/skills/crosswalks/{pk}": "see_definitions",
    "POST /api/skills/links/{pk}": "import_framework",
}


def own_framework(version, *, labels, name="bakery"):
    """Return a small framework of a bakery, with an occupation and skills in two languages."""
    from skillmark.nouns.skill import Framework, Occupation, Skill
    from skillmark.nouns.text import Text

    skills = tuple(
        Skill(
            f"urn:{name}:{key}",
            Text.of({"en": english, "de": german}),
            group="craft" if place < 2 else "trade",
            broader=(f"urn:{name}:bread",) if key == "sourdough" else (),
        )
        for place, (key, (english, german)) in enumerate(labels.items())
    )
    baker = Occupation(
        f"urn:{name}:baker",
        Text.of({"en": "Baker", "de": "Bäckerin"}),
        code="7512",
        alt_labels=(("en", "bread maker"),),
        essential=(skills[0].uri,),
        optional=tuple(one.uri for one in skills[1:]),
        in_demand=(skills[0].uri,),
    )
    return Framework(
        id=name,
        title=Text.of({"en": "Bakery", "de": "Bäckerei"}),
        version=version,
        publisher="Guild of bakers",
        licence="CC BY 4.0",
        skills=skills,
        occupations=(baker,),
        groups=(("craft", Text.of("Craft")), ("trade", Text.of("Trade"))),
    )


FIRST = {
    "bread": ("bake bread", "Brot backen"),
    "sourdough": ("keep a sourdough", "Sauerteig führen"),
    "till": ("work the till", "Kasse bedienen"),
    "stock": ("order flour", "Mehl bestellen"),
}
SECOND = {
    "bread": ("bake bread and rolls", "Brot und Brötchen backen"),
    "sourdough": ("keep a sourdough", "Sauerteig führen"),
    "till": ("work the till", "Kasse bedienen"),
    "supply": ("order flour and yeast", "Mehl und Hefe bestellen"),
}


def build(world):
    from django.utils import timezone

    from skillmark.server.skills import services
    from skillmark.server.skills.models import (
        CrosswalkRecord,
        FrameworkRecord,
        ImportRecord,
        LinkRecord,
        SkillRecord,
    )

    services.ensure_starter()
    skill = SkillRecord.objects.select_related("framework").first()
    world.things["skill"] = skill
    older = services.import_framework(own_framework("1.9", labels=FIRST))
    newer = services.import_framework(own_framework("1.10", labels=SECOND))
    world.things["bakery"] = older, newer
    world.arguments["skill"] = world.arguments["skill_image"] = {"pk": skill.pk}
    world.arguments["framework"] = {"pk": skill.framework.pk}
    world.arguments["framework_image"] = world.arguments["occupations"] = {"pk": newer.pk}
    world.arguments["framework_export"] = {"pk": newer.pk, "form": "csv"}
    pair = {"older": older.pk, "newer": newer.pk}
    for name in ("framework_changes", "framework_changes_image"):
        world.arguments[name] = pair
    mine = [
        services.import_framework(
            own_framework(version, labels=labels, name="confectioner"), organisation=world.home
        )
        for version, labels in (("1", FIRST), ("2", SECOND))
    ]
    world.arguments["framework_changes_move"] = {"older": mine[0].pk, "newer": mine[1].pk}
    world.arguments["GET /api/skills/changes/{older}/{newer}"] = pair
    world.arguments["occupation"] = {"pk": newer.occupation_rows.get().pk}
    world.arguments["occupation_role"] = {"pk": mine[1].occupation_rows.get().pk}
    world.arguments["case"] = {"path": "CFDocuments"}
    done = ImportRecord.objects.create(
        organisation=world.home,
        names=["bakery.csv"],
        form="csv",
        framework=newer,
        rejected=[["bakery.csv", 3, "no label"]],
        rejections=1,
        finished=timezone.now(),
    )
    for name in ("framework_import_state", "framework_import_rejected"):
        world.arguments[name] = {"pk": done.pk}
    crosswalk = CrosswalkRecord.objects.create(
        organisation=world.home,
        title="bakery to starter",
        source=newer,
        target=FrameworkRecord.objects.get(framework=skill.framework.framework),
    )
    link = LinkRecord.objects.create(
        organisation=world.home,
        crosswalk=crosswalk,
        source="urn:bakery:till",
        target=skill.uri,
        match="close",
        method="labels",
        confidence=0.8,
    )
    world.things["link"] = link
    for name in ("crosswalk", "crosswalk_accept", "crosswalk_erase"):
        world.arguments[name] = {"pk": crosswalk.pk}
    world.arguments["GET /api/skills/crosswalks/{pk}"] = {"pk": crosswalk.pk}
    world.arguments["crosswalk_export"] = {"pk": crosswalk.pk, "form": "csv"}
    world.arguments["crosswalk_decide"] = {"pk": link.pk}
    world.arguments["POST /api/skills/links/{pk}"] = {"pk": link.pk}
    world.bodies["POST /api/skills/links/{pk}"] = {"verdict": "accepted"}
