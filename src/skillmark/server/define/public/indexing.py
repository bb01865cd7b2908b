"""Write the catalogue's entries and the words that find them, from the things themselves.

Whatever changes a thing has its entry written again in the same transaction (`watch`). Words of
skills are kept once for each skill, in all languages that any framework has: thousands of entries
that confirm the same skill share them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models.signals import post_migrate, post_save

from skillmark.define.words import indexed
from skillmark.nouns.proficiency import SkillLevel
from skillmark.server.define.models import (
    AchievementRecord,
    EntryRecord,
    EntrySkillRecord,
    Kind,
    OpportunityRecord,
    PathwayRecord,
    PostingRecord,
    ProgrammeRecord,
    SkillPostingRecord,
    UsedSkillRecord,
    WordRecord,
)
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills.models import FrameworkRecord, SkillRecord
from skillmark.skills.language.words import fold

NAME, SKILL, ABOUT, PROVIDER = 12, 8, 3, 5
"""How much it says that a word stands in a name, in a skill's label, in the words below, in the
provider's name."""
CHUNK = 1000
_THINGS = (AchievementRecord, PathwayRecord, ProgrammeRecord, OpportunityRecord)
_PLACES = {kind: place for place, kind in enumerate(Kind)}


@transaction.atomic
def write(thing: Any) -> EntryRecord:
    """Write the entry of an achievement, a pathway, an opportunity or an organisation."""
    kind, members, skills, texts = _said(thing)
    own = {"kind": kind, "organisation": _place(thing)}
    if kind != Kind.PROVIDER:
        own[kind.value] = thing
    entry, _new = EntryRecord.objects.update_or_create(
        **own, defaults={"place": _PLACES[kind], **members}
    )
    _skills(entry, skills)
    _words(entry, texts)
    return entry


def write_skills(uris: Iterable[str]) -> None:
    """Write the words of skills again, as the newest frameworks have them."""
    known = {row.uri: row for row in UsedSkillRecord.objects.filter(uri__in=set(uris))}
    texts: dict[str, set[str]] = {uri: set() for uri in known}
    for uri, document in SkillRecord.objects.filter(uri__in=known).values_list("uri", "document"):
        texts[uri].update(document["label"].values())
        texts[uri].update(label for _tag, label in document.get("alt_labels", ()))
    said = {uri: {word for text in some for word in indexed(text)} for uri, some in texts.items()}
    pks = _word_pks({word for words in said.values() for word in words})
    SkillPostingRecord.objects.filter(skill__in=known.values()).delete()
    SkillPostingRecord.objects.bulk_create(
        (
            SkillPostingRecord(skill=known[uri], word_id=pks[word])
            for uri, words in said.items()
            for word in sorted(words)
        ),
        batch_size=CHUNK,
    )


def write_missing() -> int:
    """Write the entries of all things that have none yet; return how many."""
    found = 0
    for model in _THINGS:
        for row in model.objects.filter(entry=None).select_related("organisation").iterator():
            write(row)
            found += 1
    known = EntryRecord.objects.filter(kind=Kind.PROVIDER).values("organisation")
    for place in OrganisationRecord.objects.exclude(pk__in=known):
        write(place)
        found += 1
    return found


def _place(thing: Any) -> OrganisationRecord:
    return thing if isinstance(thing, OrganisationRecord) else thing.organisation


def _said(
    thing: Any,
) -> tuple[Kind, dict[str, Any], tuple[SkillLevel, ...], list[tuple[int, Mapping[str, str]]]]:
    """Return kind, columns, skills, and texts with their weights."""
    if isinstance(thing, OrganisationRecord):
        name, about = {"": thing.name}, {"": thing.about}
        members = {"slug": thing.slug, "name": name, "about": about, "sorted_by": _sort(name)}
        return Kind.PROVIDER, members, (), [(NAME, name), (ABOUT, about)]
    provider = (PROVIDER, {"": thing.organisation.name})
    if isinstance(thing, AchievementRecord):
        return _achievement(thing, provider)
    if isinstance(thing, PathwayRecord):
        return _pathway(thing, provider)
    if isinstance(thing, ProgrammeRecord):
        return _programme(thing, provider)
    return _opportunity(thing, provider)


