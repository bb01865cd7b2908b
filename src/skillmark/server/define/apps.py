"""Registers the app `define` with Django."""

from django.apps import AppConfig


class DefineConfig(AppConfig):
    """The app `define`."""

    name = "skillmark.server.define"
    label = "define"
