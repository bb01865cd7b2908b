"""Registers the app `skills` with Django."""

from django.apps import AppConfig


class SkillsConfig(AppConfig):
    """The app `skills`."""

    name = "skillmark.server.skills"
    label = "skills"
