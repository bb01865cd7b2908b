"""What a decision rests on, kept so that the ranking can be made again."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from typing import Any

from skillmark.match import SCORER, Ranked
from skillmark.match.auditing import frozen
from skillmark.match.lines import line
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.match.deciding.models import RankingRecord
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.ranking import Ranking


def keep(ranking: Ranking, role: RoleRecord) -> RankingRecord:
    """Store the inputs and the outcome of a ranking; the same inputs are stored once."""
    raw = frozen.freeze(
        ranking.role,
        ranking.people,
        today=ranking.today,
        assumptions=ranking.assumptions,
    )
    digest = hashlib.sha256(raw).hexdigest()
    rows = RankingRecord.objects.of(role.organisation).filter(role=role, digest=digest)
    row: RankingRecord = rows.first() or RankingRecord.objects.create(
        organisation=role.organisation,
        role=role,
        digest=digest,
        inputs=zlib.compress(raw, 9),
        outcome=[[o.person, o.rank, o.digest] for o in frozen.placed(ranking.ranked)],
        scorer=ranking.scorer,
        today=ranking.today,
    )
    return row


def said(place: Ranked) -> dict[str, Any]:
    """Return the line of the ranking as the log keeps it, without what people wrote."""
    kept = line(place)
    for skill in kept["skills"]:
        for piece in skill["evidence"]:
            if piece["class"] != EvidenceClass.VERIFIED.value:
                piece["title"], piece["issuer"] = "", None
    return kept


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of ranking again on the kept inputs."""

    scorer_then: str
    scorer_now: str
    people: int
    """How many were ranked again."""
    forgotten: int
    """How many were erased since, and are ranked no more."""
    intact: bool
    """Whether the kept inputs are the bytes that were stored."""
    differing: tuple[str, ...]
    """Ids of people whose numbers or order came out otherwise."""

    @property
    def same(self) -> bool:
        """Whether everybody who is still there has the same place and numbers, to the bit."""
        return self.intact and not self.differing


def replay(row: RankingRecord) -> Replay:
    """Rank again on the kept inputs and compare with the kept outcome.

    Those erased since leave a gap: then the order of the others is compared.
    """
    raw = zlib.decompress(bytes(row.inputs))
    now = frozen.placed(frozen.again(frozen.thaw(raw)))
    then = {person: (rank, digest) for person, rank, digest in row.outcome}
    order = {person: place for place, person in enumerate(sorted(then, key=lambda p: then[p][0]))}
    found = tuple(
        one.person
        for place, one in enumerate(now)
        if one.person not in then or order[one.person] != place or then[one.person][1] != one.digest
    )
    missing = tuple(sorted(set(then) - {one.person for one in now}))
    return Replay(
        row.scorer,
        SCORER,
        len(now),
        row.forgotten,
        hashlib.sha256(raw).hexdigest() == row.digest,
        found + missing,
    )


def drop(row: RankingRecord, person: str) -> None:
    """Take one person out of the kept inputs and outcome; the caller has opened the gate."""
    raw = frozen.without(zlib.decompress(bytes(row.inputs)), person)
    row.inputs = zlib.compress(raw, 9)
    row.digest = hashlib.sha256(raw).hexdigest()
    row.outcome = [one for one in row.outcome if one[0] != person]
    row.forgotten += 1
    row.save()
