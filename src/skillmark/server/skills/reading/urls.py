"""Addresses of texts that are read."""

from django.urls import path

from skillmark.server.skills.reading import drafting, import_views, own_views, suggesting, views

urlpatterns = [
    path("texts/", views.texts, name="texts"),
    path("texts/new", drafting.text_new, name="text_new"),
    path("texts/step", drafting.text_step, name="text_step"),
    path("texts/skills", views.text_skills, name="text_skills"),
    path("texts/suggest", suggesting.skill_suggestions, name="skill_suggestions"),
    path("texts/texts.csv", views.texts_csv, name="texts_csv"),
    path("texts/import", import_views.texts_import, name="texts_import"),
    path("texts/import/<uuid:pk>/", import_views.text_import, name="text_import"),
    path("texts/<uuid:pk>/", drafting.text, name="text"),
    path("texts/<uuid:pk>/erase", views.text_erase, name="text_erase"),
    path("my-skills/cv", own_views.own_cv, name="own_cv"),
]
