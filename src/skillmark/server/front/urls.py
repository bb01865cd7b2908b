"""Addresses of the app `front`."""

from django.urls import path

from skillmark.server.front import views

urlpatterns = [
    path("", views.home, name="home"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("health", views.health, name="health"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("language", views.language, name="set_language"),
]
