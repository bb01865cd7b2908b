"""The demo organisation: who works there, what they can do. Everybody here is made up.

The same seed makes the same people; another seed makes others of the same names.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Importance, Requirement, Role
from skillmark.nouns.plan import Offer
from skillmark.nouns.proficiency import HIGHEST, LOWEST, EvidenceClass
from skillmark.nouns.text import Text
from skillmark.skills.starter import uri

ORGANISATION = "Brightwater Works"
COUNTRY = "DE"

NAMES = (
    "Mina Aydın", "Tomasz Zieliński", "Ngozi Eze", "Lukas Brandt", "Inés Carrasco", "Arjun Mehta",
    "Freya Lindholm", "Hannah Vogt", "Omar Farouk", "Chloé Marchand", "Yuki Tanaka", "Milan Horvat",
    "Sofia Rossi", "Elif Demir", "Jonas Krüger", "Amara Diallo", "Pavel Novák", "Marta Kowalska",
    "Rui Fernandes", "Leila Haddad", "Oskar Nyberg", "Beatriz Lopes", "Ruth Adler", "Idris Bello",
    "Katja Schuster", "Minh Tran", "Eoin Murphy", "Zofia Wójcik", "Mehmet Kaya", "Anneli Saar",
    "Dario Conti", "Nia Thomas", "Stefan Ilić", "Paula Weiß", "Samir Khoury", "Greta Olsen",
    "Vera Petrova", "Emil Sørensen", "Lucía Navarro", "Florian Maier",
)  # fmt: skip
CLAIMANT = "Victor Langley"
"""Claims everything at a high level and has proven nothing."""

FUNCTIONS = (
    "product and engineering", "IT operations", "data and analytics", "marketing",
    "human resources", "finance",
)  # fmt: skip
_FUNCTION_SKILLS = {
    "product and engineering": ("software-python", "genai-engineering", "software-testing"),
    "IT operations": ("cloud-containers", "genai-it-operations", "security-awareness"),
    "data and analytics": ("data-analysis", "data-sql", "data-visualisation"),
    "marketing": ("marketing-content", "marketing-analytics", "genai-marketing"),
    "human resources": ("enduring-coaching", "genai-hr", "enduring-feedback"),
    "finance": ("business-budgeting", "genai-finance", "data-analysis"),
}
_WANTED = (
    ("genai-foundations", 3, Importance.ESSENTIAL, True),
    ("genai-output-verification", 3, Importance.ESSENTIAL, False),
    ("genai-prompt-design", 3, Importance.ESSENTIAL, False),
    ("data-analysis", 3, Importance.ESSENTIAL, False),
    ("data-visualisation", 3, Importance.OPTIONAL, False),
    ("enduring-communication", 3, Importance.OPTIONAL, False),
)
_GENAI_OF_FUNCTION = {
    "product and engineering": "genai-engineering",
    "IT operations": "genai-it-operations",
    "data and analytics": "genai-data-analytics",
    "marketing": "genai-marketing",
    "human resources": "genai-hr",
    "finance": "genai-finance",
}
_MARGINS = {EvidenceClass.EVIDENCED: 0.6, EvidenceClass.CLAIMED: 1.2}
"""Standard deviation, in levels, of what a manager sees and of what a person claims."""


_PLAIN = str.maketrans({"ı": "i", "ł": "l", "ø": "o"})


@dataclass(frozen=True, slots=True)
class Member:
    """One made-up employee."""

    name: str
    email: str
    function: str
    ability: float
    """Latent ability of the test simulation, in standard deviations."""
    evidence: tuple[Evidence, ...]
    """What managers observed and what the person claims; nothing verified."""


def members(rng: Random, *, today: date) -> tuple[Member, ...]:
    """Return the employees, `CLAIMANT` last."""
    people = [
        _member(name, FUNCTIONS[i % len(FUNCTIONS)], rng, today) for i, name in enumerate(NAMES)
    ]
    boasts = tuple(
        Evidence(
            uri(skill),
            EvidenceClass.CLAIMED,
            today - timedelta(days=20),
            min(HIGHEST, level + 4),
            title="curriculum vitae",
        )
        for skill, level, _, _ in _WANTED
    )
    claimant = Member(CLAIMANT, address_of(CLAIMANT), "data and analytics", -1.6, boasts)
    return (*people, claimant)


def visitor_claims(today: date) -> tuple[Evidence, ...]:
    """Return what the visitor, who comes in as learner, says before proving anything."""
    return tuple(
        Evidence(uri(skill), EvidenceClass.CLAIMED, today, level, title="self-description")
        for skill, level in (("genai-foundations", 3), ("data-analysis", 3))
    )


def wanted_role() -> Role:
    """Return the role that the demo organisation wants to fill."""
    return Role(
        title=Text.of({"en": "GenAI product analyst", "de": "Produktanalyst:in GenAI"}),
        requirements=tuple(
            Requirement(uri(skill), level, importance, must=must)
            for skill, level, importance, must in _WANTED
        ),
    )


def address_of(name: str) -> str:
    """Return a made-up person's address, in a domain that can never receive mail (RFC 2606)."""
    base = unicodedata.normalize("NFKD", name.casefold()).translate(_PLAIN)
    plain = "".join(c for c in base if c.isascii())
    return ".".join(plain.split()) + "@brightwater.example"


