"""Addresses of the app `match`."""

from django.urls import path

from skillmark.server.match import drafting, own, rating_oneself, views, watching
from skillmark.server.match.deciding.urls import urlpatterns as deciding

urlpatterns = [
    path("roles/", views.roles, name="roles"),
    path("roles/new", drafting.role_new, name="role_new"),
    path("roles/read", drafting.role_read, name="role_read"),
    path("roles/skills", drafting.role_skills, name="role_skills"),
    path("roles/line", drafting.role_line, name="role_line"),
    path("roles/<uuid:pk>/", views.ranking, name="role"),
    path("roles/<uuid:pk>/edit", drafting.role_edit, name="role_edit"),
    path("roles/<uuid:pk>/close", views.role_close, name="role_close"),
    path("roles/<uuid:pk>/ranking.csv", views.role_csv, name="role_csv"),
    path("roles/<uuid:pk>/candidates", views.candidate_add, name="role_candidate"),
    path("candidates/<uuid:pk>/remove", views.candidate_remove, name="candidate_remove"),
    path("bench/", watching.bench, name="bench"),
    path("bench/bench.csv", watching.bench_csv, name="bench_csv"),
    path("my-skills/", own.index, name="my_skills"),
    path("my-skills/levels/", rating_oneself.levels, name="my_levels"),
    path("my-skills/rate", rating_oneself.rate, name="self_rating"),
    path("my-skills/claim", own.claim, name="skill_claim"),
    path("my-skills/<int:pk>/withdraw", own.withdraw, name="skill_withdraw"),
    *deciding,
]
