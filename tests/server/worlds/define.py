"""The starter catalogue at home."""

from __future__ import annotations

AFTER = ("skills",)

ACCESS = {
    "achievements": "see_definitions",
    "achievement_create": "define",
    "catalogue_starter": "define",
    "achievement": "see_definitions",
    "achievement_edit": "define",
    "achievement_archive": "define",
    "skill_options": "see_definitions",
    "skill_row": "see_definitions",
    "pathways": "see_definitions",
    "pathway_create": "define",
    "pathway": "see_definitions",
    "pathway_edit": "define",
    "pathway_picture": "see_definitions",
    "pathway_publish": "define",
    "pathway_unpublish": "define",
    "pathway_version": "see_definitions",
    "pathway_draw": "define",
    "pathway_options": "define",
    "pathway_draft_publish": "define",
    "pathway_draft_discard": "define",
    "programmes": "see_definitions",
    "programme_create": "define",
    "programme_edit": "define",
    "opportunities": "see_definitions",
    "opportunity_create": "define",
    "opportunity_edit": "define",
    "completions": "record_completions",
    "catalogue": "public",
    "public_achievement": "public",
    "achievement_image": "public",
    "GET /api/define/achievements": "see_definitions",
    "POST /api/define/achievements": "define",
    "GET /api/define/achievements/{slug}": "see_definitions",
    "PUT /api/define/achievements/{slug}": "define",
    "GET /api/define/pathways": "see_definitions",
    "POST /api/define/pathways": "define",
    "GET /api/define/pathways/{slug}": "see_definitions",
    "PUT /api/define/pathways/{slug}": "define",
    "GET /api/define/pathways/{slug}/problems": "see_definitions",
    "POST /api/define/pathways/{slug}/publish": "define",
    "POST /api/define/pathways/{slug}/unpublish": "define",
    "GET /api/define/pathways/{slug}/versions": "see_definitions",
    "GET /api/define/programmes": "see_definitions",
    "POST /api/define/programmes": "define",
    "PUT /api/define/programmes/{slug}": "define",
    "GET /api/define/opportunities": "see_definitions",
    "POST /api/define/opportunities": "define",
}


def build(world):
    from skillmark.define import catalogue
    from skillmark.server.define import services
    from skillmark.server.define.models import AchievementRecord, OpportunityRecord, PathwayRecord
    from skillmark.server.define.pathways import services as drawing

    services.import_catalogue(catalogue.starter(), organisation=world.home, actor=None)
    achievement = AchievementRecord.objects.order_by("pk").first()
    pathway = PathwayRecord.objects.order_by("pk").first()
    opportunity = OpportunityRecord.objects.order_by("pk").first()
    world.things.update(achievement=achievement, pathway=pathway, opportunity=opportunity)
    for name in ("achievement", "achievement_edit", "achievement_archive"):
        world.arguments[name] = {"pk": achievement.pk}
    for name in ("pathway", "pathway_edit", "pathway_picture", "pathway_publish",
                 "pathway_unpublish"):  # fmt: skip
        world.arguments[name] = {"pk": pathway.pk}
    drawing.publish_stored(pathway, actor=None)
    world.arguments["pathway_version"] = {"pk": pathway.pk, "number": 1}
    draft = drawing.begin(world.home, actor=None, name={"en": "Drawn"})
    world.things["draft"] = draft
    for name in ("pathway_draw", "pathway_options", "pathway_draft_publish",
                 "pathway_draft_discard"):  # fmt: skip
        world.arguments[name] = {"pk": draft.pk}
    programme = drawing.save_programme(
        {"id": "autumn", "name": {"en": "Autumn"}, "description": {"en": "In autumn."},
         "pathway": pathway.slug, "courses": [{"opportunity": opportunity.slug}]},
        organisation=world.home, actor=None,
    )  # fmt: skip
    world.things["programme"] = programme
    world.arguments["programme_edit"] = {"pk": programme.pk}
    world.arguments["PUT /api/define/programmes/{slug}"] = {"slug": programme.slug}
    world.bodies["PUT /api/define/programmes/{slug}"] = programme.document
    for one in ("GET", "GET problems", "POST publish", "POST unpublish", "GET versions"):
        method, _space, end = one.partition(" ")
        path = f"{method} /api/define/pathways/{{slug}}" + (f"/{end}" if end else "")
        world.arguments[path] = {"slug": pathway.slug}
    world.arguments["opportunity_edit"] = {"pk": opportunity.pk}
    public = {"organisation": world.home.slug, "slug": achievement.slug}
    world.arguments["public_achievement"] = world.arguments["achievement_image"] = public
    for method in ("GET", "PUT"):
        world.arguments[f"{method} /api/define/achievements/{{slug}}"] = {"slug": achievement.slug}
    world.arguments["PUT /api/define/pathways/{slug}"] = {"slug": pathway.slug}
    world.bodies["PUT /api/define/achievements/{slug}"] = achievement.document
    world.bodies["PUT /api/define/pathways/{slug}"] = pathway.document
