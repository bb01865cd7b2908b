"""Registers the app `hold` with Django."""

from django.apps import AppConfig


class HoldConfig(AppConfig):
    """The app `hold`."""

    name = "skillmark.server.hold"
    label = "hold"
