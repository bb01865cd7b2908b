"""Registers the app `front` with Django."""

from django.apps import AppConfig


class FrontConfig(AppConfig):
    """The app `front`."""

    name = "skillmark.server.front"
    label = "front"
