"""Addresses of the app `match`."""

from django.urls import path

from skillmark.server.match import own, views

urlpatterns = [
    path("roles/", views.roles, name="roles"),
    path("roles/new", views.role_new, name="role_new"),
    path("roles/<uuid:pk>/", views.ranking, name="role"),
    path("roles/<uuid:pk>/edit", views.role_edit, name="role_edit"),
    path("roles/<uuid:pk>/close", views.role_close, name="role_close"),
    path("roles/<uuid:pk>/candidates", views.candidate_add, name="role_candidate"),
    path("candidates/<uuid:pk>/remove", views.candidate_remove, name="candidate_remove"),
    path("bench/", views.bench, name="bench"),
    path("observe/", views.observe, name="observe"),
    path("my-skills/", own.index, name="my_skills"),
    path("my-skills/claim", own.claim, name="skill_claim"),
    path("my-skills/<int:pk>/withdraw", own.withdraw, name="skill_withdraw"),
]
