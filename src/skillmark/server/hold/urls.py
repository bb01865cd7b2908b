"""Addresses of the app `hold`."""

from django.urls import path

from skillmark.server.hold import views

urlpatterns = [
    path("backpack/", views.index, name="backpack"),
    path("backpack/add", views.add, name="badge_add"),
    path("backpack/export", views.export, name="backpack_export"),
    path("backpack/consent", views.consent, name="consent"),
    path("backpack/<uuid:pk>/", views.detail, name="badge"),
    path("backpack/<uuid:pk>/picture.svg", views.picture, name="badge_picture"),
    path("backpack/<uuid:pk>/file/<slug:form>", views.file, name="badge_file"),
    path("backpack/<uuid:pk>/share", views.share_begin, name="share_begin"),
    path("backpack/<uuid:pk>/page", views.badge_page, name="badge_page"),
    path("backpack/<uuid:pk>/erase", views.erase, name="badge_erase"),
    path("backpack/links/<int:pk>/end", views.share_end, name="share_end"),
    path("s/<str:token>", views.share, name="share"),
    path("s/<str:token>/picture.svg", views.share_picture, name="share_picture"),
]
