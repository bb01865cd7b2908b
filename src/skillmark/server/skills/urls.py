"""Addresses of the app `skills`."""

from django.urls import include, path

from skillmark.server.skills import choosing, views

urlpatterns = [
    path("skills/", views.index, name="skills"),
    path("skills/search", views.search, name="skill_search"),
    path("skills/choices", choosing.skill_choices, name="skill_choices"),
    path("skills/uri", views.by_uri, name="skill_by_uri"),
    path("skills/import", views.import_framework, name="framework_import"),
    path("skills/<int:pk>/", views.skill, name="skill"),
    path("skills/framework/<int:pk>/", views.framework, name="framework"),
    path("", include("skillmark.server.skills.reading.urls")),
]
