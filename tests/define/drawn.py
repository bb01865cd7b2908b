"""Small catalogues and pathways of every kind, for property tests, and every way through them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, permutations

from hypothesis import strategies as st

from skillmark.define.catalogue import starter
from skillmark.define.shortest import holding
from skillmark.nouns.achievement import Achievement
from skillmark.nouns.held import CreditUnit, Held, Holding
from skillmark.nouns.pathway import Before, Credits, Pathway, Step, met, name_of
from skillmark.nouns.proficiency import SkillLevel
from skillmark.nouns.text import Text

WORDS = Text.of("words")
MODEL = starter().achievements[0]
IDS = tuple(f"a{number}" for number in range(5))
SKILLS = ("urn:s", "urn:t")
LEVELS = st.sampled_from([None, 1, 2, 3])


def made(
    name: str, *skills: SkillLevel, ects: float = 1.0, hours: float = 25.0, **members: object
) -> Achievement:
    """Make an achievement that differs from the starter's first in what is named."""
    shown = skills or (SkillLevel("urn:x", 1),)
    elements = replace(MODEL.elements, ects=ects, workload_hours=hours)
    return replace(MODEL, id=name, skills=shown, elements=elements, **{"test": "t", **members})


@st.composite
def achievements(draw: st.DrawFn) -> tuple[Achievement, ...]:
    """All of `IDS`, each with up to two skills, credits and hours."""
    return tuple(
        made(
            one,
            *(SkillLevel(skill, draw(LEVELS)) for skill in SKILLS if draw(st.booleans())),
            ects=draw(st.sampled_from([0.5, 1.0, 2.0])),
            hours=draw(st.sampled_from([10.0, 20.0, 35.0])),
        )
        for one in IDS
    )


LEAVES = st.one_of(
    st.sampled_from(IDS),
    st.sampled_from(IDS),
    st.builds(SkillLevel, st.sampled_from(SKILLS), LEVELS),
)
SUMS = st.builds(Credits, st.sampled_from([0.5, 1.0, 2.5, 20.0]), st.sampled_from(list(CreditUnit)))


@st.composite
def _step(draw: st.DrawFn, inner: st.SearchStrategy[object]) -> Step:
    options = tuple(draw(st.lists(inner, min_size=1, max_size=3)))
    asked = draw(st.one_of(st.none(), st.none(), SUMS))
    return Step(options, draw(st.integers(0 if asked else 1, len(options))), None, "", asked)


STEPS = st.recursive(LEAVES, _step, max_leaves=6).map(
    lambda one: one if isinstance(one, Step) else Step.all_of(one)
)


def named(step: Step, number: Iterator[int], *, root: bool = True) -> Step:
    """Give every step below the root an id of its own."""
    name = "" if root else f"s{next(number)}"
    options = tuple(
        named(one, number, root=False) if isinstance(one, Step) else one for one in step.options
    )
    return replace(step, id=name, options=options)


@st.composite
def pathways(draw: st.DrawFn) -> Pathway:
    """A pathway over `IDS` with nested steps, sums, skills and up to three pairs of an order."""
    root = named(draw(STEPS), iter(range(99)))
    names = sorted({*(one.id for one in root.steps() if one.id), *map(name_of, root.leaves())})
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(
        lambda pair: pair[0] != pair[1]
    )
    order = draw(st.lists(pairs, max_size=3, unique=True)) if len(names) > 1 else []
    return Pathway("p", WORDS, WORDS, root, "award", tuple(Before(*pair) for pair in order))


def free(pathway: Pathway, one: str, held: Held) -> bool:
    """Say in the words of the definition whether an achievement may be taken now."""
    for pair in pathway.order:
        first, then = pathway.part(pair.first), pathway.part(pair.then)
        late = then.achievements() if isinstance(then, Step) else (then,)
        early = first.achievements() if isinstance(first, Step) else (first,)
        if one in late and one not in early and not met(first, held):
            return False
    return True


def sequence(pathway: Pathway, offered: dict[str, Holding], some: set[str], held: Held) -> bool:
    """Say whether some order of taking these keeps the pathway's order: tries them all."""
    for order in permutations(sorted(some)):
        now, kept = held, True
        for one in order:
            if not free(pathway, one, now):
                kept = False
                break
            now = now.also([offered[one]])
        if kept:
            return True
    return not some


def every_way(
    pathway: Pathway, known: tuple[Achievement, ...], held: Held
) -> Iterator[tuple[set[str], set[SkillLevel]]]:
    """Yield every set of achievements and badges from elsewhere that completes a pathway."""
    offered = {one.id: holding(one) for one in known}
    own = set(pathway.root.achievements())
    useful = {
        name
        for name, one in offered.items()
        if name in own or any(Held((one,)).confirms(asked) for asked in pathway.root.skills())
    }
    skills = pathway.root.skills()
    for badges in (set(c) for n in range(len(skills) + 1) for c in combinations(skills, n)):
        start = held.also(Holding("", (one,)) for one in badges)
        new = sorted(useful - set(held))
        for some in (set(c) for n in range(len(new) + 1) for c in combinations(new, n)):
            after = start.also(offered[one] for one in some)
            if pathway.root.met_by(after) and sequence(pathway, offered, some, start):
                yield some, badges
