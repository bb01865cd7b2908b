"""Addresses of foresight."""

from django.urls import path

from skillmark.server.plan.foresight import readiness_views, scenario_views, views

urlpatterns = [
    path("foresight/", views.foresight, name="foresight"),
    path("foresight/skill", views.skill, name="foresight_skill"),
    path("foresight/skill.svg", views.skill_picture, name="foresight_picture"),
    path("foresight/foresight.csv", views.export, name="foresight_csv"),
    path("foresight/outside", views.outside, name="signals"),
    path("foresight/outside/bring", views.bring, name="signal_bring"),
    path("foresight/outside/<uuid:pk>/forget", views.forget, name="signal_forget"),
    path("scenarios/", scenario_views.index, name="scenarios"),
    path("scenarios/new", scenario_views.new, name="scenario_new"),
    path("scenarios/compared.svg", scenario_views.compared, name="scenarios_picture"),
    path("scenarios/mine", scenario_views.mine, name="scenario_mine"),
    path("scenarios/<uuid:pk>/", scenario_views.scenario, name="scenario"),
    path("scenarios/<uuid:pk>/describe", scenario_views.describe, name="scenario_describe"),
    path("scenarios/<uuid:pk>/change", scenario_views.change, name="scenario_change"),
    path("scenarios/<uuid:pk>/act", scenario_views.act, name="scenario_act"),
    path("scenarios/<uuid:pk>/scenario.csv", scenario_views.export, name="scenario_csv"),
    path("genai-readiness/", readiness_views.index, name="genai_readiness"),
    path("genai-readiness/readiness.svg", readiness_views.readiness_picture,
         name="genai_readiness_picture"),
    path("genai-readiness/readiness.csv", readiness_views.export, name="genai_readiness_csv"),
    path("genai-readiness/occupation", readiness_views.occupation, name="role_occupation"),
]  # fmt: skip
