"""Draw any test: every interaction, several languages, material, files."""

from __future__ import annotations

from hypothesis import strategies as st

from skillmark.assess.demands import Demand, Like
from skillmark.assess.interactions.base import ItemType
from skillmark.assess.items import CutRule, Item, Stimulus, Test
from skillmark.nouns.text import Text

from ..interactions.test_every_interaction import interactions, texts, words

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000640000000a01000000006a67c6d30000000f494441"
    "54789c63f88f0c18069407006b0d817fe6bac3020000000049454e44ae426082"
)
"""A white PNG of 100 by 10."""
SKILLS = ("urn:skill:reading", "https://example.org/skills/maths")
names = st.lists(
    st.sampled_from(["q1", "q 2", "3rd", "Übung", "_x0041_", "a.b-c", "s/t", "<&>", "x" * 60]),
    min_size=1,
    max_size=4,
    unique=True,
)
marked = st.sampled_from(
    [
        "Which *one*?\n\n- first\n- `second`",
        "What is $x_1^2$ if **x** < 3 & y > 2?",
        "Look:\n\n![the plan](map.png)\n\nThen decide.",
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
    ]
)
prompts = st.builds(lambda en, de: Text.of({"en": en, "de": de}), marked | words, words)


@st.composite
def items(draw, name: str, stimuli: tuple[str, ...], *, scored: bool = False):
    way = draw(interactions)
    points = way.worth or draw(st.sampled_from([1.0, 2.0, 0.5, 3.0]))
    about = draw(st.sampled_from(["", *stimuli]))
    why = draw(st.none() | prompts)
    skill, level = draw(st.sampled_from(SKILLS)), draw(st.integers(1, 5))
    checked = draw(st.sampled_from(["", "agreed"]))
    return Item(
        name,
        skill,
        level,
        draw(prompts),
        way,
        points,
        why,
        about,
        checked,
        family=draw(st.sampled_from(["", "sums", "Maße & Gewichte"])),
        exposure=draw(st.sampled_from([None, 0.2, 1.0])),
        pilot=not scored and draw(st.booleans()),
        difficulty=draw(st.sampled_from([None, 0.0, 0.61])),
    )


likes = st.builds(
    Like,
    st.sampled_from(["", *SKILLS]),
    st.lists(st.integers(1, 8), max_size=3, unique=True).map(tuple),
    st.sampled_from([(), (ItemType.CHOICE,), (ItemType.SHORT, ItemType.HOT_SPOT)]),
    st.sampled_from([None, (0.0, 0.5), (0.25, 1.0)]),
    st.sampled_from(["", "sums", "a/b"]),
    st.sampled_from([(), ("q1",), ("q1", "<&>")]),
)
demands = st.builds(Demand, likes, st.integers(0, 3), st.none() | st.integers(3, 5))


@st.composite
def any_test(draw):
    stimuli = tuple(
        Stimulus(name, draw(texts), draw(prompts)) for name in draw(st.sampled_from([[], ["s 1"]]))
    )
    ids = tuple(one.id for one in stimuli)
    pool = tuple(
        draw(items(name, ids, scored=place == 0)) for place, name in enumerate(draw(names))
    )
    asked = {one.skill for one in pool if not one.pilot}
    return Test(
        "t 1",
        draw(texts),
        draw(prompts),
        draw(st.sampled_from(["en", "de"])),
        draw(st.none() | st.sampled_from([5.0, 12.5])),
        tuple((skill, 1) for skill in SKILLS if skill in asked),
        pool,
        draw(st.none() | st.builds(CutRule, st.just("angoff"), texts, st.integers(1, 5))),
        draw(st.sampled_from([(), (("partial", Text.of({"en": "It counts."})),)])),
        stimuli,
        tuple(draw(st.lists(demands, max_size=2))),
        draw(st.integers(0, sum(one.pilot for one in pool))),
    )
