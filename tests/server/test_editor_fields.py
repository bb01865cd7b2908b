"""Fields and documents: what an item says is in the fields, and comes out of them the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from skillmark.assess.interactions import INTERACTIONS, ItemType
from skillmark.assess.items import Item, Stimulus
from skillmark.assess.reading import read_test
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text


@pytest.fixture(scope="module")
def drafts():
    from skillmark.server.assess.bank.editor import drafts

    return drafts


@pytest.fixture(scope="module")
def previewing():
    from skillmark.server.assess.bank.editor import previewing

    return previewing


@pytest.fixture(scope="module")
def steps():
    from skillmark.server.assess.bank.editor import given

    return given


@pytest.fixture(scope="module")
def workshop(root):
    words = (root / "tests/fixtures/questions/every-way.toml").read_text(encoding="utf-8")
    return read_test(words)


FILES = {"bicycle.png": "0" * 64}
SIZES = {"bicycle.png": (320, 200)}


def again(drafts, item: Item, material: Stimulus | None = None):
    fields = drafts.given_of(item, material, FILES)
    return drafts.read(item.type, fields, before=item, sizes=SIZES)


@pytest.mark.parametrize("type_", list(ItemType))
def test_every_type_comes_out_as_it_went_in(drafts, workshop, type_):
    item = next(one for one in workshop.items if one.type is type_)
    material = next((one for one in workshop.stimuli if one.id == item.stimulus), None)
    draft = again(drafts, item, material)
    assert not draft.errors
    assert not draft.trouble
    assert draft.item == item
    assert draft.material == material
    assert draft.interaction.document() == item.interaction.document()


def test_every_question_that_comes_along_comes_out_as_it_went_in(drafts):
    from skillmark.assess.starter import starter_test, starter_tests

    for name in starter_tests():
        for item in starter_test(name).items:
            draft = again(drafts, replace(item, stimulus=""))
            assert draft.item == replace(item, stimulus=""), (item.id, draft.errors)


def test_what_was_checked_counts_for_the_words_that_were_checked(drafts, workshop):
    item = replace(workshop.item("multiple"), checked="agreed")
    assert again(drafts, item).item.checked == "agreed"
    fields = drafts.given_of(item, None, FILES).put({"prompt-en": "Something else?"})
    assert drafts.read(item.type, fields, before=item).item.checked == ""


def test_members_that_the_editor_has_no_fields_for_stay(workshop):
    from skillmark.server.assess.bank.editor.ways.choices import ChoiceWay

    class Fewer(ChoiceWay):
        def members(self):
            return {"options", "key"}

    document = workshop.item("choice").interaction.document()
    assert Fewer().carried(document) == {"partial": {"c": 0.5}}
    assert ChoiceWay().carried(document) == {}


WORDS = st.text("abcÄß $*|[(é\n&<", min_size=1, max_size=12).map(str.strip).filter(bool)
SHARES = st.sampled_from([0.5, 0.25, 1 / 3, 0.9, 0.125, 0.01])
NUMBERS = st.one_of(st.integers(-999, 9999), st.floats(-1e6, 1e6, allow_subnormal=False))


def texts(tags=("en", "de")):
    return st.tuples(*(WORDS for _ in tags)).map(
        lambda said: [list(pair) for pair in zip(tags, said, strict=True)]
    )


@st.composite
def options(draw, least=2, most=5):
    count = draw(st.integers(least, most))
    found = [{"id": f"x{n}", "text": draw(texts())} for n in range(count)]
    for one in found:
        if draw(st.booleans()):
            one["why"] = draw(texts(("de",)))
    return found


@st.composite
def some(draw, ids):
    """Some of the ids, not all and not none, in their order."""
    count = draw(st.integers(1, len(ids) - 1))
    chosen = draw(st.permutations(ids))[:count]
    return [one for one in ids if one in chosen]


@st.composite
def choices(draw):
    own = draw(options())
    ids = [one["id"] for one in own]
    key = draw(st.sampled_from(ids))
    partial = {one: draw(SHARES) for one in ids if one != key and draw(st.booleans())}
    return {"options": own, "key": [key]} | ({"partial": partial} if partial else {})


@st.composite
def multiples(draw):
    own = draw(options())
    key = draw(some([one["id"] for one in own]))
    return {"options": own, "key": key} | ({"exact": True} if draw(st.booleans()) else {})


@st.composite
def orders(draw):
    own = draw(options())
    ids = [one["id"] for one in own]
    keys = st.permutations(ids).filter(lambda key: list(key) != ids)
    return {"options": own, "key": list(draw(keys))}


@st.composite
def matches(draw):
    own, rows = draw(options()), draw(options(1, 4))
    for number, row in enumerate(rows):
        row["id"] = f"r{number}"
    ids = [one["id"] for one in own]
    return {
        "rows": rows,
        "options": own,
        "key": {r["id"]: draw(st.sampled_from(ids)) for r in rows},
    }


def text_with(names, mark):
    return [[tag, " and ".join(mark(n) for n in names) + f" ({tag})"] for tag in ("en", "de")]


@st.composite
def gap_matches(draw):
    own = draw(options())
    ids = [one["id"] for one in own]
    gaps = [f"g{n}" for n in range(draw(st.integers(1, 3)))]
    return {
        "text": text_with(gaps, lambda n: f"[[{n}]]"),
        "options": own,
        "key": {gap: draw(st.sampled_from(ids)) for gap in gaps},
        "reuse": True,
    }


@st.composite
def clozes(draw):
    gaps = []
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["menu", "words", "number"]))
        gap = {"id": f"g{number}"}
        if kind == "menu":
            own = draw(options())
            gap |= {"options": own, "key": draw(st.sampled_from(own))["id"]}
        elif kind == "words":
            more = draw(st.lists(st.tuples(WORDS, SHARES).map(list), max_size=2))
            gap |= {"answers": [[draw(WORDS), 1.0], *more]}
            gap |= {"case": True} if draw(st.booleans()) else {}
        else:
            gap |= {"value": draw(NUMBERS), "tolerance": abs(draw(NUMBERS))}
        gaps.append(gap)
    return {"text": text_with([g["id"] for g in gaps], lambda n: f"[[{n}]]"), "gaps": gaps}


@st.composite
def hot_texts(draw):
    names = [f"w{n}" for n in range(draw(st.integers(2, 5)))]
    text = text_with(names, lambda n: f"[[{n}|word {n}]]")
    return {"text": text, "key": draw(some(names))}


@st.composite
def hot_spots(draw):
    shapes = {"rect": [1, 2, 30, 40.5], "circle": [50, 50, 10], "poly": [1, 1, 9, 1, 5, 9]}
    regions = []
    for number in range(draw(st.integers(2, 4))):
        shape = draw(st.sampled_from(list(shapes)))
        regions.append(
            {
                "id": f"r{number}",
                "text": draw(texts()),
                "shape": shape,
                "coordinates": shapes[shape],
            }
        )
    return {
        "image": "bicycle.png",
        "width": 320,
        "height": 200,
        "alt": draw(texts()),
        "regions": regions,
        "key": draw(some([one["id"] for one in regions])),
    }


@st.composite
def reactions(draw):
    own = draw(options())
    for number, one in enumerate(own):
        one["effectiveness"] = number + draw(st.sampled_from([0, 0.5]))
    return {"options": draw(st.permutations(own))}


@st.composite
def rubrics(draw, **more):
    rubric = [
        {
            "id": f"c{n}",
            "points": draw(st.sampled_from([1, 2, 0.5])),
            **{level: draw(texts()) for level in ("criterion", "full", "partial", "zero")},
        }
        for n in range(draw(st.integers(1, 3)))
    ]
    return {"rubric": rubric, **more} | ({"sample": draw(texts())} if draw(st.booleans()) else {})


DOCUMENTS = {
    ItemType.CHOICE: choices(),
    ItemType.MULTIPLE: multiples(),
    ItemType.ORDER: orders(),
    ItemType.MATCH: matches(),
    ItemType.GAP_MATCH: gap_matches(),
    ItemType.CLOZE: clozes(),
    ItemType.HOT_TEXT: hot_texts(),
    ItemType.HOT_SPOT: hot_spots(),
    ItemType.BEST_WORST: reactions(),
    ItemType.NUMERIC: st.tuples(NUMBERS, NUMBERS.map(abs), st.sampled_from(["", "m", "€"])).map(
        lambda said: {"numeric": list(said)}
    ),
    ItemType.SLIDER: st.integers(0, 10).map(
        lambda k: {
            "slider": {"low": -1, "high": 4, "step": 0.5, "value": -1 + k / 2, "tolerance": 0.25,
                       "unit": "bar"}
        }
    ),
    ItemType.SHORT: rubrics(max_words=80),
    ItemType.UPLOAD: rubrics(files=3, endings=["pdf", "png"]),
}  # fmt: skip


@pytest.mark.parametrize("type_", list(ItemType))
@settings(max_examples=12)
@drawn(data=st.data())
def test_fields_of_a_document_give_the_document(drafts, type_, data):
    document = data.draw(DOCUMENTS[type_])
    way = INTERACTIONS[type_].read(document, "en", "")
    assert not way.flaw()
    prompt = Text((("en", "What?"), ("de", "Was?")))
    item = Item("q", "urn:s", 4, prompt, way, points=way.worth or 2.5, rationale=Text.of("So."))
    draft = again(drafts, item)
    assert draft.errors == {}
    assert draft.interaction.document() == way.document()
    assert draft.item == item


NAMES = st.sampled_from(
    """
    option-0-text-en option-0-id option-1-text-de right gap-0-kind gap-0-answer-0-share text-en
    text-de prompt-en level points value tolerance region-0-numbers region-0-shape image width
    line-0-at line-0-text-en line-1-text-en languages criterion-0-points endings files max-words
    low high step slug row-0-key spot-0-right
    """.split()  # noqa: SIM905 (as a list of literals it would fill a page)
)
VALUES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["a", "on", "1", "-1", "1e400", "nan", "x" * 400, "[[a]]", "[[a|b]] [[a]]",
                     "1,2,3", "poly", "circle", "menu", "number", "de fr <b>", "![](x.png)"]),
)  # fmt: skip


@pytest.mark.parametrize("type_", list(ItemType))
@settings(max_examples=12)
@drawn(fields=st.dictionaries(NAMES, VALUES, max_size=12))
def test_whatever_stands_in_the_fields_is_said_and_never_raised(
    drafts, previewing, steps, type_, fields
):
    draft = drafts.read(type_, steps.Given(fields))
    seen = previewing.preview(draft, QueryDict())
    if draft.interaction and seen.question:
        assert render_to_string(seen.question.template, {"question": seen.question})
    assert draft.item is None
    assert draft.errors or draft.trouble
    for name, value in steps.Given(fields).items():
        assert not value or draft.given(name) == value, "nothing that was typed is lost"


class TestRows:
    """Rows are added, taken away and moved, and nothing else is touched."""

    def fields(self, steps):
        return steps.Given(
            {
                "option-0-id": "a",
                "option-0-text-en": "A",
                "option-1-id": "b",
                "option-1-right": "on",
                "option-1-text-en": "B",
                "optional": "x",
                "gap-0-option-0-id": "a",
            }
        )

    def test_a_new_row_has_an_id_of_its_own(self, steps):
        found, focus = steps.stepped(self.fields(steps), "add:option")
        assert found("option-2-id") == "c"
        assert focus == "option-2"

    def test_rows_in_rows(self, steps):
        found, _focus = steps.stepped(self.fields(steps), "add:gap-0-option")
        assert found("gap-0-option-1-id") == "b"
        assert found.rows("option") == ["option-0", "option-1"]

    def test_moving_takes_everything_along(self, steps):
        found, focus = steps.stepped(self.fields(steps), "up:option:1")
        assert [found(f"option-{n}-id") for n in range(2)] == ["b", "a"]
        assert (found("option-0-right"), found("option-1-right")) == ("on", "")
        assert found("optional") == "x"
        assert focus == "down:option:0"

    def test_up_and_down_again_changes_nothing(self, steps):
        before = self.fields(steps)
        found, _focus = steps.stepped(steps.stepped(before, "down:option:0")[0], "up:option:1")
        assert found == before

    def test_taking_one_away(self, steps):
        found, _focus = steps.stepped(self.fields(steps), "remove:option:0")
        assert found.rows("option") == ["option-0"]
        assert found("option-0-text-en") == "B"

    @pytest.mark.parametrize("step", ["", "add", "add:", "up:option", "add:option:1", "x:option:1"])
    def test_no_other_steps(self, steps, step):
        with pytest.raises(InputError):
            steps.stepped(self.fields(steps), step)

    def test_a_list_has_an_end(self, steps):
        found = steps.Given({f"option-{n}-id": str(n) for n in range(60)})
        with pytest.raises(InputError, match="at most 60"):
            steps.stepped(found, "add:option")
