"""Addresses of the app `jobs`."""

from django.urls import path

from skillmark.server.jobs import views

urlpatterns = [
    path("jobs/", views.index, name="jobs"),
    path("jobs/<uuid:pk>/", views.detail, name="job"),
    path("jobs/<uuid:pk>/cancel", views.cancel, name="job_cancel"),
    path("jobs/<uuid:pk>/resume", views.resume, name="job_resume"),
]
