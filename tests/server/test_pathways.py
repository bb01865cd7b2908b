"""Pathways on the server: drawn by buttons, checked, published, kept in versions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from skillmark.define import drafting
from skillmark.define.achievements import achievement_to
from skillmark.define.pathway import progress
from skillmark.nouns.errors import ConflictError
from skillmark.nouns.pathway import Pathway
from skillmark.server.award.life import renewal, stacking
from skillmark.server.define import services as definitions
from skillmark.server.define.models import (
    AchievementRecord,
    PathwayDraftRecord,
    PathwayRecord,
    ProgrammeRecord,
)
from skillmark.server.define.pathways import picture, services, versions, words


@pytest.fixture
def provider(client_of):
    return client_of("provider_admin")


@pytest.fixture
def make(world):
    """Make an achievement with these skills, like one of the world's."""

    def made(slug, skills, **members):
        like = AchievementRecord.objects.of(world.home).order_by("pk").first().document
        elements = {**like["elements"], "ects": 1, **members.pop("elements", {})}
        document = {
            **like,
            "id": slug,
            "name": {"en": slug.title(), "de": slug.upper()},
            "skills": skills,
            "elements": elements,
            "valid_months": None,
            **members,
        }
        return definitions.save_achievement(document, organisation=world.home, actor=None)

    return made


@pytest.fixture
def skills(world):
    found = list(world.things["achievement"].noun.skills)
    return [one.skill for one in found]


@pytest.fixture
def parts(make, skills):
    """Two achievements that show one skill each, and a whole that promises both."""
    one, other = skills[:2]
    return (
        make("cooking", {one: 3}),
        make("baking", {other: 2}),
        make("kitchen", {one: 3, other: 4}, test=None, elements={"ects": 2}),
    )


@pytest.fixture
def draw(provider):
    """Press a button of the editor."""

    def pressed(draft, do, **fields):
        page = reverse("pathway_draw", args=[draft.pk])
        answer = provider.post(page, {"do": do, **fields})
        draft.refresh_from_db()
        return answer

    return pressed


def begun(provider):
    assert provider.post(reverse("pathway_create")).status_code == 302
    return PathwayDraftRecord.objects.order_by("-pk").first()


NAMED = {"name_en": "The kitchen", "name_de": "Die Küche", "description_en": "All of it.",
         "description_de": "Alles.", "awards": "kitchen"}  # fmt: skip


def test_a_pathway_is_drawn_checked_mended_and_published_by_buttons(world, parts, provider, draw):
    draft = begun(provider)
    draw(draft, "words", **NAMED)
    for slug in ("cooking", "baking"):
        assert draw(draft, "add", add=f"achievement {slug}").status_code == 302
    page = provider.get(reverse("pathway_draw", args=[draft.pk]))
    [problem] = [one for one in page.context["problems"] if one.blocks]
    assert problem.kind == "unassessed_skill"
    assert "at level 4, and it is assessed at level 2 at most" in problem.what
    publish = reverse("pathway_draft_publish", args=[draft.pk])
    assert provider.post(publish).url.endswith("#problems")
    assert not PathwayRecord.objects.filter(slug="the-kitchen").exists()
    [lower] = [one for one in problem.mends if "level 2" in one.label]
    fields = dict(lower.fields)
    draw(draft, fields.pop("do"), **fields)
    assert AchievementRecord.objects.get(slug="kitchen").noun.version == "2"
    assert provider.post(publish).status_code == 302
    row = PathwayRecord.objects.get(awards__slug="kitchen")
    assert row.published is not None
    assert row.noun.root.achievements() == ("cooking", "baking")
    assert [one.number for one in row.versions.all()] == [1]
    assert not PathwayDraftRecord.objects.filter(pk=draft.pk).exists()


def test_every_edit_is_undone_and_made_again(world, parts, provider, draw):
    draft = begun(provider)
    seen = [draft.document]
    for do, fields in (
        ("add", {"add": "achievement cooking"}),
        ("add", {"add": "achievement baking"}),
        ("group", {"chosen": ["0", "1"]}),
        ("rule", {"step": "step-1", "need": "1", "name_en": "Any", "name_de": "Eines"}),
        ("add", {"add": "achievement kitchen", "into": ""}),
        ("before", {"first": "step-1", "then": "kitchen"}),
        ("up", {"place": "1"}),
    ):
        draw(draft, do, **fields)
        assert draft.document != seen[-1], do
        seen.append(draft.document)
    for before in reversed(seen[:-1]):
        draw(draft, "undo")
        assert draft.document == before
    for after in seen[1:]:
        draw(draft, "redo")
        assert draft.document == after


