"""Stage 1: what can be known here, and what can be awarded for it."""

from __future__ import annotations

from collections import Counter

from skillmark.cli.demo.cast import COUNTRY, ORGANISATION, members
from skillmark.cli.demo.tale import Tale


def furnish(tale: Tale) -> None:
    """Make the organisation and its people, who all agreed to take part."""
    from skillmark.server.people import services as people
    from skillmark.server.people.actions import Role

    tale.members = members(tale.rng("cast"), today=tale.now.date())
    tale.organisation = people.add_organisation(
        ORGANISATION, COUNTRY, about="A made-up organisation with an academy of its own."
    )
    doors = {role: people.door(role) for role in Role}
    tale.administrator = doors[Role.PROVIDER_ADMIN]
    tale.visitor = doors[Role.LEARNER]
    names = [(member.email, member.name) for member in tale.members]
    accounts = people.add_members(tale.organisation, names, Role.LEARNER)
    tale.accounts = {account.email: account for account in accounts}
    for account in (tale.visitor, *accounts):
        people.consent_to_all(account, tale.organisation)


def show(tale: Tale) -> None:
    """Bring in the starter framework and catalogue."""
    from skillmark.define.catalogue import starter as catalogue
    from skillmark.server.define import services as define
    from skillmark.server.define.models import PathwayRecord
    from skillmark.server.define.pathways.services import publish_stored
    from skillmark.server.skills import services as frameworks
    from skillmark.skills.starter import framework

    tale.stage("define", "skills, achievements, a pathway")
    frameworks.ensure_starter()
    define.import_catalogue(catalogue(), organisation=tale.organisation, actor=tale.administrator)
    for row in PathwayRecord.objects.of(tale.organisation):
        publish_stored(row, actor=tale.administrator)
    skills = framework().skills
    groups = Counter(skill.group for skill in skills)
    levels = sum(len(skill.levels) for skill in skills)
    linked = sum(1 for skill in skills if skill.alignments)
    named = ", ".join(f"{label} {groups[group]}" for group, label in framework().groups)
    tale.say(
        f"[bold]{len(skills)}[/] skills with {levels} level descriptors, "
        f"{linked} linked to ESCO or O*NET: {named}"
    )
    offered = catalogue()
    pathway = offered.pathways[0]
    tale.say(
        f"[bold]{len(offered.achievements)}[/] achievements, "
        f"{len(offered.opportunities)} learning opportunities, and the pathway "
        f"[bold]{pathway.name}[/] that stacks {len(pathway.root.achievements())} of them"
    )
