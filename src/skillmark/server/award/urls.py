"""Addresses of the app `award`."""

from django.urls import path

from skillmark.server.award import shown, views

urlpatterns = [
    path("awards/", views.awards, name="awards"),
    path("awards/awards.csv", views.awards_csv, name="awards_csv"),
    path("awards/new", views.award_create, name="award_create"),
    path("awards/upload", views.award_upload, name="award_upload"),
    path("awards/<uuid:pk>/", views.award, name="award"),
    path("awards/<uuid:pk>/change", views.award_change, name="award_change"),
    path("keys/", views.key_list, name="keys"),
    path("keys/<int:pk>/retire", views.key_retire, name="key_retire"),
    path("keys/<int:pk>/revoke", views.key_revoke, name="key_revoke"),
    path("c/<uuid:pk>", shown.page, name="award_page"),
    path("c/<uuid:pk>/check", shown.check, name="award_check"),
    path("c/<uuid:pk>/credential.json", shown.credential_json, name="award_json"),
    path("c/<uuid:pk>/credential.jwt", shown.credential_jwt, name="award_jwt"),
    path("c/<uuid:pk>/image.svg", shown.image, name="award_image"),
    path("c/<uuid:pk>/badge.svg", shown.baked_svg, name="award_svg"),
    path("c/<uuid:pk>/badge.png", shown.baked_png, name="award_png"),
    path("c/<uuid:pk>/certificate.pdf", shown.certificate_pdf, name="award_pdf"),
    path("c/<uuid:pk>/code.svg", shown.code, name="award_code"),
    path("c/<uuid:pk>/receipt.json", shown.receipt, name="award_receipt"),
    path("c/<uuid:pk>/claim", shown.claim, name="award_claim"),
    path("issuers/<slug:slug>", shown.issuer, name="issuer"),
    path("issuers/<slug:slug>/log/<path:part>", shown.log_file, name="log_file"),
    path("issuers/<slug:slug>/did.json", shown.did, name="issuer_did"),
    path(
        "issuers/<slug:slug>/status/<int:number>-<slug:purpose>.json",
        shown.status_list,
        name="status_list",
    ),
]
