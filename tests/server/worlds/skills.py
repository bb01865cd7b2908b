"""The starter framework, which is for everybody."""

from __future__ import annotations

ACCESS = {
    "skills": "public",
    "skill_search": "public",
    "skill_choices": "own",
    "skill_by_uri": "public",
    "framework_import": "import_framework",
    "skill": "public",
    "framework": "public",
    "GET /api/skills/frameworks": "public",
    "GET /api/skills/search": "public",
    "GET /api/skills/skill": "public",
}


def build(world):
    from skillmark.server.skills import services
    from skillmark.server.skills.models import SkillRecord

    services.ensure_starter()
    skill = SkillRecord.objects.select_related("framework").first()
    world.things["skill"] = skill
    world.arguments["skill"] = {"pk": skill.pk}
    world.arguments["framework"] = {"pk": skill.framework.pk}