def test_the_editor_answers_scripts_with_the_part_that_changed(world, parts, provider):
    draft = begun(provider)
    answer = provider.post(
        reverse("pathway_draw", args=[draft.pk]),
        {"do": "add", "add": "achievement cooking"},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert "<html" not in page
    assert page.count('id="drawing"') == 1
    assert 'hx-swap-oob="innerHTML"' in page
    assert "<svg" in page
    assert "style=" not in page


@pytest.mark.parametrize(
    ("do", "fields", "complaint"),
    [
        ("add", {"add": "achievement nowhere"}, "no achievement nowhere"),
        ("remove", {"place": "9"}, "nothing stands there"),
        ("rule", {"step": "", "need": "many"}, "not a whole number"),
        ("rule", {"step": "", "need": "all", "amount": "-2"}, "not a number"),
        ("dance", {}, "no such edit"),
        ("validity", {"renewal": "refresher"}, "choose what refreshes"),
    ],
)
def test_what_makes_no_sense_changes_nothing_and_is_said(
    world, provider, draw, do, fields, complaint
):
    draft = begun(provider)
    before = draft.document
    answer = draw(draft, do, **fields)
    assert answer.status_code == 200
    assert complaint in answer.content.decode()
    assert draft.document == before


def test_achievements_and_skills_are_found_to_add(world, parts, provider, draw, skills):
    draft = begun(provider)
    page = provider.get(reverse("pathway_options", args=[draft.pk]), {"find": "cook"})
    assert "achievement cooking" in page.content.decode()
    draw(draft, "add", add=f"skill {skills[0]}", level="3")
    assert draft.document["steps"] == [{"skill": skills[0], "level": 3}]
    draw(draft, "level", place="0", level="5")
    assert draft.document["steps"][0]["level"] == 5


def stored(world, steps, slug="way", **members):
    document = {"id": slug, "name": {"en": "Way", "de": "Weg"}, "awards": "kitchen",
                "description": {"en": "W", "de": "W"}, "steps": steps, **members}  # fmt: skip
    return definitions.save_pathway(document, organisation=world.home, actor=None)


def test_a_change_of_a_published_pathway_is_a_new_version(world, parts, make, skills):
    row = stored(world, ["cooking", "baking"])
    assert row.versions.count() == 0
    services.promise(world.home, "kitchen", skills[1], 2, actor=None)
    services.publish_stored(row, actor=None)
    first = row.versions.get()
    later = timezone.now() + timedelta(days=1)
    assert versions.followed(row, timezone.now() - timedelta(days=9)) == first
    make("tasting", {skills[0]: 3})
    document = row.document | {"steps": ["cooking", "baking", "tasting"], "need": 3}
    definitions.save_pathway(document, organisation=world.home, actor=None, row=row)
    second = row.versions.get(number=2)
    assert versions.followed(row, later) == versions.followed(row, None) == second
    # saying the same again is no version
    definitions.save_pathway(document, organisation=world.home, actor=None, row=row)
    assert row.versions.count() == 2
    line = versions.line(row)
    began = {"cooking": second.published - timedelta(minutes=1)}
    assert [len(one.root.options) for one in line.open_to(began)] == [3, 2]
    assert [len(one.root.options) for one in line.open_to({"cooking": later})] == [3]
    assert len(line.open_to({})) == 1


def test_a_pathway_with_problems_is_not_published_by_the_api_either(world, parts, provider):
    stored(world, ["cooking", "baking"])
    said = provider.get("/api/define/pathways/way/problems").json()
    assert said["publishable"] is False
    [blocking] = [one for one in said["problems"] if one["blocks"]]
    assert (blocking["kind"], blocking["level"], blocking["found"]) == ("unassessed_skill", 4, 2)
    assert {one["kind"] for one in blocking["remedies"]} >= {"lower", "unpromise"}
    answer = provider.post("/api/define/pathways/way/publish")
    assert (answer.status_code, answer.json()["code"]) == (409, "problems")
    services.promise(world.home, "kitchen", blocking["concerns"][0], 2, actor=None)
    assert provider.post("/api/define/pathways/way/publish").json()["version"] == 1
    assert [one["version"] for one in provider.get("/api/define/pathways/way/versions").json()] == [
        1
    ]
    worse = PathwayRecord.objects.get(slug="way").document | {"need": 1}
    answer = provider.put("/api/define/pathways/way", worse, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "problems")
    assert PathwayRecord.objects.get(slug="way").document["need"] == 2
    assert provider.post("/api/define/pathways/way/unpublish").json()["published"] is None


def test_what_is_archived_is_a_problem_that_a_button_mends(world, parts, provider, draw):
    draft = begun(provider)
    draw(draft, "words", **NAMED)
    draw(draft, "add", add="achievement cooking")
    definitions.archive_achievement(AchievementRecord.objects.get(slug="cooking"), actor=None)
    said = services.looked_at(draft)
    assert "archived_achievement" in {one.kind for one in said.blocking}
    draw(draft, "restore", achievement="cooking")
    assert "archived_achievement" not in {one.kind for one in services.looked_at(draft).problems}


def test_every_problem_is_said_in_both_languages(world, parts, make, skills):
    make("bare", {skills[0]: 1}, test=None, elements={"eqf_level": 1, "ects": 0.5})
    make("short", {skills[0]: 3}, valid_months=1, elements={"workload_hours": 90})
    draft = drafting.of({"id": "x", "name": {"en": "X"}, "description": {"en": "X"},
                         "awards": "kitchen", "steps": []})  # fmt: skip
    for one in ("bare", "short", "nowhere", {"skill": "urn:no", "level": 3}):
        draft = drafting.add(draft, one)
    draft = drafting.add_step(draft)
    draft = drafting.rule(draft, "", need=1, amount=50)
    row = PathwayDraftRecord.objects.create(organisation=world.home, document=draft)
    looked = services.looked_at(row)
    said = {}
    for language in ("en", "de"):
        with translation.override(language):
            said[language] = words.explained(looked.problems, looked.pathway, world.home)
    kinds = {one.kind for one in said["en"]}
    assert {"unfinished", "unknown_achievement", "credits_out_of_reach", "no_test",
            "confirmed_elsewhere_only", "language_missing"} <= kinds  # fmt: skip
    english, german = ({one.what for one in said[tag]} for tag in ("en", "de"))
    assert len(english) == len(german)
    assert not english & german
    assert all(one.mends for one in said["en"])


def test_the_picture_escapes_names_and_says_all_in_words(world):
    noun = world.things["pathway"].noun
    rows = AchievementRecord.objects.of(world.home).filter(slug__in=noun.root.achievements())
    for row in rows:
        document = achievement_to(row.noun) | {"name": {"en": f"<{row.slug}>"}}
        AchievementRecord.objects.filter(pk=row.pk).update(document=document)
    known = picture.names(world.home, noun)
    held = progress(noun, noun.root.achievements()[:1], offered=known.achievements.values())
    for narrow in (False, True):
        drawn = picture.svg(noun, known, progress=held, narrow=narrow)
        assert "<script" not in drawn
        for slug in noun.root.achievements():
            assert f"&lt;{slug}&gt;" in drawn[: drawn.index("</desc>")]
        assert "(held)" in drawn[: drawn.index("</desc>")]


def test_the_page_shows_both_layouts_the_words_and_the_versions(world, client_of):
    row = world.things["pathway"]
    page = client_of("provider_admin").get(reverse("pathway", args=[row.pk])).content.decode()
    assert page.count('class="pw"') == 2
    assert reverse("pathway_version", args=[row.pk, 1]) in page
    seen = client_of("assessor").get(reverse("pathway", args=[row.pk])).content.decode()
    assert reverse("pathway_edit", args=[row.pk]) not in seen
    picture_of = reverse("pathway_picture", args=[row.pk])
    wide, narrow = (
        client_of("assessor").get(picture_of, query).content for query in ({}, {"narrow": 1})
    )
    assert wide != narrow


def test_a_programme_is_written_by_the_form(world, provider):
    course = world.things["opportunity"].slug
    said = {"name_en": "Spring alone", "description_en": "In spring.", "languages": ["en", "de"],
            "pathway": world.things["pathway"].slug, "public": "on", "ects": "3",
            "course": [course, ""], "starts": ["2027-03-01", ""],
            "ends": ["2027-06-30", ""]}  # fmt: skip
    assert provider.post(reverse("programme_create"), said).status_code == 302
    row = ProgrammeRecord.objects.get(slug="spring-alone")
    noun = row.noun
    assert (noun.pathway, noun.ects, noun.languages) == (row.pathway.slug, 3, ("en", "de"))
    assert [(one.opportunity, str(one.starts)) for one in noun.courses] == [(course, "2027-03-01")]
    both = said | {"achievements": [world.things["achievement"].slug]}
    answer = provider.post(reverse("programme_edit", args=[row.pk]), both)
    assert "a pathway or to achievements" in answer.content.decode()


# what completes it


@pytest.fixture
def award(world):
    from skillmark.badges.identity import Recipient
    from skillmark.server.award import services as awarding

    def given(slug, email="ada@x.example"):
        row = AchievementRecord.objects.of(world.home).get(slug=slug)
        return awarding.award_one(row, Recipient("Ada", email), actor=None)

    return given


def wholes():
    from skillmark.server.award.models import AwardRecord

    return AwardRecord.objects.filter(achievement__slug="kitchen")


def run_jobs():
    from skillmark.server.jobs import worker

    worker.load()
    while worker.run_one():
        pass


def test_a_skill_by_whatever_achievement_and_credits_complete_a_pathway(
    world, parts, make, skills, award
):
    make("other", {skills[1]: 4})
    steps = [{"skill": skills[1], "level": 3}, {"options": ["cooking"], "credits": {"ects": 1}}]
    stored(world, steps)
    award("baking")  # level 2 is not enough
    award("cooking")
    run_jobs()
    assert not wholes().exists()
    award("other")
    run_jobs()
    [whole] = wholes()
    pieces = whole.stack.rows.values_list("award__achievement__slug", flat=True)
    assert set(pieces) == {"cooking", "other"}


def test_who_began_under_a_version_completes_it(world, parts, make, skills, award):
    make("tasting", {skills[0]: 3})
    services.promise(world.home, "kitchen", skills[1], 2, actor=None)
    row = services.publish_stored(stored(world, ["cooking", "baking"]), actor=None)
    began = award("cooking")
    began.valid_from -= timedelta(days=1)
    began.save(update_fields=["valid_from"])
    document = row.document | {"steps": ["cooking", "baking", "tasting"], "need": 3}
    definitions.save_pathway(document, organisation=world.home, actor=None, row=row)
    award("cooking", "late@x.example")
    award("baking", "late@x.example")
    award("baking")
    run_jobs()
    assert [one.email for one in wholes()] == ["ada@x.example"]


def test_a_whole_may_hold_as_long_as_its_pieces_and_be_renewed_by_a_refresher(
    world, parts, make, skills, award
):
    make("refresher", {skills[0]: 1})
    for slug in ("cooking", "baking"):
        row = AchievementRecord.objects.get(slug=slug)
        document = achievement_to(row.noun) | {"valid_months": 6 if slug == "cooking" else 9}
        definitions.save_achievement(document, organisation=world.home, actor=None, row=row)
    refresher = {"options": ["refresher"]}
    validity = {"lasts": "pieces", "renewal": "refresher", "refresher": refresher}
    stored(world, ["cooking", "baking"], validity=validity)
    first = award("cooking")
    award("baking")
    run_jobs()
    [whole] = wholes()
    assert whole.valid_until == first.valid_until
    assert "pathway" in renewal.refusal(whole)
    whole.valid_from -= timedelta(days=1)  # a refresher comes after what it refreshes
    whole.save(update_fields=["valid_from"])
    award("refresher")
    run_jobs()
    assert stacking.complete(whole, now=timezone.now() + timedelta(minutes=1))


def test_a_reader_without_rights_sees_no_draft(world, client_of):
    page = reverse("pathway_draw", args=[world.things["draft"].pk])
    assert client_of("assessor").get(page).status_code == 403
    assert client_of("stranger").get(page).status_code == 404
    assert Client().get(page).status_code == 302


def test_publishing_twice_keeps_one_version(world, parts, skills):
    services.promise(world.home, "kitchen", skills[1], 2, actor=None)
    row = services.publish_stored(stored(world, ["cooking", "baking"]), actor=None)
    since = row.published
    services.publish_stored(row, actor=None)
    assert (row.versions.count(), row.published) == (1, since)
    services.unpublish(row, actor=None)
    assert row.published is None
    draft = services.begin(world.home, actor=None, pathway=row)
    assert services.begin(world.home, actor=None, pathway=row) == draft
    with pytest.raises(ConflictError):
        services.publish(
            services.edit(draft, lambda one: drafting.remove(one, (1,)), actor=None), actor=None
        )
    assert isinstance(row.noun, Pathway)
