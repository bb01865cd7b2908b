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
    "completions_due": "award",
    "completion_prepare": "award",
    "completion_preview": "record_completions",
    "completion_columns": "record_completions",
    "completion_left_out": "record_completions",
    "completion_store": "record_completions",
    "pathway_learners": "see_awards",
    "recognitions": "define",
    "recognition_new": "define",
    "recognition_request": "define",
    "recognition_withdraw": "define",
    "my_pathways": "own",
    "my_pathway_begin": "own",
    "recognition_ask": "own",
    "my_pathway_share": "own",
    "my_pathway_leave": "own",
    "my_pathway_picture": "own",
    "catalogue": "public",
    "public_achievement": "public",
    "achievement_jsonld": "public",
    "achievement_image": "public",
    "public_pathway": "public",
    "pathway_jsonld": "public",
    "pathway_image": "public",
    "public_programme": "public",
    "programme_jsonld": "public",
    "public_opportunity": "public",
    "opportunity_jsonld": "public",
    "public_provider": "public",
    "provider_jsonld": "public",
    "robots": "public",
    "sitemap": "public",
    "sitemap_part": "public",
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
    _public(world)
    _learning(world)


def _public(world):
    from django.utils import timezone

    from skillmark.server.define.pathways import services as drawing

    place = world.home.slug
    pathway, opportunity = world.things["pathway"], world.things["opportunity"]
    pathway.published = timezone.now()
    pathway.save()
    for name, row in (("pathway", pathway), ("opportunity", opportunity)):
        for route in (f"public_{name}", f"{name}_jsonld", f"{name}_image"):
            world.arguments[route] = {"organisation": place, "slug": row.slug}
    world.arguments["achievement_jsonld"] = world.arguments["public_achievement"]
    world.arguments["public_provider"] = world.arguments["provider_jsonld"] = {"slug": place}
    world.arguments["sitemap_part"] = {"number": 1}
    document = {
        "id": "spring",
        "name": {"en": "Spring term", "de": "Frühjahr"},
        "description": {"en": "Everything in one spring."},
        "pathway": pathway.slug,
        "courses": [{"opportunity": opportunity.slug, "starts": "2027-03-01"}],
    }
    programme = drawing.save_programme(document, organisation=world.home, actor=None)
    for route in ("public_programme", "programme_jsonld"):
        world.arguments[route] = {"organisation": place, "slug": programme.slug}
    world.things["programme"] = programme


def _learning(world):
    from skillmark.server.define.completing import taking
    from skillmark.server.define.learning import recognising, walking
    from skillmark.server.define.models import RecognitionRequestRecord

    home, pathway, provider = world.home, world.things["pathway"], world.people["provider_admin"]
    piece = world.things["achievement"]
    outside = {"external_id": "https://x.example/a", "issuer": "https://x.example/issuer"}
    start = walking.begin(pathway, world.people["learner"], share=True)
    asked = RecognitionRequestRecord.objects.create(
        organisation=home,
        account=world.people["learner"],
        pathway=pathway,
        achievement=piece,
        **outside,
    )
    rule = recognising.recognise(
        home, **outside, achievement=piece, reason="The same test.", actor=provider
    )
    content = b"opportunity,email,completed\n"
    file = taking.keep(content, name="done.csv", organisation=home, actor=provider)
    for name in ("share", "leave", "picture"):
        world.arguments[f"my_pathway_{name}"] = {"pk": start.pk}
    for name in ("preview", "columns", "left_out", "store"):
        world.arguments[f"completion_{name}"] = {"pk": file.pk}
    world.arguments["completion_prepare"] = {"pk": piece.pk}
    world.arguments["pathway_learners"] = {"pk": pathway.pk}
    world.arguments["recognition_request"] = {"pk": asked.pk}
    world.arguments["recognition_withdraw"] = {"pk": rule.pk}
    world.things |= {"start": start, "recognition_asked": asked, "recognition": rule}
