"""Registers the app `match` with Django."""

from django.apps import AppConfig


class MatchConfig(AppConfig):
    """The app `match`."""

    name = "skillmark.server.match"
    label = "match"
