"""A pathway as a picture: where every box, joint, band and arrow is. Nothing here knows colours.

Two layouts of the same parts: `picture_wide` from left to right, `picture_narrow` from top to
bottom for phones. `render.pathway` draws both.
"""

from __future__ import annotations

from skillmark.define.picture_narrow import tall
from skillmark.define.picture_shapes import NARROW, Band, Edge, Node, NodeKind, Picture
from skillmark.define.picture_wide import wide
from skillmark.nouns.pathway import Pathway

__all__ = ["NARROW", "Band", "Edge", "Node", "NodeKind", "Picture", "picture"]


def picture(pathway: Pathway, *, narrow: bool = False) -> Picture:
    """Lay out a pathway; the same pathway always gives the same picture.

    Boxes never overlap. Every line runs forward: to the right, or down where it is `narrow`. An
    order that leads back to itself is drawn without the arrow that closes the circle.
    """
    return tall(pathway) if narrow else wide(pathway)
