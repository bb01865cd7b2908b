"""Registers the app `jobs` with Django."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The app `jobs`."""

    name = "skillmark.server.jobs"
    label = "jobs"
