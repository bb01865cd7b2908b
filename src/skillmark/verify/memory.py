"""What a verifier need not work out twice: documents that were read, status lists that hold.

A memory holds no answers of the network. Each verification asks for the bytes that count now (the
fetching side knows how long they may be used); what is known of exactly these bytes is taken from
here. A key is therefore everything that the knowledge depends on, and a hostile credential can add
nothing but what is true of its own bytes. Only what passed is kept, for as long as it must pass.
Safe to share between threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust.contexts import Contexts
from skillmark.trust.remembered import Remembered
from skillmark.trust.resolve import KeyDocument, ReadDocuments, Resolver

DOCUMENTS = 1024
LISTS = 256
BYTES = 32 * 2**20
"""Of documents, and of lists, each."""


@dataclass(frozen=True, slots=True)
class VerifiedList:
    """A status list whose signature holds, and what that rests on."""

    credential: dict[str, Any]
    signed_on: datetime
    documents: Mapping[str, KeyDocument]
    """The key documents that were looked into, by whom they are of."""
    contexts: Contexts
    since: datetime
    """The latest moment at which a proof says that it was made: from then on it holds."""
    lasting: bool
    """Whether it rests on nothing else and ends by nothing but its own period."""

    def still(self, resolver: Resolver, contexts: Contexts, now: datetime) -> bool:
        """Say whether checking it again could only say the same."""
        if contexts is not self.contexts or now < self.since:
            return False
        try:
            return all(resolver.consult(one) is kept for one, kept in self.documents.items())
        except SkillmarkError:
            return False


@dataclass
class Memory:
    """Give the same one to every `Verifier` of a process."""

    documents: ReadDocuments = field(
        default_factory=lambda: Remembered(most=DOCUMENTS, most_weight=BYTES)
    )
    lists: Remembered[tuple[str, bytes], VerifiedList] = field(
        default_factory=lambda: Remembered(most=LISTS, most_weight=BYTES)
    )
    """By the issuer whose word was asked for, and the list's exact bytes."""

    def keep(self, issuer: str, body: bytes, listed: VerifiedList) -> None:
        """Keep a list that passed, unless its proof says that it stops to hold some day."""
        proofs = _proofs(listed.credential)
        if not listed.lasting or any(
            not isinstance(proof, dict) or "expires" in proof for proof in proofs
        ):
            return
        # the bytes as they came, and once more as what was read from them
        self.lists.put((issuer, body), listed, 2 * len(body))


def verified(
    credential: dict[str, Any],
    signed_on: datetime,
    *,
    resolver: Resolver,
    contexts: Contexts,
    token: bool,
) -> VerifiedList:
    """Return what is known of a list that was checked through `resolver`, just now and alone.

    A token may end by a claim of its own (`exp`), which is no part of the list: it is not lasting.
    """
    moments = [_created(proof) for proof in _proofs(credential)]
    return VerifiedList(
        credential,
        signed_on,
        dict(resolver.consulted),
        contexts,
        max([signed_on, *(moment for moment in moments if moment is not None)]),
        not token and not resolver.beyond_documents,
    )


def _proofs(credential: Mapping[str, Any]) -> list[Any]:
    said = credential.get("proof", [])
    return said if isinstance(said, list) else [said]


def _created(proof: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(proof["created"])
    except (TypeError, KeyError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
