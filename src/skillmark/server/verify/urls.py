"""Addresses of the app `verify`."""

from django.urls import path

from skillmark.server.verify import views

urlpatterns = [
    path("verify", views.verify, name="verify"),
    path("verify/results", views.results, name="verify_results"),
    path("verify/export", views.export, name="verify_export"),
    path("credentials/issue", views.credentials_issue, name="vc_issue"),
    path("credentials/status", views.credentials_status, name="vc_status"),
    path("credentials/verify", views.credentials_verify, name="vc_verify"),
    path("presentations/verify", views.presentations_verify, name="vc_verify_presentation"),
]
