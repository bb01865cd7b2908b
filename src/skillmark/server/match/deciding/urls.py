"""Addresses of decisions, contests, notices, and the audit."""

from django.urls import path

from skillmark.server.match.deciding import notice_pages, own_pages, pages
from skillmark.server.match.surveying import pages as auditing

urlpatterns = [
    path("roles/<uuid:pk>/decisions", pages.role_decisions, name="role_decisions"),
    path("roles/<uuid:pk>/decisions.csv", pages.role_decisions_csv, name="role_decisions_csv"),
    path("roles/<uuid:pk>/decide/<str:person>", pages.role_decide, name="role_decide"),
    path("decisions/<uuid:pk>/", pages.decision, name="decision"),
    path("candidates/<uuid:pk>/link", pages.candidate_link, name="candidate_link"),
    path("contests/", pages.contests, name="contests"),
    path("contests/<uuid:pk>/", pages.contest, name="contest"),
    path("contests/<uuid:pk>/answer", pages.contest_answer, name="contest_answer"),
    path("my-decisions/", own_pages.my_decisions, name="my_decisions"),
    path("my-decisions/decisions.json", own_pages.my_decisions_json, name="my_decisions_json"),
    path("my-decisions/groups", own_pages.my_groups, name="my_groups"),
    path("my-decisions/<uuid:pk>/contest", own_pages.decision_contest, name="decision_contest"),
    path("about-me/<str:token>", own_pages.about_me, name="about_me"),
    path("about-me/<str:token>/groups", own_pages.about_me_groups, name="about_me_groups"),
    path("matching/audit", auditing.matching_audit, name="matching_audit"),
    path("matching/audit.json", auditing.matching_audit_json, name="matching_audit_json"),
    path("matching/audit.csv", auditing.matching_audit_csv, name="matching_audit_csv"),
    path("matching/audit/<int:number>.svg", auditing.matching_audit_svg, name="matching_audit_svg"),
    path("matching/audit/publish", auditing.matching_publish, name="matching_publish"),
    path("matching/audit/withdraw", auditing.matching_withdraw, name="matching_withdraw"),
    path("matching/settings", notice_pages.matching_policy, name="matching_policy"),
    path("matching/erase", notice_pages.matching_erase, name="matching_erase"),
    path("notices/<slug:slug>/matching", notice_pages.matching_notice, name="matching_notice"),
    path("notices/<slug:slug>/bias-audit", auditing.bias_summary, name="bias_summary"),
    path(
        "notices/<slug:slug>/bias-audit/<int:number>.svg",
        auditing.bias_summary_svg,
        name="bias_summary_svg",
    ),
]
