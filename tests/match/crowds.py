"""People, roles and graphs for the laws of the ranking."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from skillmark.match.adjacency import Adjacency
from skillmark.nouns.credibility import Credibility, CutScore, FieldData, Interval
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Importance, Person, Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.text import Text

TODAY = date(2026, 11, 23)
SKILLS = tuple("abcdef")
CLASSES = [cls for cls in EvidenceClass if cls is not EvidenceClass.MISSING]
GRAPH = Adjacency(
    [
        ("a", "requires", "b"),
        ("b", "requires", "c"),
        ("a", "broader", "d"),
        ("e", "broader", "d"),
        ("c", "related", "f"),
        ("f", "requires", "a"),
    ]
)
CUT = CutScore(14, 20, "m", "r", "d", TODAY)
BUNDLES = (
    None,
    Credibility("t", (("a", 20),), CUT, FieldData.REAL, 300, decision_accuracy=0.9),
    Credibility(
        "u", (), CUT, FieldData.SIMULATED, 0, truly_above=Interval(0.97, 0.95, 0.98), report="r"
    ),
)

skills = st.sampled_from(SKILLS)
levels = st.none() | st.integers(1, 8)
days = st.integers(-30, 4000)


@st.composite
def pieces(draw: st.DrawFn, cls: EvidenceClass | None = None) -> Evidence:
    cls = cls or draw(st.sampled_from(CLASSES))
    bundle = draw(st.sampled_from(BUNDLES)) if cls is EvidenceClass.VERIFIED else None
    return Evidence(
        draw(skills),
        cls,
        TODAY - timedelta(days=draw(days)),
        draw(levels),
        source=draw(st.sampled_from(("urn:1", "urn:2"))),
        title=draw(st.sampled_from(("", "Badge", "Ärger"))),
        issuer=draw(st.sampled_from(("", "Academy"))),
        credibility=bundle,
        recognised_by=draw(st.sampled_from(("", "rule-1"))) if bundle else "",
        disputed=draw(st.booleans()),
    )


held = st.lists(pieces(), max_size=6).map(tuple)
verified = pieces(EvidenceClass.VERIFIED)


@st.composite
def crowds(draw: st.DrawFn, most: int = 6) -> list[Person]:
    ids = draw(
        st.lists(st.text("aé~\U0001f600", min_size=1, max_size=3), unique=True, max_size=most)
    )
    return [Person(name, draw(held)) for name in ids]


@st.composite
def roles(draw: st.DrawFn) -> Role:
    wanted = draw(st.lists(skills, min_size=1, max_size=4, unique=True))
    return Role(
        Text.of("Role"),
        tuple(
            Requirement(
                skill,
                draw(levels),
                draw(st.sampled_from(Importance)),
                draw(st.sampled_from((1.0, 0.1, 1 / 3, 7.0))),
                must=draw(st.booleans()),
            )
            for skill in wanted
        ),
    )
