"""The app `measure`."""

from django.apps import AppConfig


class MeasureConfig(AppConfig):
    """Does it work here?"""

    name = "skillmark.server.measure"
    label = "measure"
