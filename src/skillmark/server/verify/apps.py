"""Registers the app `verify` with Django."""

from django.apps import AppConfig


class VerifyConfig(AppConfig):
    """The app `verify`."""

    name = "skillmark.server.verify"
    label = "verify"
