"""Records of rankings: made again or refused, and one that is the same says so twice."""

from __future__ import annotations

import json

from skillmark.match.record import replay
from skillmark.nouns.errors import SkillmarkError

from ..bench import refused
from ..mutate import of_json

LONGEST = 16_384
CALLS = 200_000
mutate = of_json(
    *("format", "scorer", "today", "top", "assumptions", "role", "people", "places", "evidence"),
    *("half_lives", "proof_step", "credibility", "inference", "lost", "weight", "level", "exact"),
)


def check(data: bytes) -> None:
    try:
        kept = json.loads(data)
    except (ValueError, RecursionError):
        return
    try:
        found = replay(kept)
    except SkillmarkError as error:
        refused(error)
        return
    assert replay(kept) == found
