"""Frameworks of every shape, as hypothesis draws them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from skillmark.nouns.skill import (
    Alignment,
    Framework,
    LevelDescriptor,
    Match,
    Occupation,
    Skill,
    SkillKind,
)
from skillmark.nouns.text import Text

LANGUAGES = ("en", "de", "pt-BR", "zh-Hant")
HOSTS = ("https://skills.example/", "urn:skill:")
WORDS = st.text(
    st.one_of(
        st.sampled_from("=+-@'\"|;,\\&<>#äß漢:() "),
        st.characters(codec="utf-8", exclude_categories=("C", "Z")),
    ),
    min_size=1,
    max_size=12,
).map(lambda words: " ".join(words.split()) or "x")
"""Labels as importers leave them: one line, one space between words, nothing around them."""
PROSE = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)


def texts(
    words: st.SearchStrategy[str], languages: tuple[str, ...] = LANGUAGES
) -> st.SearchStrategy[Text]:
    """A text in the first language and any of the others, in this order."""
    first, *others = languages

    def made(drawn: tuple[str, list[str | None]]) -> Text:
        said = {first: drawn[0]} | {t: w for t, w in zip(others, drawn[1], strict=True) if w}
        return Text.of(said)

    return st.tuples(words, st.tuples(*(st.none() | words for _ in others)).map(list)).map(made)


@st.composite
def skills(draw: st.DrawFn, uri: str, others: list[str], groups: list[str]) -> Skill:
    """One skill that may be related to the others; what it needs, and is below, comes before it."""
    earlier = others[: others.index(uri)]
    label = draw(texts(WORDS))
    said = label.as_mapping()
    defined = draw(st.none() | texts(PROSE))
    definition = (
        {tag: words for tag, words in defined.translations if tag in said and words != said[tag]}
        if defined
        else {}
    )
    alternatives = draw(
        st.dictionaries(
            st.sampled_from(tuple(said)), st.lists(WORDS, max_size=2, unique=True), max_size=2
        )
    )
    targets = st.lists(st.sampled_from(others), max_size=2, unique=True)
    before = st.lists(st.sampled_from(earlier), max_size=2, unique=True) if earlier else st.just([])
    replaced = tuple(draw(targets)) if draw(st.booleans()) else ()
    return Skill(
        uri=uri,
        label=label,
        definition=Text.of(definition) if definition else None,
        alt_labels=tuple(
            (tag, words)
            for tag in said
            for words in alternatives.get(tag, ())
            if words != said[tag]
        ),
        kind=draw(st.sampled_from(SkillKind)),
        group=draw(st.sampled_from([*groups, ""])),
        levels=tuple(
            LevelDescriptor(level, draw(texts(PROSE)))
            for level in sorted(draw(st.sets(st.integers(1, 8), max_size=2)))
        ),
        broader=tuple(draw(before)),
        requires=tuple(draw(before)),
        related=tuple(one for one in draw(targets) if one != uri),
        alignments=tuple(draw(st.lists(alignments(), max_size=2))),
        tags=tuple(
            draw(st.lists(st.sampled_from(["digital", "green", "hot"]), max_size=2, unique=True))
        ),
        code=draw(st.sampled_from(["", "K12.3", "=1+1"])),
        retired=bool(replaced) or draw(st.booleans()),
        replaced_by=replaced,
        details=tuple(
            draw(
                st.lists(
                    st.tuples(st.sampled_from(["employer", "notes", "author"]), PROSE),
                    max_size=2,
                    unique_by=lambda pair: pair[0],
                )
            )
        ),
    )


def alignments() -> st.SearchStrategy[Alignment]:
    return st.builds(
        Alignment,
        framework=st.sampled_from(["esco", "onet", "Open Skills"]),
        target=st.sampled_from(["http://data.europa.eu/esco/skill/1", "urn:other:a;b|c"]),
        match=st.sampled_from(Match),
        method=st.sampled_from(["editorial", "lexical"]),
        confidence=st.sampled_from([0.0, 0.25, 1.0]),
    )


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    """A framework without occupations."""
    number = draw(st.integers(1, 4))
    uris = [draw(st.sampled_from(HOSTS)) + str(place) for place in range(number)]
    groups = [f"g{place}" for place in range(draw(st.integers(0, 2)))]
    return Framework(
        id=draw(st.sampled_from(["urn:own:framework", "https://frameworks.example/1", "own"])),
        title=draw(texts(WORDS)),
        version=draw(st.sampled_from(["1.0", "2026-01"])),
        publisher=draw(st.sampled_from(["", "Acme & Søns"])),
        licence=draw(st.sampled_from(["", "CC BY 4.0", "all rights reserved"])),
        skills=tuple(draw(skills(uri, uris, groups)) for uri in uris),
        groups=tuple((group, draw(texts(WORDS))) for group in groups),
        group_broader=(("g1", "g0"),) if len(groups) == 2 and draw(st.booleans()) else (),
        description=draw(st.none() | texts(PROSE)),
        details=tuple(
            draw(st.lists(st.tuples(st.sampled_from(["subject", "owner"]), WORDS), max_size=1))
        ),
    )


BAKERY = Framework(
    id="urn:own:bakery",
    title=Text.of("Bakery"),
    version="1",
    publisher="Guild",
    licence="CC BY 4.0",
    skills=(
        Skill("urn:own:dough", Text.of({"en": "Dough", "de": "Teig"}), kind=SkillKind.KNOWLEDGE),
        Skill("urn:own:bread", Text.of("Bake bread"), requires=("urn:own:dough",)),
    ),
    occupations=(Occupation("urn:own:baker", Text.of("Baker"), essential=("urn:own:bread",)),),
)
"""A small one with an occupation."""


def settled(framework: Framework) -> Framework:
    """The framework with details in one order: they are facts side by side, not a sequence."""
    return replace(
        framework,
        details=tuple(sorted(framework.details)),
        skills=tuple(replace(one, details=tuple(sorted(one.details))) for one in framework.skills),
    )
