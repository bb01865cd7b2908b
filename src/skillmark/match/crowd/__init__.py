"""A crowd: very many people in columns, ranked exactly as `match.rank` ranks them."""

from skillmark.match.crowd.crowd import Crowd, Placed

__all__ = ["Crowd", "Placed"]
