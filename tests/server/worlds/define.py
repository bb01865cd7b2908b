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
    "PUT /api/define/pathways/{slug}": "define",
    "GET /api/define/opportunities": "see_definitions",
    "POST /api/define/opportunities": "define",
}


def build(world):
    from skillmark.define import catalogue
    from skillmark.server.define import services
    from skillmark.server.define.models import AchievementRecord, OpportunityRecord, PathwayRecord

    services.import_catalogue(catalogue.starter(), organisation=world.home, actor=None)
    achievement = AchievementRecord.objects.order_by("pk").first()
    pathway = PathwayRecord.objects.order_by("pk").first()
    opportunity = OpportunityRecord.objects.order_by("pk").first()
    world.things.update(achievement=achievement, pathway=pathway, opportunity=opportunity)
    for name in ("achievement", "achievement_edit", "achievement_archive"):
        world.arguments[name] = {"pk": achievement.pk}
    for name in ("pathway", "pathway_edit", "pathway_picture"):
        world.arguments[name] = {"pk": pathway.pk}
    world.arguments["opportunity_edit"] = {"pk": opportunity.pk}
    public = {"organisation": world.home.slug, "slug": achievement.slug}
    world.arguments["public_achievement"] = world.arguments["achievement_image"] = public
    for method in ("GET", "PUT"):
        world.arguments[f"{method} /api/define/achievements/{{slug}}"] = {"slug": achievement.slug}
    world.arguments["PUT /api/define/pathways/{slug}"] = {"slug": pathway.slug}
    world.bodies["PUT /api/define/achievements/{slug}"] = achievement.document
    world.bodies["PUT /api/define/pathways/{slug}"] = pathway.document
