"""Titles of jobs as advertisements write them, brought to what an occupation is called.

"Sr. Full-Stack Dev (m/f/d), Berlin" is a full-stack developer: forms of address, seniority, place,
hours and codes say nothing about which occupation it is.
"""

from __future__ import annotations

import re

from skillmark.skills.language import lexicon

_MEANT = {
    short: meant
    for short, _, meant in (line.partition(" ") for line in lexicon.lines("titles.txt"))
}
_BRACKETS = re.compile(r"\((?:[^()]*)\)|\[[^\[\]]*\]")
_GENDER = re.compile(
    r"(?<!\w)[mwfdxhi](?:\s*[/|*]\s*[mwfdxhiat]|\s*[/|]\s*div(?:erse)?){1,3}(?!\w)"
    r"|\ball genders?\b|\bgn\b",
    re.IGNORECASE,
)
_GERMAN = re.compile(r"(?<=\w)[*:_/](?:-?in(?:nen)?)\b")
_RANK = re.compile(
    r"\b(?:senior|junior|sr|jr|snr|jnr|entry[- ]level|mid[- ]level|experienced|principal|staff"
    r"|trainee|intern|graduate|level \d|grade \d+|i{1,3}|iv|v)\b\.?(?!\w)",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"\b(?:full[- ]?time|part[- ]?time|vollzeit|teilzeit|remote|hybrid|on[- ]?site|home ?office"
    r"|permanent|contract|temporary|temp|freelance|interim|urgent(?:ly)?|hiring|wanted|needed"
    r"|gesucht|ab sofort|immediate start|nights?|shift|per diem|prn|bilingual)\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<!\w)(?:#|ref\.? ?|req\.? ?|job ?id:? ?)?\d[\w/-]{2,}", re.IGNORECASE)
_HEAD = re.compile(
    r"^(?:head|director|vp|vice president|leiter(?:in)?|leitung|chief)\s+"
    r"(?:of|for|der|des)\s+(.+)$",
    re.IGNORECASE,
)
_FIELDS = {"people": "human resources", "talent": "human resources", "hr": "human resources",
           "growth": "marketing", "product": "product", "engineering": "engineering",
           "it": "ict", "data": "data"}  # fmt: skip
_CUT = re.compile(r"\s+[-–—|@]\s+|\s*[,;|]\s*|\s+(?:at|in|bei)\s+(?=[A-ZÄÖÜ])")
_LONGEST = 12
"""Words of a title; what has more is a sentence."""


def is_title(text: str) -> bool:
    """Say whether a text may be a title at all: a few words, no sentence."""
    words = text.split()
    ends = text.rstrip().endswith((".", "!", "?")) and not text.rstrip().endswith(("Sr.", "Jr."))
    return 0 < len(words) <= _LONGEST and not (ends and len(words) > 3)


def plain(title: str) -> str:
    """Return what the job is, without rank, place, hours and gender marks; never empty.

    A title that is nothing but such words is returned as it is.
    """
    return readings(title)[0]


def readings(title: str) -> tuple[str, ...]:
    """Return the title's readings, the likeliest first: without what follows a comma or a dash,
    with it ("Manager, Sales" is a sales manager), and as it stands."""
    words = _GENDER.sub(" ", _BRACKETS.sub(" ", title))
    words = _GERMAN.sub("", words)
    words = _CODE.sub(" ", words)
    parts = [part for part in _CUT.split(words) if part and part.strip()]
    found = []
    for chosen in (parts[:1], list(reversed(parts[:2])), parts[1:2]):
        one = _said(" ".join(chosen))
        if one and one not in found:
            found.append(one)
    return tuple(found) or (title.strip() or title,)


def _said(words: str) -> str:
    bare = " ".join(_HOURS.sub(" ", _RANK.sub(" ", words)).split()).strip(" -–—/.,:")
    head = _HEAD.match(bare)
    if head:
        field = head[1].strip()
        bare = f"{_FIELDS.get(field.lower(), field)} manager"
    return " ".join(
        meant for word in bare.split() if (meant := _MEANT.get(word.lower().strip("."), word))
    )
