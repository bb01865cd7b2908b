"""The words inside compound words: "management" in "Qualitätsmanagement".

Which words a language joins is learnt from the labels themselves: a word is taken apart where what
follows is a word of its own and what precedes is one too, but for the letters that join them.
"""

from __future__ import annotations

from collections.abc import Collection, Container

LANGUAGES = frozenset(
    ("af", "da", "de", "et", "fi", "fy", "hu", "is", "lb", "nb", "nl", "nn", "no", "sv")
)
"""Languages that write compounds as one word."""
SHORTEST = 8
_HEAD, _TAIL = 3, 4
_JOINTS = ("", "s", "n", "es", "en", "er", "e", "a", "u")


def inside(word: str, known: Container[str]) -> tuple[str, ...]:
    """Return the words that end a compound, longest first, then those in its middle.

    `known` are the words of the framework in languages that join words.
    """
    if len(word) < SHORTEST:
        return ()
    found: dict[str, None] = {}
    for cut in range(_HEAD, len(word) - _TAIL + 1):
        tail = word[cut:]
        if tail in known and (head := _head(word[:cut], known)):
            found[tail] = None
            if len(head) >= SHORTEST:
                found.update(dict.fromkeys(inside(head, known)))
    return tuple(found)


def _head(written: str, known: Container[str]) -> str:
    for joint in _JOINTS:
        head = written.removesuffix(joint) if joint else written
        if len(head) >= _HEAD and (not joint or head != written) and head in known:
            return head
    return ""


def parts(words: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the words inside each compound; those that are none are left out."""
    known = frozenset(words)
    return {word: inner for word in words if (inner := inside(word, known))}
