"""`skillmark demo`: the whole loop for a made-up organisation, then the product itself."""

from skillmark.cli.demo.run import command

__all__ = ["command"]
