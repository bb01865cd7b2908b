"""Registers the app `people` with Django."""

from django.apps import AppConfig

from skillmark.server import opened


class PeopleConfig(AppConfig):
    """The app `people`."""

    name = "skillmark.server.people"
    label = "people"

    def ready(self) -> None:
        """Keep an eye on the database file, whose connections stay open."""
        opened.watch()
