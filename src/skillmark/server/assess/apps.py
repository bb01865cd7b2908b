"""Registers the app `assess` with Django."""

from django.apps import AppConfig


class AssessConfig(AppConfig):
    """The app `assess`."""

    name = "skillmark.server.assess"
    label = "assess"
