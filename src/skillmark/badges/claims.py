"""What a badge of any version says of itself and of whom, before anybody checks it."""

from __future__ import annotations

from skillmark.badges import open_badges_2_view, recipient_2
from skillmark.badges.identity import belongs_to
from skillmark.badges.levels import Json, first
from skillmark.badges.reading import Version, Wrapped


def credential(wrapped: Wrapped) -> Json:
    """Return what a badge says in the members of Open Badges 3.0."""
    if wrapped.version is Version.OB2:
        return open_badges_2_view.claimed(wrapped.credential)
    return wrapped.credential


def names(wrapped: Wrapped, holder: str) -> bool:
    """Say whether a badge names this person (e-mail address, DID or URL) as its recipient."""
    if wrapped.version is Version.OB2:
        return recipient_2.is_recipient(wrapped.credential.get("recipient"), holder)
    return belongs_to(first(wrapped.credential.get("credentialSubject")), holder)
