"""Addresses of the app `plan`."""

from django.urls import path

from skillmark.server.plan import gaps_views, offers_views, sourcing_views, views
from skillmark.server.plan.foresight.urls import urlpatterns as foresight
from skillmark.server.plan.onboarding import views as onboarding
from skillmark.server.plan.people import views as people

urlpatterns = [
    path("plans/", views.index, name="plans"),
    path("plans/solve", views.solve, name="plan_solve"),
    path("plans/mine", views.mine, name="my_plan"),
    path("plans/offers/", offers_views.offers, name="offers"),
    path("plans/offers/<int:pk>/", offers_views.offer, name="offer"),
    path("plans/<uuid:pk>/", views.detail, name="plan"),
    path("plans/<uuid:pk>/picture.svg", views.picture_of, name="plan_picture"),
    path("plans/<uuid:pk>/plan.csv", views.export, name="plan_csv"),
    path("plans/<uuid:pk>/everything.csv", views.export_whole, name="plan_everything"),
    path("plans/<uuid:pk>/plan.pdf", views.page, name="plan_page"),
    path("plans/<uuid:pk>/name", views.rename, name="plan_rename"),
    path("plans/<uuid:pk>/decide", views.decide, name="plan_decide"),
    path("plans/compare", views.compare, name="plan_compare"),
    path("plans/searches/<uuid:pk>/", views.search, name="plan_search"),
    path("plans/searches/<uuid:pk>/keep", views.search_keep, name="plan_search_keep"),
    path("plans/gaps/", gaps_views.index, name="gaps"),
    path("plans/gaps/map.svg", gaps_views.picture, name="gaps_picture"),
    path("plans/gaps/gaps.csv", gaps_views.export, name="gaps_csv"),
    path("plans/gaps/people", gaps_views.people, name="gap_people"),
    path("plans/offers/new", offers_views.offer_new, name="offer_new"),
    path("plans/offers/import", offers_views.offers_import, name="offers_import"),
    path("plans/offers/<int:pk>/remove", offers_views.offer_remove, name="offer_remove"),
    path("plans/sourcing", sourcing_views.index, name="sourcing"),
    path("plans/priorities", offers_views.priorities, name="priorities"),
    path("plans/people/", people.index, name="planned_people"),
    path("plans/people/basis", people.basis, name="planning_basis"),
    path("plans/people/basis/<int:pk>/end", people.basis_end, name="planning_basis_end"),
    path("plans/people/<uuid:pk>/", people.preview, name="people_file"),
    path("plans/people/<uuid:pk>/columns", people.columns, name="people_columns"),
    path("plans/people/<uuid:pk>/left-out.csv", people.left_out, name="people_left_out"),
    path("plans/people/<uuid:pk>/take", people.take, name="people_take"),
    path("planning/object/<str:token>", people.objection, name="planning_objection"),
    path("roles/<uuid:pk>/hire/<str:person>", onboarding.hire, name="hire"),
    path("onboarding/", onboarding.index, name="onboardings"),
    path("onboarding/mine", onboarding.mine, name="my_onboarding"),
    path("onboarding/ledger.csv", onboarding.ledger, name="onboarding_ledger"),
    path("onboarding/<uuid:pk>/", onboarding.detail, name="onboarding"),
    path("onboarding/<uuid:pk>/steps.svg", onboarding.picture, name="onboarding_picture"),
    path("onboarding/<uuid:pk>/change", onboarding.change, name="onboarding_change"),
    path("onboarding/<uuid:pk>/productive", onboarding.productive, name="onboarding_productive"),
    path("onboarding/<uuid:pk>/left", onboarding.left, name="onboarding_left"),
    path("onboarding/<uuid:pk>/invite", onboarding.invite, name="onboarding_invite"),
    *foresight,
]
