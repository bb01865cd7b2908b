"""Frameworks on the server: imports, versions, search, pages, crosswalks, CASE."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.nouns.skill import Framework, Skill
from skillmark.nouns.text import Text
from skillmark.server.define import services as definitions
from skillmark.server.jobs import services as jobs
from skillmark.server.jobs import worker
from skillmark.server.jobs.models import JobRecord, State
from skillmark.server.people.models import AuditRecord
from skillmark.server.skills import indexes, services
from skillmark.server.skills.crosswalks import counterparts, links
from skillmark.server.skills.importing import releases, storing
from skillmark.server.skills.models import (
    CrosswalkRecord,
    FrameworkRecord,
    ImportRecord,
    LinkRecord,
    SkillRecord,
)
from skillmark.server.skills.versions import comparing, moving, order
from skillmark.skills.exchange import case

TABLE = b"uri,label,label_de\nurn:t:1,Bake bread,Brot backen\nurn:t:2,,\nnothing,Wrong,\n"


def upload(content, name="table.csv"):
    return SimpleUploadedFile(name, content)


def esco_zip(folder: Path) -> bytes:
    """A release like ESCO's, in two languages."""
    uri = "http://data.europa.eu/esco/skill/1"
    files = {
        f"skills_{tag}.csv": f"conceptUri,preferredLabel,skillType\n{uri},{label},skill\n"
        for tag, label in (("en", "bake bread"), ("de", "Brot backen"))
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


# versions


def test_versions_sort_as_people_count():
    asked = ["1.10", "2.0", "1.9", "2.0-beta", "v1.9.1", "2.0.1", "unknown", "2026-01"]
    assert sorted(asked, key=order.order) == [
        "unknown", "1.9", "v1.9.1", "1.10", "2.0-beta", "2.0", "2.0.1", "2026-01",
    ]  # fmt: skip


def test_the_newest_version_is_by_its_number_not_by_its_day(world):
    _older, newer = world.things["bakery"]
    late = services.import_framework(
        Framework("bakery", Text.of("Bakery"), "1.2", "", "", (Skill("urn:b:1", Text.of("old")),))
    )
    rows = services.versions(None)["bakery"]
    assert [row.version for row in rows] == ["1.10", "1.9", "1.2"]
    assert services.row_of("urn:bakery:bread").framework == newer
    assert late not in services.current(None)


def test_a_skill_of_several_versions_is_found_once_in_the_newest(world):
    older, newer = world.things["bakery"]
    found = services.search("bread", organisation=None, language="en")
    mine = [(row, hit) for row, hit in found if hit.uri == "urn:bakery:bread"]
    assert [(row.pk, hit.label) for row, hit in mine] == [(newer.pk, "bake bread and rolls")]
    assert not [hit for _row, hit in found if hit.uri == "urn:bakery:stock"]
    (_row, hit), *_ = services.search("flour", organisation=None, only=older.pk)
    assert hit.uri == "urn:bakery:stock"


def test_a_skill_is_found_by_its_german_name_without_umlauts(world):
    page = Client().get("/skills/search", {"q": "brotchen"}).content.decode()
    assert "bake bread and rolls" in page
    assert "Brot und Brötchen backen" in page


def test_occupations_are_found_by_other_titles(world):
    answer = Client().get("/api/skills/search", {"q": "bread mak", "kind": "occupation"}).json()
    assert [(one["uri"], one["matched"]) for one in answer["skills"]] == [
        ("urn:bakery:baker", "bread maker")
    ]
    page = Client().get("/occupations/search", {"q": "bread mak"}).content.decode()
    assert "Baker" in page
    assert "Occupation" in page


# the index


def test_the_index_of_a_framework_is_kept_on_disk_and_made_again_when_damaged(world):
    _older, newer = world.things["bakery"]
    indexes._open.clear()
    file = Path(settings.DATA) / indexes.FOLDER / f"{newer.digest[:40]}.index"
    file.unlink(missing_ok=True)
    found = indexes.of(newer).search("flour")
    assert found
    assert file.is_file()
    indexes._open.clear()
    file.unlink()  # never written over: other processes have it mapped
    file.write_bytes(b"broken")
    assert indexes.of(newer).search("flour") == found
    assert file.stat().st_size > 100


def test_a_large_framework_without_an_index_does_not_keep_the_visitor_waiting(world, monkeypatch):
    _older, newer = world.things["bakery"]
    indexes._open.clear()
    (Path(settings.DATA) / indexes.FOLDER / f"{newer.digest[:40]}.index").unlink(missing_ok=True)
    asked = []
    monkeypatch.setattr(indexes, "SMALL", 2)
    monkeypatch.setattr(indexes, "_make_beside", asked.append)
    page = Client().get("/skills/search", {"q": "flour"}).content.decode()
    assert "being made ready" in page
    assert newer.pk in [row.pk for row in asked]


# imports


def test_a_small_table_is_imported_at_once_and_says_what_it_left_out(world, client_of):
    client = client_of("provider_admin")
    answer = client.post("/skills/import", {"form": "csv", "file": upload(TABLE), "version": "3"})
    assert answer.status_code == 302, answer.content.decode()
    row = ImportRecord.objects.latest("created")
    assert answer.headers["Location"] == reverse("framework_import_state", args=[row.pk])
    page = client.get(answer.headers["Location"]).content.decode()
    assert "table.csv" in page
    assert "no label" in page
    left_out = client.get(reverse("framework_import_rejected", args=[row.pk]))
    assert left_out.content.decode("utf-8-sig").count("\n") == 1 + row.rejections == 3
    assert row.framework.version == "3"
    assert row.framework.organisation == world.home
    assert not (Path(settings.DATA) / releases.FOLDER / str(row.pk)).exists()
    assert SkillRecord.objects.get(framework=row.framework).label == {
        "en": "Bake bread", "de": "Brot backen",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("form", "name", "content"),
    [
        ("csv", "table.csv", b"\xff\xfe\x00"),
        ("csv", "table.csv", b""),
        ("case", "x.json", b"[1, 2"),
        ("case", "x.json", b'{"CFDocument": 3}'),
        ("csv", "table.exe", TABLE),
        ("csv", "../../table", TABLE),
        ("nothing", "table.csv", TABLE),
    ],
)
def test_hostile_bad_input_never_shows_a_traceback(world, client_of, form, name, content):
    client = client_of("provider_admin")
    answer = client.post("/skills/import", {"form": form, "file": upload(content or b" ", name)})
    assert answer.status_code in {200, 400}
    page = answer.content.decode()
    assert "Traceback" not in page
    assert "/tmp" not in page
    left = Path(settings.DATA) / releases.FOLDER
    assert not left.is_dir() or not list(left.iterdir())


def hand_in(world, **more):
    return releases.hand_in(
        "esco",
        [upload(esco_zip(Path()), "ESCO v1.2.0.zip")],
        organisation=world.home,
        actor=world.people["provider_admin"],
        **more,
    )


def test_an_archive_is_imported_by_a_job_that_makes_the_index(world, client_of):
    worker.load()
    row = hand_in(world)
    assert row.job.state == State.QUEUED
    client = client_of("provider_admin")
    address = reverse("framework_import_state", args=[row.pk])
    assert "being read" in client.get(address).content.decode()
    while worker.run_one():
        pass
    row.refresh_from_db()
    assert (row.job.state, row.framework.version, row.rejections) == (State.DONE, "1.2.0", 0)
    assert row.framework.languages == [["en", 1], ["de", 1]]
    (found, hit), *_ = services.search("brot back", organisation=world.home, language="de")
    assert (found.pk, hit.label) == (row.framework_id, "Brot backen")
    refreshed = client.get(address, headers={"HX-Request": "true"})
    assert refreshed.headers["HX-Refresh"] == "true"


def test_an_import_that_was_killed_goes_on_and_stores_nothing_twice(world, monkeypatch):
    worker.load()
    monkeypatch.setattr(storing, "CHUNK", 2)
    skills = tuple(Skill(f"urn:k:{n}", Text.of(f"skill {n}")) for n in range(7))
    whole = Framework("killed", Text.of("Killed"), "1", "", "", skills)
    from skillmark.skills.exchange import opening
    from skillmark.skills.exchange.imported import Imported

    monkeypatch.setattr(opening, "import_framework", lambda *_a, **_k: Imported(whole, 0))
    JobRecord.objects.update(state=State.DONE)
    row = hand_in(world)
    running = jobs.claim()
    write = storing.write
    done = []

    def dies(*arguments):
        if len(done) == 2:
            raise SystemExit("killed")
        done.append(1)
        write(*arguments)

    monkeypatch.setattr(storing, "write", dies)
    with pytest.raises(SystemExit):
        releases.work(running)
    row.refresh_from_db()
    assert not row.framework.ready
    assert row.framework not in services.visible(world.home)
    monkeypatch.setattr(storing, "write", write)
    JobRecord.objects.filter(pk=row.job_id).update(state=State.QUEUED, lease_until=None)
    releases.work(jobs.claim())
    row.refresh_from_db()
    assert row.framework.ready
    assert list(row.framework.skill_rows.order_by("position").values_list("uri", flat=True)) == [
        one.uri for one in skills
    ]


def test_a_half_that_a_cancelled_import_left_does_not_bar_the_next_one(world):
    JobRecord.objects.update(state=State.DONE)
    worker.load()
    half = hand_in(world)
    whole = releases._read(half).framework
    half.framework = services.begin(whole, organisation=world.home)
    half.save()
    JobRecord.objects.filter(pk=half.job_id).update(state=State.CANCELLED)
    again = hand_in(world)
    while worker.run_one():
        pass
    again.refresh_from_db()
    assert again.job.state == State.DONE, again.job.error
    assert again.framework.ready
    ImportRecord.objects.filter(pk=half.pk).update(created=timezone.now() - timedelta(days=30))
    releases.tidy(timezone.now())
    assert not (Path(settings.DATA) / releases.FOLDER / str(half.pk)).exists()


def test_only_who_manages_the_site_imports_for_everybody(world, client_of):
    client = client_of("provider_admin")
    said = {"form": "csv", "file": upload(TABLE), "everybody": "on"}
    assert client.post("/skills/import", said).status_code == 403
    assert not ImportRecord.objects.filter(shared=True).exists()


def test_the_same_version_comes_once(world):
    _older, newer = world.things["bakery"]
    with pytest.raises(ConflictError, match="here already"):
        services.import_framework(services.framework(newer))


def test_a_stored_framework_comes_back_as_it_was(world):
    _older, newer = world.things["bakery"]
    concepts = list(storing.read(newer))
    framework = services.framework(newer)
    assert concepts == [*framework.skills, *framework.occupations]
    assert storing.digest(framework) == newer.digest


# pages


def test_a_skill_is_json_for_programs_and_a_page_for_people(world):
    _older, newer = world.things["bakery"]
    row = newer.skill_rows.get(uri="urn:bakery:bread")
    address = reverse("skill", args=[row.pk])
    answer = Client().get(address, headers={"accept": "application/json"})
    assert answer.headers["Content-Type"] == "application/json"
    assert "Accept" in answer.headers["Vary"]
    body = json.loads(answer.content)
    assert (body["uri"], body["version"]) == ("urn:bakery:bread", "1.10")
    page = Client().get(address, headers={"accept": "text/html,*/*;q=0.8"}).content.decode()
    assert "Brot und Brötchen backen" in page
    assert "keep a sourdough" in page  # stands under it
    assert "Baker" in page  # asks for it
    picture = Client().get(reverse("skill_image", args=[row.pk])).content.decode()
    assert "keep a sourdough" in picture


def test_the_page_of_a_skill_says_what_became_of_it(world):
    older, newer = world.things["bakery"]
    comparing.comparison(older, newer)
    row = newer.skill_rows.get(uri="urn:bakery:bread")
    (new, old) = comparing.life(row, None)
    assert (new.kinds, old.first) == (["label"], True)
    gone = older.skill_rows.get(uri="urn:bakery:stock")
    assert [stage.pk for stage in comparing.life(gone, None)] == [None, gone.pk]
    page = Client().get(reverse("skill", args=[gone.pk])).content.decode()
    assert "not in it" in page


def test_groups_are_a_tree_with_a_picture(world):
    _older, newer = world.things["bakery"]
    address = reverse("framework", args=[newer.pk])
    page = Client().get(address).content.decode()
    assert "Craft" in page
    inside = Client().get(address, {"group": "craft"}).content.decode()
    assert "keep a sourdough" in inside
    assert "order flour" not in inside
    assert Client().get(address, {"group": "nothing"}).status_code == 404
    picture = Client().get(reverse("framework_image", args=[newer.pk])).content.decode()
    assert "Craft: 2; Trade: 2" in picture


def test_an_occupation_becomes_a_role(world, client_of):
    _older, newer = world.things["bakery"]
    row = newer.occupation_rows.get()
    page = Client().get(reverse("occupation", args=[row.pk])).content.decode()
    assert "Essential skills" in page
    assert "in demand" in page
    answer = client_of("recruiter").post(reverse("occupation_role", args=[row.pk]))
    from skillmark.server.match.models import RequirementRecord, RoleRecord

    role = RoleRecord.objects.latest("created")
    assert answer.headers["Location"] == reverse("role_edit", args=[role.pk])
    asked = RequirementRecord.objects.filter(role=role)
    assert [one.skill for one in asked] == ["urn:bakery:bread"]


def test_a_job_title_is_linked_to_an_occupation_or_nothing(world):
    ask = {"kind": "occupation", "framework": "bakery"}
    found = Client().get("/api/skills/link", {"text": "bread maker", **ask}).json()
    assert not found["unmatched"]
    assert found["matches"][0]["uri"] == "urn:bakery:baker"
    none = Client().get("/api/skills/link", {"text": "tax adviser", **ask}).json()
    assert (none["unmatched"], none["matches"]) == (True, [])
    missing = Client().get("/api/skills/link", {"text": "x", "framework": "nowhere"})
    assert missing.status_code == 400


# what changed


def test_two_versions_compared_by_kind(world):
    older, newer = world.things["bakery"]
    address = reverse("framework_changes", args=[newer.pk, older.pk])
    answer = Client().get(address)
    assert answer.headers["Location"] == reverse("framework_changes", args=[older.pk, newer.pk])
    page = Client().get(answer.headers["Location"]).content.decode()
    for words in ("order flour and yeast", "before: bake bread", "Removed", "Added"):
        assert words in page
    only = Client().get(answer.headers["Location"], {"kind": "removed"}).content.decode()
    assert "before: bake bread" not in only
    body = Client().get(f"/api/skills/changes/{older.pk}/{newer.pk}").json()
    assert body["ready"]
    assert (body["added"], body["removed"]) == (["urn:bakery:supply"], ["urn:bakery:stock"])
    assert body["changed"] == [{"uri": "urn:bakery:bread", "kinds": ["label"]}]
    starter = world.things["skill"].framework
    assert Client().get(f"/api/skills/changes/{older.pk}/{starter.pk}").status_code == 400


def test_large_versions_are_compared_by_a_job_for_members(world, client_of, monkeypatch):
    worker.load()
    older, newer = world.things["bakery"]
    comparing.ComparisonRecord.objects.all().delete()
    monkeypatch.setattr(comparing, "AT_ONCE", 1)
    address = reverse("framework_changes", args=[older.pk, newer.pk])
    assert "have not been compared" in Client().get(address).content.decode()
    client = client_of("provider_admin")
    assert "being compared" in client.get(address).content.decode()
    assert "being compared" in client.get(address).content.decode()
    assert JobRecord.objects.filter(kind=comparing.COMPARE).count() == 1
    while worker.run_one():
        pass
    assert "order flour and yeast" in Client().get(address).content.decode()


def flour(world):
    return definitions.save_opportunity(
        {
            "id": "flour",
            "title": {"en": "Buying flour"},
            "provider": "Guild",
            "url": "https://example.org/",
            "skills": {"urn:bakery:stock": 3},
            "hours": 4,
            "price": "0 EUR",
            "language": "en",
        },
        organisation=world.home,
        actor=world.people["provider_admin"],
    )


def test_what_names_a_skill_that_is_gone_is_shown_and_moved_by_a_click(world, client_of):
    older, newer = world.things["bakery"]
    row = flour(world)
    client = client_of("provider_admin")
    address = reverse("framework_changes", args=[older.pk, newer.pk])
    page = client.get(address, {"ours": "1"}).content.decode()
    assert "Buying flour" in page
    assert "order flour and yeast" in page
    assert row.skill_rows.get().uri == "urn:bakery:stock"
    said = {
        "kind": "opportunity",
        "pk": row.pk,
        "old": "urn:bakery:stock",
        "new": "urn:bakery:supply",
    }
    move = reverse("framework_changes_move", args=[older.pk, newer.pk])
    assert client.post(move, said).status_code == 302
    row.refresh_from_db()
    assert [(one.skill, one.level) for one in row.noun.skills] == [("urn:bakery:supply", 3)]
    assert AuditRecord.objects.filter(action="skill_moved", actor__isnull=False).exists()
    assert client.post(move, said).status_code == 409
    assert client.post(move, said | {"kind": "person"}).status_code == 400
    assert client.post(move, said | {"new": "urn:nowhere"}).status_code == 400


def test_nobody_moves_what_another_organisation_has(world, client_of):
    row = flour(world)
    with pytest.raises(Http404):
        moving.move(
            "opportunity",
            str(row.pk),
            "urn:bakery:stock",
            "urn:bakery:supply",
            organisation=world.other,
            actor=world.stranger,
        )


# crosswalks


LINKS = b"""source,target,match,confidence,method
urn:bakery:till,%s,exact,0.9,labels
urn:bakery:nowhere,%s,exact,0.9,labels
"""


def test_a_crosswalk_is_brought_in_decided_and_shown(world, client_of):
    _older, newer = world.things["bakery"]
    skill = world.things["skill"]
    uri = skill.uri.encode()
    client = client_of("provider_admin")
    answer = client.post(
        reverse("crosswalk_new"),
        {
            "source": newer.pk,
            "target": skill.framework_id,
            "file": upload(LINKS % (uri, uri), "links.csv"),
        },
    )
    row = CrosswalkRecord.objects.latest("created")
    assert answer.headers["Location"] == reverse("crosswalk", args=[row.pk])
    (link,) = row.links.all()
    assert (link.verdict, link.confidence, link.method) == ("proposed", 0.9, "labels")
    assert not [one for one in counterparts.of(services.noun(skill), world.home) if one.accepted]
    decide = reverse("crosswalk_decide", args=[link.pk])
    said = {"verdict": "accepted", "match": "broad"}
    assert "Accepted" in client.post(decide, said, headers={"HX-Request": "true"}).content.decode()
    link.refresh_from_db()
    assert (link.match, link.method) == ("broad", "labels + editorial")
    assert link.decided_by == world.people["provider_admin"]
    till = newer.skill_rows.get(uri="urn:bakery:till")
    (there,) = counterparts.of(services.noun(till), world.home)
    linked = counterparts.of(services.noun(skill), world.home)
    (back,) = [one for one in linked if one.accepted]
    assert (there.match, back.match) == ("broad", "narrow")
    assert not counterparts.of(services.noun(till), world.other)
    page = client.get(reverse("skill", args=[till.pk])).content.decode()
    assert "the other is wider" in page
    assert str(world.people["provider_admin"]) in page
    found = client.get("/skills/search", {"q": "work the till"}).content.decode()
    assert skill.label["en"] in found  # searching finds through the link
    exported = client.get(reverse("crosswalk_export", args=[row.pk, "csv"])).content.decode()
    assert "urn:bakery:till" in exported
    assert client.post(decide, {"verdict": "perhaps"}).status_code == 400
    assert client.get(f"/api/skills/crosswalks/{row.pk}").json()["links"][0]["match"] == "broad"


def test_an_accepted_counterpart_is_not_silently_counted_as_evidence(world):
    """Who shows one skill has not shown the other: rooms get no URI but the one they asked for."""
    link = world.things["link"]
    before = list(definitions.teaching(link.source, world.home))
    LinkRecord.objects.filter(pk=link.pk).update(verdict="accepted")
    assert set(services.skills([link.source], world.home)) == {link.source}
    assert list(definitions.teaching(link.source, world.home)) == before == []


def test_links_are_suggested_by_a_job_and_many_accepted_at_once(world, client_of):
    worker.load()
    older, newer = world.things["bakery"]
    client = client_of("provider_admin")
    client.post(reverse("crosswalk_new"), {"source": older.pk, "target": newer.pk})
    row = CrosswalkRecord.objects.latest("created")
    waiting = client.get(reverse("crosswalk", args=[row.pk])).content.decode()
    assert "being looked for" in waiting
    while worker.run_one():
        pass
    row.refresh_from_db()
    assert row.job.state == State.DONE, row.job.error
    till = row.links.get(source="urn:bakery:till", target="urn:bakery:till")
    accept = reverse("crosswalk_accept", args=[row.pk])
    assert client.post(accept, {"least": "much"}).status_code == 400
    client.post(accept, {"least": "0.9"})
    till.refresh_from_db()
    assert till.verdict == "accepted"
    assert not row.links.filter(verdict="accepted", confidence__lt=0.9).exists()
    with pytest.raises(InputError):
        links.begin(newer, newer, organisation=world.home, actor=till.decided_by)


# out again


def test_case_1_1_service_gives_what_our_own_import_reads_back(world, tmp_path):
    documents = Client().get("/ims/case/v1p1/CFDocuments").json()["CFDocuments"]
    (mine,) = [one for one in documents if one["title"] == "Bakery"]
    assert mine["version"] == "1.10"
    package = Client().get(f"/ims/case/v1p1/CFPackages/{mine['identifier']}")
    file = tmp_path / "package.json"
    file.write_bytes(package.content)
    back = case.read(file).framework
    _older, newer = world.things["bakery"]
    kept = services.framework(newer)
    assert {one.uri: one.label for one in back.skills} == {
        one.uri: one.label for one in kept.skills
    }
    item = Client().get(f"/ims/case/v1p1/CFItems/{package.json()['CFItems'][0]['identifier']}")
    assert item.status_code == 200
    assert Client().get("/ims/case/v1p1/CFItems/nothing").status_code == 404


def test_case_shows_nothing_that_is_one_organisations_alone(world):
    own = Framework("secret", Text.of("Secret"), "1", "", "", (Skill("urn:s:1", Text.of("hush")),))
    services.import_framework(own, organisation=world.home)
    documents = Client().get("/ims/case/v1p1/CFDocuments").json()["CFDocuments"]
    assert "Secret" not in [one["title"] for one in documents]
    row = FrameworkRecord.objects.get(framework="secret")
    assert Client().get(reverse("framework_export", args=[row.pk, "csv"])).status_code == 404


@pytest.mark.parametrize("form", ["csv", "case"])
def test_a_framework_is_taken_away_as_a_file(world, form):
    _older, newer = world.things["bakery"]
    answer = Client().get(reverse("framework_export", args=[newer.pk, form]))
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "urn:bakery:bread" in answer.content.decode()
    assert "Skillmark-Left-Out" in answer.headers
    wrong = Client().get(reverse("framework_export", args=[newer.pk, "exe"]))
    assert wrong.status_code == 400
