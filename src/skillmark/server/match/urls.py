"""Addresses of the app `match`."""

from django.urls import path

from skillmark.server.match import drafting, views
from skillmark.server.match.applying import views as applying
from skillmark.server.match.deciding.urls import urlpatterns as deciding
from skillmark.server.match.own import fading_pages, pages, rating, skills
from skillmark.server.match.recognising import views as recognising
from skillmark.server.match.reviewing import assuming
from skillmark.server.match.reviewing import views as reviewing
from skillmark.server.match.talent import asking, covering, moving_pages, watching

urlpatterns = [
    path("roles/", views.roles, name="roles"),
    path("roles/new", drafting.role_new, name="role_new"),
    path("roles/read", drafting.role_read, name="role_read"),
    path("roles/skills", drafting.role_skills, name="role_skills"),
    path("roles/line", drafting.role_line, name="role_line"),
    path("roles/occupations", drafting.role_occupations, name="role_occupations"),
    path("roles/<uuid:pk>/", views.ranking, name="role"),
    path("roles/<uuid:pk>/edit", drafting.role_edit, name="role_edit"),
    path("roles/<uuid:pk>/close", views.role_close, name="role_close"),
    path("roles/<uuid:pk>/ranking.csv", views.role_csv, name="role_csv"),
    path("roles/<uuid:pk>/reopen", views.role_reopen, name="role_reopen"),
    path("roles/<uuid:pk>/duplicate", views.role_duplicate, name="role_duplicate"),
    path("roles/<uuid:pk>/compare", reviewing.compare, name="role_compare"),
    path("roles/<uuid:pk>/names", reviewing.names, name="role_names"),
    path("roles/<uuid:pk>/candidates", applying.candidate_add, name="role_candidate"),
    path("roles/<uuid:pk>/files", applying.files, name="role_files"),
    path("roles/<uuid:pk>/loose", applying.loose, name="role_loose"),
    path("roles/<uuid:pk>/clear", applying.clear, name="role_clear"),
    path("candidates/<uuid:pk>/", applying.candidate, name="candidate"),
    path("candidates/<uuid:pk>/claims", applying.claim_add, name="candidate_claim"),
    path("candidates/<uuid:pk>/cv", applying.candidate_cv, name="candidate_cv"),
    path("candidates/<uuid:pk>/remove", applying.candidate_remove, name="candidate_remove"),
    path("candidates/claims/<int:pk>/remove", applying.claim_remove, name="candidate_unclaim"),
    path("matching/assumptions", assuming.index, name="matching_assumptions"),
    path("matching/recognition/", recognising.index, name="recognition_rules"),
    path("matching/recognition/new", recognising.state, name="recognition_state"),
    path("matching/recognition/<int:pk>/withdraw", recognising.withdraw, name="recognition_revoke"),
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
    *deciding,
]
