"""What CASE calls things, and how ours are named in it. Shared by reading and writing."""

from __future__ import annotations

import re
from uuid import NAMESPACE_URL, uuid5

from skillmark.nouns.skill import SkillKind

OURS = "skillmark"
"""The member of `extensions` that holds what CASE 1.1 has no word for."""
TYPES = {
    SkillKind.SKILL: ("Skill", "A capability that can be learned, shown and assessed."),
    SkillKind.KNOWLEDGE: ("Knowledge", "What a person knows."),
    SkillKind.ATTITUDE: ("Attitude", "How a person tends to act."),
}
"""Title and description of the CFItemType of each kind."""
GROUP = ("Skill group", "A group that skills are listed under.")
PROFICIENCY = "Levels of proficiency"
"""Title of the one CFRubric whose scores are levels on the scale of 1 to 8."""

ITEM_DETAILS = (
    "notes",
    "alternativeLabel",
    "listEnumeration",
    "statusStartDate",
    "statusEndDate",
    "lastChangeDateTime",
)
ITEM_LISTS = ("subject", "educationLevel")
DOCUMENT_DETAILS = (
    "frameworkType",
    "officialSourceURL",
    "adoptionStatus",
    "statusStartDate",
    "statusEndDate",
    "notes",
    "lastChangeDateTime",
)
DOCUMENT_LISTS = ("subject",)
"""Members of CASE that are kept as details under their own names, one value or several."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)


def identifier(uri: str) -> str:
    """Return the UUID that stands for a URI: that at its end, or one made of it (version 5)."""
    found = _UUID.search(uri)
    return found.group().lower() if found else str(uuid5(NAMESPACE_URL, uri))
