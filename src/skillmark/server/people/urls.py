"""Addresses of the app `people`."""

from django.urls import path

from skillmark.server.people import views

urlpatterns = [
    path("first-run/<str:token>", views.first_run, name="first_run"),
    path("invitation/<str:token>", views.invitation, name="invitation"),
    path("door/<slug:role>", views.door, name="door"),
    path("profile/", views.profile, name="profile"),
    path("profile/tokens/", views.token_create, name="token_create"),
    path("profile/tokens/<int:pk>/revoke", views.token_revoke, name="token_revoke"),
    path("organisation/", views.organisation, name="organisation"),
    path("organisation/choose", views.choose, name="choose_organisation"),
    path("organisation/members/", views.members, name="members"),
    path("organisation/members/<int:pk>/remove", views.member_remove, name="member_remove"),
    path("organisation/audit/", views.audit_log, name="audit_log"),
]
