"""The app `plan`."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """Who learns what within a budget."""

    name = "skillmark.server.plan"
    label = "plan"
