"""The editor's pages by plain forms: written, stepped through, previewed, saved, changed."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from skillmark.assess.interactions import ItemType

pytestmark = pytest.mark.django_db

CHOICE = {
    "type": "choice",
    "languages": "en de",
    "prompt-en": "Which part holds $\\frac{1}{2}$ of the *air*?",
    "skill": "urn:example:wheels",
    "level": "2",
    "points": "2",
    "option-0-id": "a",
    "option-0-text-en": "The tube",
    "option-1-id": "b",
    "option-1-text-en": "The valve",
    "option-1-share": "50",
    "option-2-id": "c",
    "option-2-text-en": "The bell",
    "right": "a",
    "rationale-en": "It is the tube.",
}


def text_of(answer):
    return answer.content.decode()


def png(width=40, height=30):
    kept = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(kept, "PNG")
    return kept.getvalue()


@pytest.fixture
def author(client_of):
    return client_of("assessor")


@pytest.fixture
def questions(world):
    """The questions that the test makes."""
    from skillmark.server.assess.bank.models import QuestionRecord

    rows = QuestionRecord.objects.of(world.home)
    return rows.exclude(pk__in=list(rows.values_list("pk", flat=True)))


@pytest.fixture
def keeping():
    from skillmark.server.assess.bank import keeping

    return keeping


NEW = "/assess/bank/questions/new"
PREVIEW = "/assess/bank/questions/preview"


def test_every_way_of_answering_is_offered_and_opens(author):
    offered = text_of(author.get(NEW))
    for type_ in ItemType:
        assert f"?type={type_.value}" in offered
        opened = author.get(NEW, {"type": type_.value})
        assert opened.status_code == 200
        assert 'name="prompt-en"' in text_of(opened)


def test_a_question_is_written_and_kept(author, questions, keeping, world):
    saved = author.post(NEW, {**CHOICE, "go": "save", "family": "air", "exposure": "20"})
    assert saved.status_code == 302, text_of(saved)
    row = questions.get(slug="which-part-holds-frac-1-2-of-the-air")
    item = keeping.item_of(keeping.version_of(row))
    assert item.interaction.partial == (("b", 0.5),)
    assert (item.points, item.level, row.family, row.exposure) == (2, 2, "air", 0.2)
    again = text_of(author.get(reverse("question_edit", args=[row.pk])))
    assert 'value="The valve"' in again or ">\nThe valve</textarea>" in again
    assert 'value="20"' in again


def test_the_same_words_again_are_no_new_version(author, questions):
    author.post(NEW, {**CHOICE, "go": "save"})
    row = questions.get()
    page = reverse("question_edit", args=[row.pk])
    author.post(page, {**CHOICE, "go": "save", "points": "2.0"})
    row.refresh_from_db()
    assert row.newest == 1
    author.post(page, {**CHOICE, "go": "save", "option-2-text-en": "The horn"})
    row.refresh_from_db()
    assert row.newest == 2


def test_two_questions_that_begin_alike_get_names_of_their_own(author, questions):
    for _n in range(2):
        author.post(NEW, {**CHOICE, "go": "save"})
    assert questions.count() == 2


def test_a_name_that_is_taken_is_refused_and_nothing_is_lost(author, questions):
    author.post(NEW, {**CHOICE, "slug": "air", "go": "save"})
    refused = author.post(NEW, {**CHOICE, "slug": "air", "go": "save"})
    assert "a question of this name already" in text_of(refused)
    assert "The bell" in text_of(refused)
    assert questions.count() == 1


def test_what_is_missing_is_said_at_its_field_and_everything_else_stays(author, questions):
    fields = {**CHOICE, "go": "save", "option-1-text-en": "", "option-0-share": "x", "skill": ""}
    del fields["right"]
    refused = author.post(NEW, fields)
    shown = text_of(refused)
    assert refused.status_code == 400
    for said in ("say what this option says", "mark the option that is right", "choose the skill"):
        assert said in shown
    assert 'href="#e-option-1-text-en"' in shown
    assert re.search(r'id="e-option-1-text-en"[^>]*aria-invalid="true"', shown)
    for kept in ("The tube", "The bell", "It is the tube.", 'value="x"'):
        assert kept in shown
    assert not questions.exists()


def test_rows_come_and_go_by_plain_buttons(author):
    grown = text_of(author.post(NEW, {**CHOICE, "go": "add:option"}))
    assert re.search(r'name="option-3-id" value="d"', grown)
    assert re.search(r'id="e-option-3-text-en"[^>]*autofocus', grown)
    moved = text_of(author.post(NEW, {**CHOICE, "go": "up:option:1"}))
    assert moved.index("The valve</textarea>") < moved.index("The tube</textarea>")
    assert re.search(r'name="right" value="a" checked', moved)
    less = text_of(author.post(NEW, {**CHOICE, "go": "remove:option:2"}))
    assert "The bell" not in less
    assert "e-option-0-text-en" in less


def test_fields_of_another_kind_are_kept_out_of_sight(author):
    cloze = {
        "type": "cloze",
        "languages": "en",
        "prompt-en": "Fill",
        "text-en": "A [[x]] b.",
        "gap-0-id": "x",
        "gap-0-kind": "menu",
        "gap-0-answer-0-said": "typed before",
    }
    shown = text_of(author.post(NEW, {**cloze, "go": "preview"}))
    assert 'type="hidden" name="gap-0-answer-0-said" value="typed before"' in shown


def test_a_gap_that_a_slip_of_the_pen_took_out_of_the_text_is_kept(author):
    cloze = {
        "type": "cloze",
        "languages": "en",
        "prompt-en": "Fill",
        "text-en": "A [x]] b [[y]].",
        "gap-0-id": "x",
        "gap-0-kind": "words",
        "gap-0-answer-0-said": "written",
    }
    refused = text_of(author.post(NEW, {**cloze, "go": "save"}))
    assert 'value="written"' in refused
    assert "[[x]] stands nowhere in the text" in refused


def test_a_language_more_and_less_loses_no_words(author):
    one = {**CHOICE, "languages": "en"}
    assert 'name="prompt-de"' not in text_of(author.post(NEW, {**one, "go": "preview"}))
    both = text_of(author.post(NEW, {**one, "go": "language:de"}))
    assert re.search(r'<textarea id="e-prompt-de"', both)
    words = {**CHOICE, "prompt-de": "Was denn?", "go": "language:de"}
    less = text_of(author.post(NEW, words))
    assert 'type="hidden" name="prompt-de" value="Was denn?"' in less


def test_a_new_question_begins_with_the_skill_and_level_that_its_link_names(author):
    opened = text_of(author.get(NEW, {"type": "choice", "skill": "urn:x:<b>", "level": "5"}))
    assert 'name="skill" value="urn:x:&lt;b&gt;" checked' in opened
    assert '<option value="5" selected>' in opened
    assert "skill=urn%3Ax" in text_of(author.get(NEW, {"skill": "urn:x"}))


class TestPreview:
    """What candidates see, and what answers earn."""

    def test_it_shows_the_players_own_page(self, author):
        shown = text_of(author.post(PREVIEW, CHOICE, headers={"HX-Request": "true"}))
        assert "<mfrac>" in shown
        assert "<em>air</em>" in shown
        assert '<input type="radio" name="answer" value="b">' in shown
        assert "The key" in shown

    @pytest.mark.parametrize(("answer", "points"), [("a", "2.00"), ("b", "1.00"), ("c", "0.00")])
    def test_an_answer_is_tried(self, author, answer, points):
        headers = {"HX-Request": "true", "HX-Target": "earned"}
        shown = text_of(author.post(PREVIEW, {**CHOICE, "answer": answer}, headers=headers))
        assert f"This answer earns {points} of 2 points." in shown

    def test_right_and_half_right_without_a_script(self, author):
        right = text_of(author.post(NEW, {**CHOICE, "go": "try:right"}))
        assert "This answer earns 2.00 of 2 points." in right
        assert 'name="answer" value="a" checked' in right
        half = text_of(author.post(NEW, {**CHOICE, "go": "try:half"}))
        assert "This answer earns 1.00 of 2 points." in half

    def test_an_answer_can_be_tried_before_the_rest_is_finished(self, author):
        shown = text_of(author.post(NEW, {**CHOICE, "skill": "", "answer": "b", "go": "preview"}))
        assert "This answer earns 0.50 of 1 points." in shown
        assert "choose the skill" in shown

    def test_lines_are_moved_in_the_preview(self, author):
        order = {
            "type": "order",
            "languages": "en",
            "prompt-en": "Order",
            "line-0-id": "x",
            "line-0-text-en": "one",
            "line-1-id": "y",
            "line-1-text-en": "two",
            "line-2-id": "z",
            "line-2-text-en": "three",
        }
        shown = text_of(author.post(PREVIEW, order, headers={"HX-Request": "true"}))
        listed = re.findall(r'name="place-(\w+)"', shown)
        headers = {"HX-Request": "true", "HX-Target": "order"}
        places = {f"place-{one}": "" for one in listed}
        step = {**order, **places, "go": f"move:up:{listed[-1]}"}
        answer = text_of(author.post(PREVIEW, step, headers=headers))
        assert "This answer earns" in answer
        moved = re.findall(r'name="place-(\w+)"', answer)
        assert moved == [listed[0], listed[2], listed[1]]

    def test_hints_are_given(self, author):
        words = {"option-2-text-en": "All of the above", "rationale-en": ""}
        shown = text_of(author.post(PREVIEW, {**CHOICE, **words}, headers={"HX-Request": "true"}))
        assert "all of these" in shown
        assert "There is no explanation" in shown

    def test_every_way_is_previewed_while_it_is_empty(self, author):
        for type_ in ItemType:
            shown = author.post(PREVIEW, {"type": type_.value}, headers={"HX-Request": "true"})
            assert shown.status_code == 200, type_

    def test_other_types_than_there_are(self, author):
        assert author.post(PREVIEW, {"type": "drawing"}).status_code == 400


class TestPictures:
    """Pictures are kept as soon as they come, and shown by their name."""

    def upload(self, author, content=None, **fields):
        file = SimpleUploadedFile("The plan.png", png() if content is None else content)
        return author.post(NEW, {**CHOICE, **fields, "upload": file, "go": "upload"})

    def test_a_picture_is_added_shown_and_saved(self, author, questions, keeping):
        shown = text_of(self.upload(author))
        digest = re.search(r'name="file-0-digest" value="(\w+)"', shown)[1]
        assert "![what it shows](The-plan.png)" in shown
        assert author.get(reverse("question_file", args=[digest])).content == png()
        files = {"file-0-name": "The-plan.png", "file-0-digest": digest}
        words = {"prompt-en": "Where on ![A plan](The-plan.png)?", **files}
        seen = text_of(author.post(PREVIEW, {**CHOICE, **words}, headers={"HX-Request": "true"}))
        assert f'<img class="shown" src="/assess/bank/files/{digest}" alt="A plan">' in seen
        author.post(NEW, {**CHOICE, **words, "go": "save"})
        assert keeping.files_of(keeping.version_of(questions.get())) == {"The-plan.png": png()}

    def test_a_picture_without_words_for_it_is_not_saved(self, author, questions):
        shown = text_of(self.upload(author))
        digest = re.search(r'name="file-0-digest" value="(\w+)"', shown)[1]
        files = {"file-0-name": "The-plan.png", "file-0-digest": digest, "go": "save"}
        refused = author.post(NEW, {**CHOICE, "prompt-en": "See ![](The-plan.png)", **files})
        assert "say what the picture shows" in text_of(refused)
        assert not questions.exists()

    def test_a_picture_that_is_not_here_is_named(self, author):
        refused = author.post(NEW, {**CHOICE, "option-0-text-en": "![A](no.png)", "go": "save"})
        assert "the picture no.png is not here" in text_of(refused)

    @pytest.mark.parametrize(
        "content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a"]
    )
    def test_hostile_26_what_is_no_picture_is_refused(self, author, content):
        refused = text_of(self.upload(author, content))
        assert "this is no picture that can be shown" in refused or "empty" in refused
        assert "The bell" in refused

    def test_another_organisations_picture_is_none(self, world, author, keeping):
        digest = keeping.keep_file(world.other, "x.png", png(3, 3))
        assert author.get(reverse("question_file", args=[digest])).status_code == 404
        fields = {**CHOICE, "file-0-name": "x.png", "file-0-digest": digest, "go": "preview"}
        assert digest not in text_of(author.post(NEW, fields))

    def test_regions_lie_in_the_picture_that_is_there(self, author, questions, keeping):
        digest = re.search(r'name="file-0-digest" value="(\w+)"', text_of(self.upload(author)))[1]
        spot = {
            "type": "hot-spot",
            "languages": "en",
            "prompt-en": "Where?",
            "skill": "urn:s",
            "level": "2",
            "file-0-name": "The-plan.png",
            "file-0-digest": digest,
            "image": "The-plan.png",
            "width": "9999",
            "height": "9999",
            "alt-en": "A plan",
            "region-0-id": "a",
            "region-0-text-en": "left",
            "region-0-shape": "rect",
            "region-0-numbers": "0, 0, 20, 30",
            "region-0-right": "on",
            "region-1-id": "b",
            "region-1-text-en": "right",
            "region-1-shape": "circle",
            "region-1-numbers": "30 15 90",
        }
        refused = text_of(author.post(NEW, {**spot, "go": "save"}))
        assert "does not lie in the picture, which is 40 by 30 pixels" in refused
        author.post(NEW, {**spot, "region-1-numbers": "30 15 8", "go": "save"})
        way = keeping.item_of(keeping.version_of(questions.get())).interaction
        assert (way.width, way.height) == (40, 30)


def test_skills_are_found_as_one_types(author, world):
    found = text_of(author.get("/assess/bank/questions/skills", {"skill-find": "prompt"}))
    assert 'type="radio" name="skill"' in found
    plain = text_of(author.post(NEW, {**CHOICE, "skill-find": "prompt", "go": "find"}))
    assert plain.count('name="skill"') > 1


def test_a_learner_writes_no_questions(client_of):
    assert client_of("learner").get(NEW).status_code == 403
    assert client_of("learner").post(PREVIEW, CHOICE).status_code == 403