def _achievement(row: AchievementRecord, provider: Any) -> Any:
    noun = row.noun
    name, about, elements = row.name, noun.description.as_mapping(), noun.elements
    members = _members(row, name, about, noun.skills) | {
        "eqf": elements.eqf_level,
        "hours": elements.workload_hours,
        "language": noun.language,
        "participation": elements.participation.value,
        "valid_months": noun.valid_months,
    }
    outcomes = [(ABOUT, one.as_mapping()) for one in elements.learning_outcomes]
    return (
        Kind.ACHIEVEMENT,
        members,
        noun.skills,
        [(NAME, name), (ABOUT, about), provider, *outcomes],
    )


def _pathway(row: PathwayRecord, provider: Any) -> Any:
    """A pathway leads to the skills of what it awards, and is found by those of its pieces."""
    noun, award = row.noun, row.awards.noun
    name, about = row.name, noun.description.as_mapping()
    members = _members(row, name, about, award.skills) | {
        "eqf": award.elements.eqf_level,
        "hours": award.elements.workload_hours,
        "language": award.language,
        "participation": award.elements.participation.value,
        "valid_months": award.valid_months,
    }
    rows = AchievementRecord.objects.of(row.organisation).filter(slug__in=noun.root.achievements())
    skills = _best((award.skills, noun.root.skills(), *(one.noun.skills for one in rows)))
    texts = [(NAME, name), (ABOUT, about), provider, (PROVIDER, row.awards.name)]
    return Kind.PATHWAY, members, skills, texts


def _programme(row: ProgrammeRecord, provider: Any) -> Any:
    """A programme leads to the skills of its pathway's award, or of its achievements."""
    noun = row.noun
    slugs = (row.pathway.noun.awards,) if row.pathway is not None else noun.achievements
    rows = AchievementRecord.objects.of(row.organisation).filter(slug__in=slugs)
    skills = _best(one.noun.skills for one in rows)
    name, about = row.name, noun.description.as_mapping()
    members = _members(row, name, about, skills) | {
        "eqf": noun.eqf_level,
        "hours": noun.workload_hours,
        "language": noun.languages[0],
        "starts": noun.starts,
        "ends": noun.ends,
    }
    return Kind.PROGRAMME, members, skills, [(NAME, name), (ABOUT, about), provider]


def _best(some: Iterable[Iterable[SkillLevel]]) -> tuple[SkillLevel, ...]:
    """Return each skill once, at its highest level."""
    best: dict[str, SkillLevel] = {}
    for skills in some:
        for one in skills:
            known = best.get(one.skill)
            if known is None or (one.level or 0) > (known.level or 0):
                best[one.skill] = one
    return tuple(best.values())


def _opportunity(row: OpportunityRecord, provider: Any) -> Any:
    noun = row.noun
    name, about = row.title, {"": noun.provider}
    members = _members(row, name, about, noun.skills) | {
        "hours": noun.hours,
        "price": noun.price.amount,
        "currency": noun.price.currency,
        "language": noun.language,
        "participation": noun.participation.value if noun.participation else "",
        "starts": noun.starts,
        "ends": noun.ends or noun.starts,
    }
    texts = [(NAME, name), (PROVIDER, about), provider]
    if row.leads_to is not None:
        texts.append((ABOUT, row.leads_to.name))
    return Kind.OPPORTUNITY, members, noun.skills, texts


def _members(
    row: Any, name: Mapping[str, str], about: Mapping[str, str], skills: Iterable[SkillLevel]
) -> dict[str, Any]:
    levels = [one.level for one in skills if one.level is not None]
    return {
        "slug": row.slug,
        "name": name,
        "about": about,
        "sorted_by": _sort(name),
        "level": max(levels, default=None),
    }