def _member(name: str, function: str, rng: Random, today: date) -> Member:
    ability = rng.gauss(0.35, 1.0)
    level = 3.2 + ability
    skills = [*_FUNCTION_SKILLS[function], "enduring-communication", "data-analysis"]
    evidence = []
    for skill in dict.fromkeys(skills):
        for cls, margin in _MARGINS.items():
            if rng.random() < (0.55 if cls is EvidenceClass.EVIDENCED else 0.7):
                seen = round(
                    level + rng.gauss(0.4 if cls is EvidenceClass.CLAIMED else 0.0, margin)
                )
                evidence.append(
                    Evidence(
                        uri(skill),
                        cls,
                        today - timedelta(days=rng.randrange(10, 700)),
                        max(LOWEST, min(HIGHEST, seen)),
                        title="observed by a manager"
                        if cls is EvidenceClass.EVIDENCED
                        else "self-description",
                    )
                )
    return Member(name, address_of(name), function, ability, tuple(evidence))


def skills_of(function: str) -> tuple[str, ...]:
    """Return the starter skills that the people of a function work with."""
    return _FUNCTION_SKILLS[function]


def genai_of(function: str) -> str:
    """Return the GenAI skill that belongs to a function."""
    return _GENAI_OF_FUNCTION[function]


def roles_by_function() -> dict[str, Role]:
    """Return for each function the role that its people are to grow into."""
    return {
        function: Role(
            title=Text.of({"en": f"GenAI-ready: {function}"}),
            requirements=(
                Requirement(uri("genai-foundations"), 3, weight=2.0),
                Requirement(uri("genai-output-verification"), 3, weight=2.0),
                Requirement(uri(_GENAI_OF_FUNCTION[function]), 3, weight=3.0),
                Requirement(uri(_FUNCTION_SKILLS[function][0]), 4),
                Requirement(uri("enduring-communication"), 3, Importance.OPTIONAL),
            ),
        )
        for function in FUNCTIONS
    }


def _offer(
    name: str,
    title: str,
    cost: float,
    hours: float,
    skills: dict[str, int],
    *requires: str,
    seats: int | None = None,
) -> tuple[Offer, Text]:
    levels = tuple((uri(skill), level) for skill, level in skills.items())
    offer = Offer(name, cost, hours, tuple(s for s, _ in levels), levels, requires, seats)
    return offer, Text.of({"en": title})


_FOUNDATIONS = {"genai-foundations": 3, "genai-prompt-design": 3, "genai-output-verification": 3}
OFFERS = (
    _offer("genai-foundations", "GenAI foundations", 180, 16, _FOUNDATIONS),
    _offer("genai-engineering", "GenAI for engineering teams", 620, 40,
           {"genai-engineering": 3, "software-testing": 3}, "genai-foundations"),
    _offer("genai-it-operations", "GenAI for IT operations", 540, 32,
           {"genai-it-operations": 3}, "genai-foundations", seats=4),
    _offer("genai-data-analytics", "GenAI for data and analytics", 560, 36,
           {"genai-data-analytics": 3}, "genai-foundations"),
    _offer("genai-marketing", "GenAI for marketing", 420, 24,
           {"genai-marketing": 3}, "genai-foundations"),
    _offer("genai-hr", "GenAI for people functions", 390, 24,
           {"genai-hr": 3, "genai-data-protection": 3}, "genai-foundations"),
    _offer("genai-finance", "GenAI for finance", 450, 28,
           {"genai-finance": 3}, "genai-foundations"),
    _offer("python", "Python at work", 700, 60, {"software-python": 4}),
    _offer("containers", "Containers in production", 650, 48, {"cloud-containers": 4}, seats=3),
    _offer("data-analysis", "Data analysis essentials", 480, 45,
           {"data-analysis": 4, "data-visualisation": 3}),
    _offer("content", "Content that is read", 320, 20, {"marketing-content": 4}),
    _offer("coaching", "Coaching for leads", 380, 24, {"enduring-coaching": 4}),
    _offer("budgeting", "Budgets and forecasts", 400, 30, {"business-budgeting": 4}),
    _offer("communication", "Communicating at work", 150, 12, {"enduring-communication": 3}),
)  # fmt: skip
"""What the demo organisation can send people to; prices are invented."""
