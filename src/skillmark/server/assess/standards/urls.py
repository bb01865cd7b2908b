"""Addresses of standard settings."""

from django.urls import path

from skillmark.server.assess.standards import pages, panel_pages

urlpatterns = [
    path("assess/standards/", pages.index, name="standard_settings"),
    path("assess/tests/<uuid:pk>/standards/new", pages.new, name="standard_new"),
    path("assess/standards/<uuid:pk>/", pages.detail, name="standard_setting"),
    path("assess/standards/<uuid:pk>/links", pages.panel_links, name="standard_links"),
    path("assess/standards/<uuid:pk>/close", pages.close_round, name="standard_close"),
    path("assess/standards/<uuid:pk>/next", pages.next_round, name="standard_next"),
    path("assess/standards/<uuid:pk>/adopt", pages.adopt, name="standard_adopt"),
    path("assess/standards/<uuid:pk>/ratings.svg", pages.ratings_picture, name="standard_picture"),
    path("assess/standards/<uuid:pk>/record.json", pages.record_json, name="standard_json"),
    path("assess/standards/<uuid:pk>/record.csv", pages.record_csv, name="standard_csv"),
    path("assess/panellists/<uuid:pk>/link", pages.renew_link, name="panellist_link"),
    # panellists
    path("panel/<str:token>/", panel_pages.overview, name="panel"),
    path("panel/<str:token>/<int:number>", panel_pages.rate, name="panel_question"),
    path("panel/<str:token>/people", panel_pages.people, name="panel_people"),
    path("panel/<str:token>/feedback", panel_pages.feedback, name="panel_feedback"),
    path("panel/<str:token>/ratings.svg", panel_pages.feedback_picture, name="panel_picture"),
]
