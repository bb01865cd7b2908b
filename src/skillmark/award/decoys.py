"""Decoys: places of a status list that nobody is ever given, set when the list is begun.

A provider's list is public, so anybody can count its bits: "this academy has taken back four
badges" is nobody's business, and with four holders at hand it is a guess at who. So 512 to 2,048
places of every 131,072, how many and which only the issuer can tell, are set from the first day,
one in eight of them as a suspension. They break nothing, because no credential is ever given one
of them.

They never change, because what changes gives itself away. For the same reason they do not hide
that a bit was set between two copies of a list (Bitstring Status List 1.0, section "Decoy Values",
warns of decoys that claim more): against that stand random places, one list for very many, and
copies that caches keep. Which ones they are follows from a secret and the list's number, so that
they need no table; where there is no secret there are none.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from skillmark.trust.bitstring import SMALLEST

LEAST, MOST = 512, 2_048
"""Of the smallest list; a larger one has as many times more."""
SUSPENDED = 8
"""One decoy in this many is a suspension."""


@dataclass(frozen=True, slots=True)
class Decoys:
    """The decoys of one pair of lists."""

    places: frozenset[int] = frozenset()
    """All of them: set in the list of purpose revocation."""
    suspended: frozenset[int] = frozenset()
    """Those that are set in the list of purpose suspension too."""

    def without(self, taken: frozenset[int] | set[int]) -> Decoys:
        """Leave out places that credentials have: those of a list older than its secret."""
        return Decoys(self.places - taken, self.suspended - taken)


NONE = Decoys()


@lru_cache(maxsize=16)
def of(secret: str, number: int, *, size: int = SMALLEST) -> Decoys:
    """Return the decoys of the list of this number; none without a secret."""
    if not secret:
        return NONE
    numbers = _numbers(secret.encode(), number)
    least, most = LEAST * size // SMALLEST, MOST * size // SMALLEST
    wanted = least + next(numbers) % (most - least + 1)
    drawn: dict[int, None] = {}
    while len(drawn) < wanted:
        drawn[next(numbers) % size] = None
    return Decoys(frozenset(drawn), frozenset(list(drawn)[::SUSPENDED]))


def _numbers(secret: bytes, number: int) -> Iterator[int]:
    """Yield numbers of 64 bits that only who knows the secret can tell from random ones."""
    for counter in count():
        message = f"skillmark decoy {number} {counter}".encode()
        yield int.from_bytes(hmac.digest(secret, message, "sha256")[:8], "big")
