"""Registers the app `define` with Django."""

from django.apps import AppConfig


class DefineConfig(AppConfig):
    """The app `define`."""

    name = "skillmark.server.define"
    label = "define"

    def ready(self) -> None:
        """Begin to keep the catalogue's index."""
        from skillmark.server.define.public import indexing

        indexing.watch()
