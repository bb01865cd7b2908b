"""Addresses of the app `plan`."""

from django.urls import path

from skillmark.server.plan import views
from skillmark.server.plan.foresight.urls import urlpatterns as foresight

urlpatterns = [
    path("plans/", views.index, name="plans"),
    path("plans/solve", views.solve, name="plan_solve"),
    path("plans/mine", views.mine, name="my_plan"),
    path("plans/offers/", views.offers, name="offers"),
    path("plans/offers/<int:pk>/", views.offer, name="offer"),
    path("plans/<uuid:pk>/", views.detail, name="plan"),
    path("plans/<uuid:pk>/picture.svg", views.picture_of, name="plan_picture"),
    path("plans/<uuid:pk>/plan.csv", views.export, name="plan_csv"),
    *foresight,
]
