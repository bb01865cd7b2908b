"""Registers the app `award` with Django."""

from django.apps import AppConfig


class AwardConfig(AppConfig):
    """The app `award`."""

    name = "skillmark.server.award"
    label = "award"