def _sort(name: Mapping[str, str]) -> str:
    return fold(next(iter(name.values()), ""))[:200]


def _skills(entry: EntryRecord, skills: Iterable[SkillLevel]) -> None:
    wanted = {one.skill: one.level for one in skills}
    known = set(UsedSkillRecord.objects.filter(uri__in=wanted).values_list("uri", flat=True))
    fresh = wanted.keys() - known
    UsedSkillRecord.objects.bulk_create(
        [UsedSkillRecord(uri=uri) for uri in sorted(fresh)], ignore_conflicts=True
    )
    if fresh:
        write_skills(fresh)
    pks = dict(UsedSkillRecord.objects.filter(uri__in=wanted).values_list("uri", "pk"))
    entry.skills.all().delete()
    EntrySkillRecord.objects.bulk_create(
        EntrySkillRecord(entry=entry, skill_id=pks[uri], level=level)
        for uri, level in wanted.items()
    )


def _words(entry: EntryRecord, texts: Iterable[tuple[int, Mapping[str, str]]]) -> None:
    weights: dict[str, int] = {}
    for weight, text in texts:
        for words in text.values():
            for word in indexed(words):
                weights[word] = max(weight, weights.get(word, 0))
    pks = _word_pks(weights)
    entry.postings.all().delete()
    PostingRecord.objects.bulk_create(
        (
            PostingRecord(entry=entry, word_id=pks[word], weight=weight)
            for word, weight in weights.items()
        ),
        batch_size=CHUNK,
    )


def _word_pks(words: Iterable[str]) -> dict[str, int]:
    """Return the keys of words, new ones stored."""
    wanted = sorted(set(words))
    found: dict[str, int] = {}
    for first in range(0, len(wanted), CHUNK):
        some = wanted[first : first + CHUNK]
        rows = WordRecord.objects.filter(word__in=some)
        known = dict(rows.values_list("word", "pk"))
        if len(known) < len(some):
            fresh = [WordRecord(word=word) for word in some if word not in known]
            WordRecord.objects.bulk_create(fresh, ignore_conflicts=True)
            known = dict(rows.all().values_list("word", "pk"))
        found |= known
    return found


def watch() -> None:
    """Begin to write entries as things change; Django's app calls it once."""
    for model in (*_THINGS, OrganisationRecord):
        post_save.connect(_saved, sender=model, dispatch_uid=f"catalogue {model.__name__}")
    post_save.connect(_imported, sender=FrameworkRecord, dispatch_uid="catalogue framework")
    post_migrate.connect(_migrated, dispatch_uid="catalogue migrated")


def _saved(instance: Any, raw: bool = False, **_signal: Any) -> None:
    if raw:
        return
    write(instance)
    if isinstance(instance, OrganisationRecord):
        return
    if isinstance(instance, AchievementRecord):
        # pathways and courses say its name and its skills
        for row in PathwayRecord.objects.of(instance.organisation).select_related("awards"):
            if instance.slug in (row.awards.slug, *row.noun.root.achievements()):
                write(row)
        for course in instance.opportunities.all():
            write(course)


def _imported(instance: FrameworkRecord, created: bool, raw: bool = False, **_signal: Any) -> None:
    """Words of skills may have come: they are there once the import is."""
    if created and not raw:
        transaction.on_commit(lambda: _relabel(instance.pk))


def _relabel(framework: int) -> None:
    with transaction.atomic():
        used = UsedSkillRecord.objects.values("uri")
        rows = SkillRecord.objects.filter(framework=framework, uri__in=used)
        write_skills(set(rows.values_list("uri", flat=True)))


def _migrated(plan: Any = (), app_config: Any = None, **_signal: Any) -> None:
    """A site that is upgraded has things without entries."""
    if app_config is not None and app_config.label == "define" and plan and not _backwards(plan):
        write_missing()


def _backwards(plan: Any) -> bool:
    return any(backwards for _migration, backwards in plan)
