"""Which people are compared with which: the reference group and the focal groups.

Groups are used to check questions and for nothing else; nothing of them is kept with scores.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.responses import MISSING, Responses
from skillmark.nouns.errors import InputError

FEWEST = 10
"""People a group needs at the least."""
ADVISED = 200

PURPOSE = (
    "Groups are used here to check questions, and for nothing else: they are not stored with "
    "scores, and no score and no decision about a person changes by them."
)


def pick(groups: Sequence[str], reference: str = "", focal: str = "") -> tuple[str, str]:
    """Return the reference and the focal group among `groups` (one entry a person, not empty).

    The reference group is `reference`, else the one whose name says so (`reference` or `ref`
    beside anything, anything beside `focal`, `R` beside `F`), else the larger one, else the
    first by name. Raises `InputError` unless there are two groups, or both are named, and each
    has at least ten people.
    """
    sizes = Counter(groups)
    names = sorted(sizes, key=lambda name: (-sizes[name], name))
    for wanted in (reference, focal):
        if wanted and wanted not in sizes and len(names) >= 2:
            raise InputError(
                f"there is no group {wanted!r}", remedy="one of: " + ", ".join(sorted(names))
            )
    if reference and focal:
        names = [reference] if reference == focal else [reference, focal]
    if len(names) != 2:
        raise InputError(
            f"there are {len(names)} groups ({', '.join(sorted(names)[:6])})",
            where="group column",
            remedy="two are compared at a time: keep the rows of two",
            code="groups",
        )
    check_sizes(sizes, names)
    chosen = reference or _by_name(*names) or names[0]
    names.sort(key=lambda name: name != chosen)
    return names[0], names[1]


def focal_groups(groups: Sequence[str], reference: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the reference group and every other group, by name; arguments as for `pick`.

    Raises `InputError` where there is one group only, or one has fewer than ten people.
    """
    sizes = Counter(name for name in groups if name)
    if len(sizes) <= 2:
        chosen, other = pick([name for name in groups if name], reference)
        return chosen, (other,)
    if reference and reference not in sizes:
        raise InputError(
            f"there is no group {reference!r}", remedy="one of: " + ", ".join(sorted(sizes))
        )
    check_sizes(sizes, sorted(sizes))
    named = next((name for name in sorted(sizes) if name.casefold() in {"ref", "reference"}), "")
    chosen = reference or named or min(sizes, key=lambda name: (-sizes[name], name))
    return chosen, tuple(sorted(name for name in sizes if name != chosen))


def check_sizes(sizes: Counter[str], names: Sequence[str]) -> None:
    """Raise `InputError` (code `too_few`) for a group of fewer than ten people."""
    small = [name for name in names if sizes[name] < FEWEST]
    if small:
        raise InputError(
            f"group {small[0]!r} has {sizes[small[0]]} people",
            where="group column",
            remedy=f"each needs at least {FEWEST}; {ADVISED} or more are advised",
            code="too_few",
        )


def cautions(names: Sequence[str], counts: Sequence[int]) -> tuple[str, ...]:
    """Return a sentence for each group with fewer people than are advised."""
    return tuple(
        f"group {name!r} has {count} people: {ADVISED} or more are advised, and with fewer a "
        "question may work differently without being found"
        for name, count in zip(names, counts, strict=True)
        if count < ADVISED
    )


def compared(
    responses: Responses, reference: str, focal: str
) -> tuple[NDArray[np.int8], NDArray[np.bool_], str, str, int]:
    """Return responses of both groups, who is in the reference group, both names, left out.

    Left out are people of neither group, and of those without any response.
    """
    groups = np.array(responses.groups)
    if len(groups) != len(responses.values):
        raise InputError("there are no groups", remedy="name their column with --group")
    keep = (responses.values != MISSING).any(axis=1) & (groups != "")
    first, second = pick(groups[keep].tolist(), reference, focal)
    keep &= (groups == first) | (groups == second)
    return responses.values[keep], groups[keep] == first, first, second, int((~keep).sum())


def _by_name(*names: str) -> str:
    """Return the group that calls itself the reference group, or an empty string."""
    for name, other in (names, names[::-1]):
        pair = name.casefold(), other.casefold()
        if pair[0] in {"ref", "reference"} or pair[1] in {"foc", "focal"} or pair == ("r", "f"):
            return name
    return ""
