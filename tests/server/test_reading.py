"""Texts that are read: what lights up, what people correct, what is kept and what never is."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.skills.linking.linker import Span
from skillmark.skills.starter import uri

ADVERT = "You write SQL queries.\nExpert knowledge of Python.\nWe love a good chart."
SQL, PYTHON, JAVA = uri("data-sql"), uri("software-python"), uri("software-java")


@pytest.fixture
def provider(client_of):
    return client_of("provider_admin")


def read(world, text=ADVERT):
    from skillmark.server.skills.reading import keeping, lighting
    from skillmark.server.skills.reading.entries import in_order

    return in_order(keeping.read(text, lighting.chosen(world.home, ""), language="en"))


def keep(world, entries, text=ADVERT, day=date(2026, 5, 4), **more):
    from skillmark.server.skills.reading import keeping, lighting

    return keeping.keep(
        keeping.Given("advert", "Analyst", text, day, "en", "board"),
        entries,
        organisation=world.home,
        framework=lighting.chosen(world.home, ""),
        actor=world.people["provider_admin"],
        **more,
    )


class Page:
    """What a page of a reading carries, as a browser would send it back."""

    def __init__(self, client, text=ADVERT, address=None):
        self.client, self.text, self.address = client, text, address or reverse("text_new")
        self.html = ""
        self.more = {"kind": "advert", "title": "Analyst", "dated": "2026-06-01"}

    def press(self, do, status=200, **more):
        fields = {**self.more, "text": self.text, "do": do, **self.carried(), **more}
        fields |= {name: "1" for name in ("was_read", "by_words") if f'name="{name}"' in self.html}
        answer = self.client.post(self.address, fields)
        assert answer.status_code == status, answer.content.decode()[:3000]
        self.html = answer.content.decode()
        return answer

    def carried(self):
        entries = re.findall(r'name="entry" value="([^"]+)"', self.html)
        levels = []
        for part in re.split(r'name="entry"', self.html)[1:]:
            chosen = re.search(r'<option value="(\d?)" selected>', part.partition("</li>")[0])
            hidden = re.search(r'name="level" value="(\d?)"', part.partition("</li>")[0])
            levels.append((hidden or chosen)[1] if hidden or chosen else "")
        return {"entry": [html.unescape(one) for one in entries], "level": levels}


# What is said of a skill


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab ", max_size=6))
def test_words_are_found_where_they_stand(text, words):
    from skillmark.server.skills.reading.entries import find

    found = find(text, words)
    if found:
        assert text[found.start : found.end] == found.words
        assert found.words.split() == words.split()
    else:
        assert not words.split() or words.strip() not in text


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60),
                                                st.integers(1, 9)), max_size=8))  # fmt: skip
def test_a_text_is_cut_without_losing_a_letter(text, wanted):
    from skillmark.server.skills.reading.lighting import cut

    spans = [(n, start, min(len(text), start + size)) for n, start, size in wanted
             if start < len(text)]  # fmt: skip
    found = cut(text, spans)
    assert "".join(words for _place, words, _number in found) == text
    for place, words, _number in found:
        assert text[place : place + len(words)] == words


def test_an_entry_comes_back_as_it_went_and_a_forged_one_does_not(world):
    from skillmark.server.skills.reading.entries import packed, unpacked

    for one in read(world):
        assert unpacked(packed(one), ADVERT) == one
        with pytest.raises(InputError):
            unpacked(packed(one)[:-2] + "xx", ADVERT)


def test_words_are_found_again_in_a_text_that_was_changed(world):
    from skillmark.server.skills.reading.entries import packed, unpacked

    one = next(one for one in read(world) if one.uri == PYTHON)
    moved = unpacked(packed(one), f"Hello!\n{ADVERT}")
    assert [span.words for span in moved.spans] == [span.words for span in one.spans]
    assert all(f"Hello!\n{ADVERT}"[s.start : s.end] == s.words for s in moved.spans)
    assert unpacked(packed(one), "Nothing of it.").spans == ()


# Correcting


def test_a_text_is_read_corrected_and_kept(world, provider):
    page = Page(provider)
    page.press("read")
    assert re.search(r'<mark class="lit[^"]*"[^>]*>.*?SQL.*?</mark>', page.html)
    page.press(f"instead:{PYTHON} {JAVA}")
    page.press(f"add:{uri('data-visualisation')}", for_words="a good  chart", for_start="3")
    page.press(f"confirm:{SQL}")
    answer = page.press("save", status=302)
    from skillmark.server.skills.reading.models import TextRecord

    row = TextRecord.objects.of(world.home).get(dated=date(2026, 6, 1))
    assert answer.headers["Location"] == reverse("text", args=[row.pk])
    kept = {one.uri: one for one in row.skills.all()}
    assert (kept[SQL].verdict, kept[PYTHON].verdict) == ("confirmed", "removed")
    assert kept[PYTHON].instead == JAVA
    assert kept[JAVA].verdict == "added"
    assert kept[JAVA].words == "python"
    assert kept[JAVA].level == 6, "the level stays with the words"
    [[start, end]] = kept[uri("data-visualisation")].spans
    assert row.text[start:end] == "a good chart"
    assert {one.decided_by for one in kept.values() if one.verdict != "found"} == {
        world.people["provider_admin"]
    }
    html_again = provider.get(answer.headers["Location"]).content.decode()
    assert "instead: Java and the JVM" in html_again


def test_who_sets_a_level_confirms_the_skill(world, provider):
    page = Page(provider)
    page.press("read")
    carried = page.carried()
    place = [one.uri for one in read(world)].index(SQL)
    levels = ["3" if n == place else level for n, level in enumerate(carried["level"])]
    page.press("save", status=302, level=levels)
    from skillmark.server.skills.reading.models import TextSkillRecord

    row = TextSkillRecord.objects.of(world.home).get(text__dated=date(2026, 6, 1), uri=SQL)
    assert (row.level, row.verdict) == (3, "confirmed")


def test_others_are_offered_for_the_same_words(provider):
    page = Page(provider)
    page.press("read")
    page.press(f"others:{PYTHON}")
    offered = re.findall(rf'value="instead:{PYTHON} ([^"]+)"', page.html)
    assert offered
    assert PYTHON not in offered
    assert len(set(offered)) == len(offered)


@pytest.mark.parametrize(
    ("do", "more", "said"),
    [
        ("add:urn:nobody", {}, "not known here"),
        (f"add:{SQL}", {"for_words": "words that are not there"}, "does not have the words"),
        ("read", {"text": "  "}, "There is no text"),
        ("save", {"entry": ["forged"], "level": [""]}, "do not fit together"),
        ("save", {"entry": [], "level": ["1"]}, "do not fit together"),
        ("look", {"add": ""}, "Type the name of a skill"),
    ],
)
def test_a_step_that_makes_no_sense_says_why_and_keeps_nothing(world, provider, do, more, said):
    from skillmark.server.skills.reading.models import TextRecord

    before = TextRecord.objects.count()
    page = Page(provider)
    page.press("read")
    page.press(do, status=400, **more)
    assert said in html.unescape(page.html)
    assert TextRecord.objects.count() == before


def test_a_text_that_was_not_read_is_not_kept(provider):
    page = Page(provider)
    page.press("save", status=400)
    assert "not read yet" in page.html


def test_a_step_by_htmx_answers_with_the_part_that_changes(provider):
    answer = provider.post(
        reverse("text_step"), {"text": ADVERT, "do": "read"}, headers={"HX-Request": "true"}
    )
    said = answer.content.decode()
    assert "<html" not in said
    assert "Skills found" in said
    assert "<mark" in said


def test_a_text_file_is_read_and_a_document_is_not(provider):
    address, fields = reverse("text_new"), {"kind": "course", "do": "read", "text": ""}
    file = SimpleUploadedFile("course.txt", "\ufeffSie schreiben SQL.".encode())
    said = provider.post(address, {**fields, "file": file}).content.decode()
    assert "Sie schreiben SQL.</textarea>" in said
    assert "<mark" in said
    for content in (b"%PDF-1.7 x", b"PK\x03\x04\x00\x00", b"\xff\xff\xff"):
        file = SimpleUploadedFile("cv.pdf", content)
        page = provider.post(address, {**fields, "file": file})
        assert page.status_code == 400
        assert "no text file" in page.content.decode()


def test_nothing_that_fits_is_said_plainly(provider):
    page = Page(provider, text="The sun sets behind the hills.")
    page.press("read")
    assert "Nothing in this text fits" in page.html
    assert "<mark" not in page.html


def test_where_words_alone_were_compared_the_page_says_so(provider, monkeypatch):
    from skillmark.server.skills import linkers

    said = "Only the words of this text were compared"
    page = Page(provider)
    compared = said not in page.press("read").content.decode()
    assert compared == (linkers.meaning.default() is not None)
    linkers._linker.cache_clear()
    monkeypatch.setattr(linkers.meaning, "default", lambda: None)
    page.press("read")
    assert said in page.html
    page.press(f"confirm:{SQL}")
    assert said in page.html
    linkers._linker.cache_clear()


def test_a_script_in_a_text_stays_text(provider):
    page = Page(provider, text="SQL <script>alert(1)</script> and Python")
    page.press("read")
    assert "<script>alert" not in page.html


# What was corrected before is proposed, never done


def corrected(world, *steps, day=date(2026, 5, 4), text=ADVERT):
    entries = read(world, text)
    for step in steps:
        entries = step(entries)
    return keep(world, entries, text=text, day=day)


def proposed(world, text=ADVERT, **more):
    from skillmark.server.skills.reading import correcting

    return correcting.proposals(world.home, read(world, text), text, **more)


def test_a_removal_and_another_choice_are_proposed_for_the_same_words_with_who_and_when(world):
    from skillmark.server.skills.reading import correcting
    from skillmark.server.skills.reading.models import Verdict

    row = corrected(
        world,
        lambda all_: correcting.replaced(all_, PYTHON, JAVA),
        lambda all_: correcting.with_verdict(all_, SQL, Verdict.REMOVED),
    )
    found = {one.uri: one for one in proposed(world)}
    assert set(found) == {PYTHON, SQL}
    assert (found[PYTHON].instead, found[SQL].instead) == (JAVA, "")
    assert found[PYTHON].words == "Python", "as they stood in the text"
    assert found[SQL].by == str(world.people["provider_admin"])
    assert found[SQL].when is not None
    assert all(one.counts for one in read(world)), "nothing is done by itself"
    assert proposed(world, but=row) == []
    # In another text, where those words do not stand, nothing is proposed.
    assert proposed(world, "Database tables and relational queries.") == []


def test_the_newest_decision_counts(world):
    from skillmark.server.skills.reading import correcting
    from skillmark.server.skills.reading.models import Verdict

    corrected(world, lambda all_: correcting.with_verdict(all_, SQL, Verdict.REMOVED))
    assert [one.uri for one in proposed(world)] == [SQL]
    corrected(
        world,
        lambda all_: correcting.with_verdict(all_, SQL, Verdict.CONFIRMED),
        day=date(2026, 5, 5),
    )
    assert proposed(world) == []


def test_a_skill_that_was_added_for_words_is_proposed_where_they_stand(world):
    from skillmark.server.skills.reading import correcting

    chart = ADVERT.index("good chart")
    span = Span(chart, chart + 10, "good chart")
    corrected(world, lambda all_: correcting.added(all_, uri("data-visualisation"), span=span))
    [one] = proposed(world, "We need a GOOD\nchart of the harbour.")
    assert (one.adds, one.removal) == (uri("data-visualisation"), False)
    assert proposed(world, "No goodchart here.") == []


def test_another_organisation_is_told_nothing_of_it(world):
    from skillmark.server.skills.reading import correcting
    from skillmark.server.skills.reading.models import Verdict

    corrected(world, lambda all_: correcting.with_verdict(all_, SQL, Verdict.REMOVED))
    assert correcting.proposals(world.other, read(world), ADVERT) == []
    assert correcting.proposals(None, read(world), ADVERT) == []


def test_a_proposal_is_shown_with_its_day_and_taken_over_by_a_button(world, provider):
    from skillmark.server.skills.reading import correcting

    corrected(world, lambda all_: correcting.replaced(all_, PYTHON, JAVA))
    page = Page(provider)
    page.press("read")
    assert "Java and the JVM was chosen instead" in page.html
    assert "corrected here on" in page.html
    [button] = re.findall(rf'value="(instead:{PYTHON} [^"]+)"', page.html)
    page.press(button)
    assert "instead: Java and the JVM" in page.html


def test_a_role_that_is_drafted_from_an_advert_is_told_of_corrections_too(world, client_of):
    from skillmark.server.skills.reading import correcting

    corrected(world, lambda all_: correcting.replaced(all_, PYTHON, JAVA))
    said = client_of("recruiter").post(reverse("role_read"), {"advert": ADVERT}).content.decode()
    assert "Java and the JVM was chosen instead" in said
    assert f'name="skill" value="{PYTHON}"' in said, "nothing is done by itself"
    assert f'name="skill" value="{JAVA}"' not in said


# Keeping and erasing


def test_the_same_words_of_the_same_day_are_kept_once(world):
    keep(world, read(world))
    with pytest.raises(ConflictError):
        keep(world, read(world), text=ADVERT.replace(" ", "  "))
    keep(world, read(world), day=date(2027, 5, 4))


def test_who_decided_stays_where_the_decision_stays(world):
    from skillmark.server.skills.reading import correcting, keeping, lighting
    from skillmark.server.skills.reading.models import Verdict

    row = corrected(world, lambda all_: correcting.with_verdict(all_, SQL, Verdict.CONFIRMED))
    first = row.skills.get(uri=SQL)
    entries = correcting.with_verdict(keeping.entries_of(row), PYTHON, Verdict.CONFIRMED)
    keeping.keep(
        keeping.Given("advert", "Analyst", row.text, row.dated, "en", "board"),
        entries,
        organisation=world.home,
        framework=lighting.chosen(world.home, ""),
        actor=world.people["recruiter"],
        row=row,
    )
    assert row.skills.get(uri=SQL).decided_by == first.decided_by
    assert row.skills.get(uri=SQL).decided == first.decided
    assert row.skills.get(uri=PYTHON).decided_by == world.people["recruiter"]


def test_erasing_a_text_leaves_nothing_of_it_but_a_line_in_the_audit_log(world, provider):
    from skillmark.server.people.models import AuditRecord
    from skillmark.server.skills.reading.models import TextRecord, TextSkillRecord

    row = keep(world, read(world))
    answer = provider.post(reverse("text_erase", args=[row.pk]))
    assert answer.status_code == 302
    assert not TextRecord.objects.filter(pk=row.pk).exists()
    assert not TextSkillRecord.objects.filter(text=row.pk).exists()
    entry = AuditRecord.objects.order_by("-pk").first()
    assert entry.action == "text_erased"
    assert "Analyst" not in json.dumps(entry.detail)


def test_texts_that_only_the_machine_read_are_gone_through_one_by_one(world, provider):
    first = keep(world, read(world), looked_at=False)
    second = keep(world, read(world), day=date(2026, 5, 3), looked_at=False)
    listed = provider.get(reverse("texts"), {"looked_at": "no"}).content.decode()
    assert str(first.pk) in listed
    assert str(world.things["text"].pk) not in listed
    page = Page(provider, text=first.text, address=reverse("text", args=[first.pk]))
    page.html = provider.get(page.address).content.decode()
    assert 'value="next"' in page.html
    answer = page.press("next", status=302, dated="2026-05-04", row=str(first.pk))
    assert answer.headers["Location"] == reverse("text", args=[second.pk])
    first.refresh_from_db()
    assert first.looked_at is not None


def test_a_role_is_written_from_a_kept_text_as_people_corrected_it(world, client_of):
    from skillmark.server.skills.reading import correcting

    row = corrected(world, lambda all_: correcting.replaced(all_, PYTHON, JAVA))
    form = client_of("recruiter").get(reverse("role_new"), {"text": str(row.pk)}).content.decode()
    assert f'name="skill" value="{JAVA}"' in form
    assert f'name="skill" value="{PYTHON}"' not in form
    assert "Expert knowledge of Python." in form
    other = client_of("stranger").get(reverse("role_new"), {"text": str(row.pk)})
    assert other.status_code == 404


def test_the_list_is_filtered_and_the_table_has_no_live_formula(world, provider):
    row = keep(world, read(world))
    type(row).objects.filter(pk=row.pk).update(title="=cmd|' /C calc'!A0")
    listed = provider.get(reverse("texts"), {"since": "2026-05-01"}).content.decode()
    assert "=cmd" in listed
    assert "=cmd" not in provider.get(reverse("texts"), {"until": "2026-01-01"}).content.decode()
    assert "=cmd" not in provider.get(reverse("texts"), {"kind": "course"}).content.decode()
    content = provider.get(reverse("texts_csv"), {"since": "2026-05-01"}).content.decode(
        "utf-8-sig"
    )
    rows = list(csv.DictReader(io.StringIO(content)))
    assert {one["skill"] for one in rows} == {one.uri for one in read(world)}
    assert all(not one["title"].startswith("=") for one in rows)
    assert next(one for one in rows if one["skill"] == PYTHON)["words"] == "Python"


# One's own CV


def test_a_cv_is_forgotten_and_only_ticked_skills_become_claims(world, client_of):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from skillmark.server.match.models import EvidenceRecord

    learner, secret = client_of("learner"), "Zebrafinch Q. Unforgettable"
    with CaptureQueriesContext(connection) as queries:
        page = learner.post(reverse("own_cv"), {"do": "read", "text": f"{secret}\n{ADVERT}"})
    said = page.content.decode()
    assert page.status_code == 200
    assert secret in said, "its owner sees it"
    assert "no-store" in page.headers["Cache-Control"]
    assert not [one for one in queries.captured_queries if "Zebrafinch" in one["sql"]]
    assert 'name="claim"' in said
    assert "checked" not in said[said.index("lit-lines") : said.index("</ol>")]
    fields = {"do": "claim", "skill": [SQL, PYTHON], "level": ["", "4"], "claim": [PYTHON]}
    answer = learner.post(reverse("own_cv"), fields)
    assert answer.headers["Location"] == reverse("my_skills")
    rows = EvidenceRecord.objects.filter(account=world.people["learner"], skill__in=[SQL, PYTHON])
    [row] = rows
    assert (row.skill, row.level, row.evidence_class) == (PYTHON, 4, "claimed")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "No skill is ticked"),
        ({"skill": [SQL], "level": [""], "claim": [SQL]}, "A claim needs a level"),
        ({"skill": ["urn:x"], "level": ["3"], "claim": ["urn:x"]}, "not known here"),
    ],
)
def test_a_claim_that_makes_no_sense_is_refused_whole(world, client_of, fields, said):
    from skillmark.server.match.models import EvidenceRecord

    before = EvidenceRecord.objects.count()
    page = client_of("learner").post(reverse("own_cv"), {"do": "claim", **fields})
    assert said in page.content.decode()
    assert EvidenceRecord.objects.count() == before


def test_a_cv_is_no_kind_of_text(world, provider):
    from skillmark.server.skills.reading import keeping, lighting

    cv = keeping.Given("cv", "CV", ADVERT, date(2026, 1, 1))
    with pytest.raises(InputError, match="not kept"):
        keeping.keep(
            cv,
            [],
            organisation=world.home,
            framework=lighting.chosen(world.home, ""),
            actor=None,
        )
    answer = provider.post(
        "/api/skills/texts", {"kind": "cv", "text": ADVERT}, content_type="application/json"
    )
    assert answer.status_code == 422


# Suggestions in the forms of achievements and learning opportunities


def test_skills_are_suggested_for_a_form_and_nothing_is_taken_over(world, provider):
    address = reverse("skill_suggestions")
    said = provider.post(address, {"criteria_en": ADVERT, "skill": [SQL]}).content.decode()
    assert "1 skill of the text is there already." in said
    add = html.unescape(re.search(r'hx-get="([^"]+)"', said)[1])
    row = provider.get(add).content.decode()
    assert f'value="{PYTHON}"' in row
    assert '<option value="6" selected>' in row
    assert "There is no text yet" in provider.post(address, {}).content.decode()


# The API


def test_the_api_reads_keeps_corrects_and_erases(world, provider):
    def call(method, path, body=None):
        return provider.generic(
            method, f"/api/skills/{path}", json.dumps(body or {}), content_type="application/json"
        )

    only_read = call("POST", "read", {"text": ADVERT}).json()
    assert not only_read["unmatched"]
    assert {SQL, PYTHON} <= {one["skill"] for one in only_read["skills"]}
    made = call("POST", "texts", {"text": ADVERT, "kind": "advert", "date": "2026-02-02"})
    assert made.status_code == 201
    text = made.json()
    assert text["looked_at"] is None
    assert text["title"] == "You write SQL queries."
    for one in text["skills"]:
        for span in one["spans"]:
            assert text["text"][span["start"] : span["end"]] == span["words"]
    assert (
        call("POST", "texts", {"text": ADVERT, "kind": "advert", "date": "2026-02-02"}).json()[
            "code"
        ]
        == "exists"
    )
    corrected = call(
        "PUT",
        f"texts/{text['id']}/skills",
        [
            {"skill": SQL, "verdict": "confirmed", "level": 4},
            {"skill": PYTHON, "verdict": "removed", "instead": JAVA},
            {"skill": JAVA, "verdict": "added", "words": ["python"]},
        ],
    )
    assert corrected.status_code == 200, corrected.content
    skills = {one["skill"]: one for one in corrected.json()["skills"]}
    assert skills[SQL]["confidence"] > 0
    assert skills[JAVA]["confidence"] is None
    assert corrected.json()["looked_at"]
    for body, code in (
        ([{"skill": "urn:x", "verdict": "added"}], 400),
        ([{"skill": JAVA, "verdict": "added", "words": ["not there"]}], 400),
        ([{"skill": uri("data-quality"), "verdict": "found"}], 400),
        ([{"skill": SQL, "verdict": "added"}, {"skill": SQL, "verdict": "added"}], 400),
    ):
        assert call("PUT", f"texts/{text['id']}/skills", body).status_code == code
    listed = call("GET", "texts?kind=advert&since=2026-02-01&until=2026-02-03").json()
    assert [one["id"] for one in listed] == [text["id"]]
    assert call("DELETE", f"texts/{text['id']}").status_code == 204
    assert call("GET", f"texts/{text['id']}").status_code == 404
