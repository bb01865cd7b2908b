"""Addresses of the app `define`."""

from django.urls import path

from skillmark.server.define import demand_views, views
from skillmark.server.define.completing import pages as completing
from skillmark.server.define.learning import pages as learning
from skillmark.server.define.pathways import programmes
from skillmark.server.define.pathways import views as pathways
from skillmark.server.define.public import pages as public
from skillmark.server.define.public import site

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
    path("define/demand/", demand_views.demand, name="demand"),
    path("define/demand/skill", demand_views.demand_skill, name="demand_skill"),
    path("define/demand/demand.csv", demand_views.demand_csv, name="demand_csv"),
    path("define/completions/", completing.upload, name="completions"),
    path("define/completions/due/", completing.due, name="completions_due"),
    path("define/completions/due/<int:pk>", completing.prepare, name="completion_prepare"),
    path("define/completions/<uuid:pk>/", completing.preview, name="completion_preview"),
    path("define/completions/<uuid:pk>/columns", completing.columns, name="completion_columns"),
    path(
        "define/completions/<uuid:pk>/left-out.csv", completing.left_out, name="completion_left_out"
    ),
    path("define/completions/<uuid:pk>/store", completing.store, name="completion_store"),
    path("define/pathways/<int:pk>/learners", learning.learners, name="pathway_learners"),
    path("define/recognition/", learning.recognitions, name="recognitions"),
    path("define/recognition/new", learning.recognition_new, name="recognition_new"),
    path(
        "define/recognition/requests/<int:pk>",
        learning.recognition_request,
        name="recognition_request",
    ),
    path(
        "define/recognition/<int:pk>/withdraw",
        learning.recognition_withdraw,
        name="recognition_withdraw",
    ),
    path("my-pathways/", learning.mine, name="my_pathways"),
    path("my-pathways/begin", learning.begin, name="my_pathway_begin"),
    path("my-pathways/recognition", learning.ask, name="recognition_ask"),
    path("my-pathways/<int:pk>/share", learning.share, name="my_pathway_share"),
    path("my-pathways/<int:pk>/leave", learning.leave, name="my_pathway_leave"),
    path("my-pathways/<int:pk>/picture.svg", learning.picture, name="my_pathway_picture"),
    path("catalogue/", public.catalogue, name="catalogue"),
    path(
        "achievements/<slug:organisation>/<slug:slug>",
        public.achievement,
        name="public_achievement",
    ),
    path(
        "achievements/<slug:organisation>/<slug:slug>.jsonld",
        public.achievement_jsonld,
        name="achievement_jsonld",
    ),
    path(
        "achievements/<slug:organisation>/<slug:slug>.svg",
        public.achievement_image,
        name="achievement_image",
    ),
    path("pathways/<slug:organisation>/<slug:slug>", public.pathway, name="public_pathway"),
    path(
        "pathways/<slug:organisation>/<slug:slug>.jsonld",
        public.pathway_jsonld,
        name="pathway_jsonld",
    ),
    path(
        "pathways/<slug:organisation>/<slug:slug>.svg", public.pathway_image, name="pathway_image"
    ),
    path("programmes/<slug:organisation>/<slug:slug>", public.programme, name="public_programme"),
    path(
        "programmes/<slug:organisation>/<slug:slug>.jsonld",
        public.programme_jsonld,
        name="programme_jsonld",
    ),
    path(
        "opportunities/<slug:organisation>/<slug:slug>",
        public.opportunity,
        name="public_opportunity",
    ),
    path(
        "opportunities/<slug:organisation>/<slug:slug>.jsonld",
        public.opportunity_jsonld,
        name="opportunity_jsonld",
    ),
    path("providers/<slug:slug>", public.provider, name="public_provider"),
    path("providers/<slug:slug>.jsonld", public.provider_jsonld, name="provider_jsonld"),
    path("robots.txt", site.robots, name="robots"),
    path("sitemap.xml", site.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", site.sitemap_part, name="sitemap_part"),
]
