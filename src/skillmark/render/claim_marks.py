"""A small picture for each kind of claim, so that kinds are told apart without colour."""

from __future__ import annotations

from typing import Final

from skillmark.nouns.outcome import Claim, ClaimType

_DRAWN: Final = {
    # a speech bubble
    "belief": '<path d="M2 3h12v8.2H7.6L4.4 14v-2.8H2z"/>',
    # a line that moves
    "trend": '<path d="M1.8 12.4 6 7.6l3 2.6 4.8-6.4M10 3.6h4v4"/>',
    # an arrow that a ceiling stops
    "bound": '<path d="M2 2.4h12M8 14V5.4M4.8 8.6 8 5.4l3.2 3.2"/>',
    # a full disc with a tick
    "effect": '<circle cx="8" cy="8" r="6.4" fill="{ink}"/>'
    '<path d="M4.9 8.2l2.3 2.3 4-4.6" stroke="{ground}"/>',
    # an empty ring with a gap
    "open": '<circle cx="8" cy="8" r="6.2" stroke-dasharray="3.2 2.4"/><path d="M5.2 8h5.6"/>',
}


def kind(claim: Claim) -> str:
    """Return which picture and look a claim has: its type, or `open` for no established effect."""
    if claim.type is ClaimType.EFFECT and not claim.established:
        return "open"
    return claim.type.value


def mark(which: str, *, ink: str = "currentColor", ground: str = "var(--card, #fff)") -> str:
    """Return the picture as SVG without a title: the word always stands beside it."""
    drawn = _DRAWN[which].format(ink=ink, ground=ground)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16"'
        f' fill="none" stroke="{ink}" stroke-width="1.7" stroke-linecap="round"'
        f' stroke-linejoin="round" aria-hidden="true" focusable="false">{drawn}</svg>'
    )
