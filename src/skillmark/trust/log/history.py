"""Whether a log still begins with what was published or witnessed of it.

A ledger that is behind a checkpoint was restored from an old backup; one that says otherwise was
rewritten. Nothing may be appended to either: it would become a second history of the same log.
"""

from __future__ import annotations

from skillmark.nouns.errors import ConflictError
from skillmark.trust.log.notes import Checkpoint
from skillmark.trust.log.tree import Tree


class RolledBackError(ConflictError):
    """The log is shorter than it was."""

    code = "log_rolled_back"


class ForkedError(ConflictError):
    """The log says something else about entries that were there already."""

    code = "log_forked"


def confirm(tree: Tree, seen: Checkpoint, *, where: str = "") -> None:
    """Raise `RolledBackError` or `ForkedError` unless the log begins with the checkpoint's.

    `where` says where that checkpoint comes from. Who signed it is for the caller to know.
    """
    if seen.size > tree.size:
        raise RolledBackError(
            f"the log holds {tree.size:,} entries, but {seen.size:,} were seen",
            where=where,
            remedy="an old backup was restored: restore a newer one; until then award nothing",
        )
    if tree.root(seen.size) != seen.root:
        raise ForkedError(
            f"the first {seen.size:,} entries of the log are not those that were seen",
            where=where,
            remedy="entries were changed or another backup continued: compare with a sound copy",
        )
