"""Pictures of badges, drawn here: an uploaded picture is never shown, only handed back."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _

from skillmark.badges import claims, summary
from skillmark.badges.baking import bake
from skillmark.badges.reading import Format, Version, Wrapped
from skillmark.nouns.errors import UnavailableError
from skillmark.render import badge_image
from skillmark.render.badge_image import Face
from skillmark.render.svg import to_png

PIXELS = 600


def face(wrapped: Wrapped) -> Face:
    """Return what the picture of a badge says, read from the credential."""
    said = summary.summarise(claims.credential(wrapped))
    levels = [skill.level for skill in said.skills if skill.level is not None]
    return Face(
        id=said.achievement_id or said.id or said.achievement,
        name=said.achievement or "Badge",
        issuer=said.issuer_name or said.issuer_id,
        level=max(levels, default=None),
        language=said.language,
    )


@lru_cache(maxsize=256)
def picture(said: Face) -> str:
    """Return the picture as SVG."""
    return badge_image.draw(said)


def baked(wrapped: Wrapped, form: str) -> bytes:
    """Return the credential in a picture of ours (`png` or `svg`)."""
    said = face(wrapped)
    if form == "svg":
        return bake(picture(said).encode(), text(wrapped))
    plain = badge_image.draw(said, live_text=False)
    return bake(to_png(plain, scale=PIXELS / badge_image.SIZE), text(wrapped))


def text(wrapped: Wrapped) -> str:
    """Return the exact text of the credential."""
    return wrapped.raw


def forms(wrapped: Wrapped) -> list[str]:
    """Return in which forms a badge can be downloaded."""
    bare = "jwt" if wrapped.token else "json"
    if wrapped.version is Version.OB2:
        # no picture of ours: theirs is the issuer's image, and some hold no more than an address
        return [] if wrapped.link else [bare]
    if wrapped.format is Format.SD_JWT or "~" in wrapped.raw[-2:]:
        return ["sd-jwt"]
    return [bare, "png", "svg"]


def check_form(wrapped: Wrapped, form: str) -> None:
    """Raise `UnavailableError` for a form that this badge does not come in."""
    if form not in forms(wrapped):
        raise UnavailableError(_("this badge does not come as %(form)s") % {"form": form})
