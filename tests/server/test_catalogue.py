"""The catalogue as everybody meets it: found by words of any language, one page for each thing."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from skillmark.server.define import services
from skillmark.server.define.models import (
    AchievementRecord,
    EntryRecord,
    Kind,
    OpportunityRecord,
    PathwayRecord,
    UsedSkillRecord,
)
from skillmark.server.define.pathways import services as drawing
from skillmark.server.define.public import finding, indexing
from skillmark.server.define.public.finding import Asked
from skillmark.server.skills import services as frameworks
from skillmark.skills import starter
from skillmark.skills.exchange import store


@pytest.fixture
def make(world):
    """Make an achievement of one's own, like one of the world's, with other members."""

    def made(slug, *, organisation=None, public=True, elements=None, **members):
        like = AchievementRecord.objects.of(world.home).order_by("pk").first().document
        document = {**like, "id": slug, "name": {"en": slug.title()}, "test": None, **members}
        document["elements"] = {**like["elements"], **(elements or {})}
        place = organisation or world.home
        return services.save_achievement(document, organisation=place, actor=None, public=public)

    return made


def found(words="", **asked):
    return finding.find(Asked(words, **asked), today=timezone.localdate())


def slugs(words="", **asked):
    some = found(words, **asked)
    return [entry.slug for entry in some.entries(0, 100)]


def test_a_german_word_finds_what_confirms_the_skill_in_english(make):
    skill = starter.uri("data-sql")
    make("careful-queries", skills={skill: 4}, description={"en": "Asks well."})
    german = starter.framework().skill(skill).label.in_language("de")
    assert "careful-queries" in slugs(german)


def test_other_labels_in_other_languages_find_too(world, make):
    """As ESCO has them: alternative labels in every language of the Union."""
    framework = json.loads(store.dumps(starter.framework()))
    one = framework["skills"][0] | {
        "uri": "urn:x:analysis",
        "label": {"en": "data analysis"},
        "alt_labels": [["de", "Datenanalyse"], ["fr", "analyse de données"]],
    }
    framework |= {"id": "mine", "skills": [one], "occupations": []}
    make("numbers", skills={"urn:x:analysis": 3}, description={"en": "Reads numbers."})
    assert "numbers" not in slugs("Datenanalyse")  # nobody knows that skill yet
    frameworks.import_framework(store.loads(json.dumps(framework).encode()))
    indexing._relabel(frameworks.FrameworkRecord.objects.latest("pk").pk)
    for asked in ("Datenanalyse", "datenanalysen"[:-1], "analyse", "données", "data analysis"):
        assert "numbers" in slugs(asked), asked
    page = Client().get("/catalogue/", {"q": "Datenanalyse"}).content.decode()
    assert "also called “Datenanalyse”" in page


def test_a_framework_that_is_imported_brings_words_for_skills_in_use(
    world, make, django_capture_on_commit_callbacks
):
    make("numbers", skills={"urn:x:rare": 3})
    framework = json.loads(store.dumps(starter.framework()))
    one = framework["skills"][0] | {"uri": "urn:x:rare", "label": {"en": "beekeeping"}}
    framework |= {"id": "mine", "skills": [one], "occupations": []}
    with django_capture_on_commit_callbacks(execute=True):
        frameworks.import_framework(store.loads(json.dumps(framework).encode()))
    assert slugs("beekeeping") == ["numbers"]


@pytest.mark.parametrize("asked", ["größe", "groesse", "GRÖSSE", "gröse", "Grösse"])
def test_umlauts_are_found_however_they_are_spelt(make, asked):
    make("growth", name={"en": "Growth", "de": "Größe zählt"})
    assert slugs(asked)[:1] == ["growth"]


def test_a_mistyped_word_is_read_as_the_closest_and_that_is_said(make):
    make("beekeeping", description={"en": "Bees."})
    some = found("beekeping")
    assert some.read_as == {"beekeping": "beekeeping"}
    assert "read as “beekeeping”" in Client().get("/catalogue/?q=beekeping").content.decode()


def test_every_word_has_to_stand_somewhere_and_function_words_do_not(make):
    make("bees", name={"en": "Keeping bees"})
    make("birds", name={"en": "Keeping birds"})
    assert slugs("the keeping of bees") == ["bees"]
    assert set(slugs("keeping")) == {"bees", "birds"}
    assert found("bees zzzzqqq").unknown == ("zzzzqqq",)
    assert slugs("bees zzzzqqq") == []


def test_the_word_itself_in_a_name_comes_before_a_part_of_one_and_before_descriptions(make):
    make("c", name={"en": "Something"}, description={"en": "A bee."})
    make("b", name={"en": "Beehives"}, description={"en": "Wood."})
    make("a", name={"en": "The bee"}, description={"en": "Insect."})
    assert slugs("bee") == ["a", "b", "c"]


def test_a_word_of_one_letter_finds_that_word_alone(make):
    make("the-language", name={"en": "R for statistics"})
    make("reading", name={"en": "Reading reports"})
    assert slugs("R") == ["the-language"]
    assert found("Q").unknown == ("q",)


def test_what_is_not_public_is_not_found_even_where_the_index_is_late(world, make):
    row = make("secret-thing", public=False)
    assert slugs("secret") == []
    AchievementRecord.objects.filter(pk=row.pk).update(public=True)
    assert slugs("secret") == ["secret-thing"]
    AchievementRecord.objects.filter(pk=row.pk).update(archived=timezone.now())
    assert slugs("secret") == []
    AchievementRecord.objects.filter(pk=row.pk).update(archived=None)
    world.home.public = False
    world.home.save()
    assert slugs() == slugs(provider=world.home.slug) + slugs()
    assert world.home.slug not in {e.organisation.slug for e in found().entries(0, 100)}


def test_unpublished_pathways_and_offers_that_are_over_are_not_found(world):
    way = world.things["pathway"]
    assert way.slug in slugs(kind=Kind.PATHWAY)
    drawing.unpublish(way, actor=None)
    assert slugs(kind=Kind.PATHWAY) == []
    course = world.things["opportunity"]
    assert course.slug in slugs(kind=Kind.OPPORTUNITY)
    yesterday = timezone.localdate() - timedelta(days=1)
    document = course.document | {"ends": yesterday.isoformat()}
    services.save_opportunity(document, organisation=world.home, actor=None, row=course)
    assert course.slug not in slugs(kind=Kind.OPPORTUNITY)


def test_facets_narrow_and_count_with_their_own_choice_set_aside(world, make):
    make("far", organisation=world.other, skills={"urn:x": 7}, elements={"eqf_level": 6})
    make("near", organisation=world.other, skills={"urn:x": 2}, elements={"eqf_level": None})
    some = found(provider=world.other.slug, kind=Kind.ACHIEVEMENT)
    assert some.total == 2
    providers = dict(some.counts["provider"])
    assert providers[world.other.slug] == 2
    assert providers[world.home.slug] == AchievementRecord.objects.of(world.home).count()
    assert dict(some.counts["kind"])[Kind.PROVIDER] == 1
    assert dict(some.counts["level"]) == {2: 1, 7: 1}
    assert slugs(provider=world.other.slug, level=3) == ["far"]
    assert slugs(provider=world.other.slug, eqf=6) == ["far"]


def test_bounds_and_sorts(world):
    def offer(slug, **members):
        document = world.things["opportunity"].document | {"id": slug, "leads_to": None, **members}
        return services.save_opportunity(document, organisation=world.other, actor=None)

    offer("dear", price="900.00 EUR", hours=4.0, starts="2030-03-01", ends=None)
    offer("free", price="0 EUR", hours=40.0, starts="2030-01-01", ends=None)
    mine = {"provider": world.other.slug, "kind": Kind.OPPORTUNITY}
    assert slugs(**mine, price=Decimal(0)) == ["free"]
    assert slugs(**mine, hours=8) == ["dear"]
    assert slugs(**mine, sort="price") == ["free", "dear"]
    assert slugs(**mine, sort="hours") == ["dear", "free"]
    assert slugs(**mine, sort="soonest") == ["free", "dear"]


def test_a_thing_that_changes_is_found_by_what_it_says_now(make, world):
    row = make("old-name")
    assert slugs("renamed") == []
    document = row.document | {"name": {"en": "Renamed"}}
    services.save_achievement(document, organisation=world.home, actor=None, row=row)
    assert slugs("renamed") == ["old-name"]
    assert slugs("old-name") == []


def test_an_upgraded_site_gets_its_entries(world):
    EntryRecord.objects.all().delete()
    assert slugs() == []
    assert indexing.write_missing() > 5
    assert world.things["achievement"].slug in slugs()
    assert indexing.write_missing() == 0


def test_skills_are_kept_once_however_many_entries_name_them(make):
    for number in range(3):
        make(f"same-{number}", skills={"urn:x:one": 2})
    assert UsedSkillRecord.objects.filter(uri="urn:x:one").count() == 1


@pytest.mark.parametrize(
    "query",
    ["level=99", "eqf=x", "price=-3", "hours=nan", "kind=nothing", "page=x", "sort=x", "q=%00",
     "provider=../..", "q=%27%20OR%201=1", "q=%25%5F"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_shows_a_page(world, query):
    assert Client().get(f"/catalogue/?{query}").status_code == 200


def blocks(page):
    """Return what a page says to machines."""
    pattern = r'<script type="application/ld\+json">(.*?)</script>'
    return [json.loads(one) for one in re.findall(pattern, page, re.DOTALL)]


ROUTES = ["public_achievement", "public_pathway", "public_opportunity", "public_programme"]


@pytest.mark.parametrize("route", ROUTES)
def test_public_pages_speak_to_machines_and_name_their_languages(world, route):
    address = reverse(route, kwargs=world.arguments[route])
    page = Client().get(address).content.decode()
    said = blocks(page)
    assert len(said) == 2
    assert f'rel="canonical" href="http://127.0.0.1:8000{address}"' in page
    for tag in ("en", "de"):
        assert f'hreflang="{tag}" href="http://127.0.0.1:8000{address}?lang={tag}"' in page
    german = Client().get(address, {"lang": "de"})
    assert '<html lang="de">' in german.content.decode()
    assert f'href="http://127.0.0.1:8000{address}?lang=de"' in german.content.decode()
    machine = Client().get(f"{address}.jsonld")
    assert machine.headers["Content-Type"] == "application/ld+json"
    assert machine.json() == said
    if route != "public_achievement":
        asked = Client().get(address, headers={"Accept": "application/ld+json"})
        assert asked.json() == said
        assert "Accept" in asked.headers["Vary"]


def test_no_name_ends_the_data_of_a_page(make, world):
    row = make("hostile", name={"en": "</script><script>alert(1)</script>"})
    address = reverse("public_achievement", args=[world.home.slug, row.slug])
    page = Client().get(address).content.decode()
    assert "<script>alert" not in page
    assert blocks(page)[1]["@graph"][0]["name"] == "</script><script>alert(1)</script>"


@pytest.mark.parametrize("route", ["public_pathway", "public_programme"])
def test_what_is_not_published_is_for_members_alone(world, client_of, route):
    PathwayRecord.objects.update(published=None)
    world.things["programme"].published = None
    world.things["programme"].save()
    address = reverse(route, kwargs=world.arguments[route])
    for path in (address, f"{address}.jsonld"):
        assert Client().get(path).status_code == 404
        assert client_of("stranger").get(path).status_code == 404
        assert client_of("learner").get(path).status_code == 200


def test_a_pathways_page_says_what_it_takes_and_where_each_piece_is_learned(world):
    row = world.things["pathway"]
    page = Client().get(reverse("public_pathway", args=[world.home.slug, row.slug]))
    text = page.content.decode()
    for slug in row.noun.root.achievements():
        assert f'id="piece-{slug}"' in text
    assert page.context["takes"].fewest == 3
    assert page.context["takes"].hours.least > 0
    course = OpportunityRecord.objects.filter(
        leads_to__slug__in=row.noun.root.achievements()
    ).first()
    assert reverse("public_opportunity", args=[world.home.slug, course.slug]) in text
    assert "Sign in to begin" in text
    for narrow in ("", "?narrow"):
        drawn = Client().get(reverse("pathway_image", args=[world.home.slug, row.slug]) + narrow)
        assert drawn.content.startswith(b"<svg")


def test_a_skills_page_says_what_confirms_teaches_and_leads_to_it(world, client_of):
    piece = AchievementRecord.objects.of(world.home).get(
        slug=world.things["pathway"].noun.root.achievements()[0]
    )
    uri = piece.noun.skills[0].skill
    page = Client().get(reverse("skill_by_uri"), {"uri": uri}, follow=True).content.decode()
    assert reverse("public_pathway", args=[world.home.slug, world.things["pathway"].slug]) in page
    assert blocks(page)[0]["@graph"][0]["@type"] == "DefinedTerm"
    assert "Roles at" not in page


def test_roles_that_ask_for_a_skill_are_shown_to_their_own_organisation_alone(world, client_of):
    from skillmark.nouns.person import Requirement, Role
    from skillmark.nouns.text import Text
    from skillmark.server.match import services as match

    uri = world.things["achievement"].noun.skills[0].skill
    wanted = Role(Text.of("Beekeeper"), (Requirement(uri, 3),))
    match.save_role(world.home, wanted, actor=world.people["recruiter"])
    path = f"{reverse('skill_by_uri')}?uri={uri}"
    assert "Beekeeper" in client_of("recruiter").get(path, follow=True).content.decode()
    for who in ("nobody", "stranger", "learner"):
        assert "Beekeeper" not in client_of(who).get(path, follow=True).content.decode(), who


def test_search_engines_find_a_map_of_what_everybody_sees(world, make):
    make("hidden-one", public=False)
    robots = Client().get("/robots.txt").content.decode()
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in robots
    index = Client().get("/sitemap.xml").content.decode()
    assert "http://127.0.0.1:8000/sitemap-1.xml" in index
    part = Client().get("/sitemap-1.xml").content.decode()
    for route in (*ROUTES, "public_provider"):
        path = reverse(route, kwargs=world.arguments[route])
        assert f"<loc>http://127.0.0.1:8000{path}</loc>" in part
    assert "hidden-one" not in part
    assert Client().get("/sitemap-2.xml").status_code == 404
    assert Client().get("/sitemap-0.xml").status_code == 404


def test_choosing_a_language_ends_the_one_in_the_address(world):
    answer = Client().post("/language", {"language": "en", "next": "/catalogue/?lang=de&q=x"})
    assert answer.headers["Location"] == "/catalogue/?q=x"
