"""Addresses of the app `define`."""

from django.urls import path

from skillmark.server.define import views
from skillmark.server.define.pathways import programmes
from skillmark.server.define.pathways import views as pathways

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
    path("define/pathways/", pathways.pathways, name="pathways"),
    path("define/pathways/new", pathways.pathway_create, name="pathway_create"),
    path("define/pathways/<int:pk>/", pathways.pathway, name="pathway"),
    path("define/pathways/<int:pk>/edit", pathways.pathway_edit, name="pathway_edit"),
    path("define/pathways/<int:pk>/publish", pathways.pathway_publish, name="pathway_publish"),
    path(
        "define/pathways/<int:pk>/unpublish", pathways.pathway_unpublish, name="pathway_unpublish"
    ),
    path(
        "define/pathways/<int:pk>/versions/<int:number>",
        pathways.pathway_version,
        name="pathway_version",
    ),
    path("define/pathways/<int:pk>/picture.svg", pathways.pathway_picture, name="pathway_picture"),
    path("define/pathways/drafts/<int:pk>/", pathways.pathway_draw, name="pathway_draw"),
    path(
        "define/pathways/drafts/<int:pk>/options",
        pathways.pathway_options,
        name="pathway_options",
    ),
    path(
        "define/pathways/drafts/<int:pk>/publish",
        pathways.pathway_draft_publish,
        name="pathway_draft_publish",
    ),
    path(
        "define/pathways/drafts/<int:pk>/discard",
        pathways.pathway_draft_discard,
        name="pathway_draft_discard",
    ),
    path("define/programmes/", programmes.programmes, name="programmes"),
    path("define/programmes/new", programmes.programme_create, name="programme_create"),
    path("define/programmes/<int:pk>/edit", programmes.programme_edit, name="programme_edit"),
    path("define/opportunities/", views.opportunities, name="opportunities"),
    path("define/opportunities/new", views.opportunity_create, name="opportunity_create"),
    path("define/opportunities/<int:pk>/edit", views.opportunity_edit, name="opportunity_edit"),
    path("define/completions/", views.completions_upload, name="completions"),
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
