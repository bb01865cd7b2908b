"""Addresses of the app `define`."""

from django.urls import path

from skillmark.server.define import demand_views, views

urlpatterns = [
    path("define/achievements/", views.achievements, name="achievements"),
    path("define/achievements/new", views.achievement_create, name="achievement_create"),
    path("define/achievements/starter", views.starter, name="catalogue_starter"),
    path("define/achievements/<int:pk>/", views.achievement, name="achievement"),
    path("define/achievements/<int:pk>/edit", views.achievement_edit, name="achievement_edit"),
    path(
        "define/achievements/<int:pk>/archive",
        views.achievement_archive,
        name="achievement_archive",
    ),
    path("define/skills", views.skill_options, name="skill_options"),
    path("define/skills/row", views.skill_row, name="skill_row"),
    path("define/pathways/", views.pathways, name="pathways"),
    path("define/pathways/new", views.pathway_create, name="pathway_create"),
    path("define/pathways/<int:pk>/", views.pathway, name="pathway"),
    path("define/pathways/<int:pk>/edit", views.pathway_edit, name="pathway_edit"),
    path("define/pathways/<int:pk>/picture.svg", views.pathway_picture, name="pathway_picture"),
    path("define/opportunities/", views.opportunities, name="opportunities"),
    path("define/opportunities/new", views.opportunity_create, name="opportunity_create"),
    path("define/opportunities/<int:pk>/edit", views.opportunity_edit, name="opportunity_edit"),
    path("define/completions/", views.completions_upload, name="completions"),
    path("define/demand/", demand_views.demand, name="demand"),
    path("define/demand/skill", demand_views.demand_skill, name="demand_skill"),
    path("define/demand/demand.csv", demand_views.demand_csv, name="demand_csv"),
    path("catalogue/", views.public_catalogue, name="catalogue"),
    path(
        "achievements/<slug:organisation>/<slug:slug>",
        views.public_achievement,
        name="public_achievement",
    ),
    path(
        "achievements/<slug:organisation>/<slug:slug>.svg",
        views.achievement_image,
        name="achievement_image",
    ),
]
