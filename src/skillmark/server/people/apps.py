"""Registers the app `people` with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app `people`."""

    name = "skillmark.server.people"
    label = "people"
