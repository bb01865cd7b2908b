"""Addresses of the app `match`."""

from django.urls import path

from skillmark.server.match import drafting, views
from skillmark.server.match.own import fading_pages, pages, rating, skills
from skillmark.server.match.talent import asking, covering, moving_pages, watching

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
    path("bench/who/", asking.ask, name="who"),
    path("bench/who/read", asking.read, name="who_read"),
    path("bench/who/who.csv", asking.ask_csv, name="who_csv"),
    path("bench/coverage/", covering.covered, name="coverage"),
    path("bench/coverage/coverage.csv", covering.covered_csv, name="coverage_csv"),
    path("bench/redeployment/", moving_pages.redeployments, name="redeployments"),
    path("bench/redeployment/<uuid:pk>/", moving_pages.redeployment, name="redeployment"),
    path(
        "bench/redeployment/<uuid:pk>/redeployment.csv",
        moving_pages.redeployment_csv,
        name="redeployment_csv",
    ),
    path("my-skills/", skills.index, name="my_skills"),
    path("my-skills/next/", pages.my_next, name="my_next"),
    path("my-skills/fading/", fading_pages.my_fading, name="my_fading"),
    path("my-skills/considered/", fading_pages.my_considered, name="my_considered"),
    path("my-skills/levels/", rating.levels, name="my_levels"),
    path("my-skills/rate", rating.rate, name="self_rating"),
    path("my-skills/claim", skills.claim, name="skill_claim"),
    path("my-skills/<int:pk>/withdraw", skills.withdraw, name="skill_withdraw"),
]
