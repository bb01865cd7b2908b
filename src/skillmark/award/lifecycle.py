"""Revoke, suspend and reinstate what was awarded from a state directory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from skillmark.award.journal import ACTIVE, REVOKED, SUSPENDED, Journal
from skillmark.award.state import State
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.trust.dids import timestamp
from skillmark.trust.keys import Signer


class Change(StrEnum):
    """What can happen to a credential that is out."""

    REVOKE = "revoke"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"


_BECOMES = {Change.REVOKE: REVOKED, Change.SUSPEND: SUSPENDED, Change.REINSTATE: ACTIVE}


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of the ids that were given."""

    changed: int
    already: int
    unknown: tuple[str, ...]


def change(
    ids: Iterable[str],
    what: Change,
    *,
    state: State,
    signer: Signer,
    reason: str,
    now: datetime,
) -> Changed:
    """Change the status of credentials and sign the status lists anew.

    A revocation is final: suspending or reinstating what was revoked raises `ConflictError`, and
    then nothing is changed at all. Ids that this directory never issued are `unknown`.
    """
    if not reason.strip():
        raise InputError("a change without a reason cannot be answered for", where="--reason")
    if signer.controller != state.issuer:
        raise ConflictError(
            f"the key speaks for {signer.controller}, the directory belongs to {state.issuer}",
            where=str(state.directory),
        )
    wanted = list(dict.fromkeys(ids))
    with Journal(state.journal) as journal:
        record = journal.record
        known = [id_ for id_ in wanted if id_ in record.intents]
        becomes = _BECOMES[what]
        if what is not Change.REVOKE:
            final = [id_ for id_ in known if record.status.get(id_) == REVOKED]
            if final:
                raise ConflictError(
                    f"{final[0]} is revoked, and that is final",
                    remedy="award it again instead",
                    code="revoked",
                )
        fresh = [id_ for id_ in known if record.status.get(id_, ACTIVE) != becomes]
        journal.append(
            {
                "kind": "status",
                "id": id_,
                "status": becomes,
                "reason": reason,
                "at": timestamp(now),
            }
            for id_ in fresh
        )
        # also when nothing changed: an earlier run may have been stopped before this step
        state.publish(record, signer=signer, now=now)
    return Changed(
        changed=len(fresh),
        already=len(known) - len(fresh),
        unknown=tuple(id_ for id_ in wanted if id_ not in record.intents),
    )
