"""Use cases of matching, each in the module that its name points to."""

from __future__ import annotations

from skillmark.server.match.candidates import candidates, remove, submit_files
from skillmark.server.match.evidence import (
    evidence_of,
    known_of,
    rate_oneself,
    record_evidence,
    withdraw,
)
from skillmark.server.match.ranking import Ranking, fitting_roles, rank_people
from skillmark.server.match.roles import (
    as_role,
    close_role,
    closed_roles,
    duplicate_role,
    open_roles,
    reopen_role,
    save_role,
)
from skillmark.server.match.talent.depth import bench

__all__ = [
    "Ranking",
    "as_role",
    "bench",
    "candidates",
    "close_role",
    "closed_roles",
    "duplicate_role",
    "evidence_of",
    "fitting_roles",
    "known_of",
    "open_roles",
    "rank_people",
    "rate_oneself",
    "record_evidence",
    "remove",
    "reopen_role",
    "save_role",
    "submit_files",
    "withdraw",
]
