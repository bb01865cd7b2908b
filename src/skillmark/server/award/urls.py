"""Addresses of the app `award`."""

from django.urls import path

from skillmark.server.award import introducing, shown, views

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
    path("known-issuers/", introducing.known_issuers, name="known_issuers"),
    path(
        "known-issuers/<int:pk>/remove",
        introducing.known_issuer_remove,
        name="known_issuer_remove",
    ),
    path("endorsements/", introducing.endorsements, name="endorsements"),
    path("endorsements/receive", introducing.endorsement_receive, name="endorsement_receive"),
    path(
        "endorsements/<uuid:pk>/withdraw",
        introducing.endorsement_withdraw,
        name="endorsement_withdraw",
    ),
    path("e/<uuid:pk>", introducing.endorsement, name="endorsement"),
    path("e/<uuid:pk>.jwt", introducing.endorsement_jwt, name="endorsement_jwt"),
    path(
        ".well-known/did-configuration.json",
        introducing.did_configuration,
        name="did_configuration",
    ),
    path("c/<uuid:pk>", shown.page, name="award_page"),
    path("c/<uuid:pk>/check", shown.check, name="award_check"),
    path("c/<uuid:pk>/credential.json", shown.credential_json, name="award_json"),
    path("c/<uuid:pk>/credential.jwt", shown.credential_jwt, name="award_jwt"),
    path("c/<uuid:pk>/image.svg", shown.image, name="award_image"),
    path("c/<uuid:pk>/badge.svg", shown.baked_svg, name="award_svg"),
    path("c/<uuid:pk>/badge.png", shown.baked_png, name="award_png"),
    path("c/<uuid:pk>/certificate.pdf", shown.certificate_pdf, name="award_pdf"),
    path("c/<uuid:pk>/code.svg", shown.code, name="award_code"),
    path("c/<uuid:pk>/claim", shown.claim, name="award_claim"),
    path("issuers/<slug:slug>", shown.issuer, name="issuer"),
    path("issuers/<slug:slug>/did.json", shown.did, name="issuer_did"),
    path(
        "issuers/<slug:slug>/status/<int:number>-<slug:purpose>.json",
        shown.status_list,
        name="status_list",
    ),
]
