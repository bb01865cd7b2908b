"""Addresses of the app `award`."""

from django.urls import path

from skillmark.server.award import key_pages, listed, shown, upkeep, views

urlpatterns = [
    path("awards/", views.awards, name="awards"),
    path("awards/awards.csv", views.awards_csv, name="awards_csv"),
    path("awards/new", views.award_create, name="award_create"),
    path("awards/upload", views.award_upload, name="award_upload"),
    path("awards/<uuid:pk>/", views.award, name="award"),
    path("awards/<uuid:pk>/change", views.award_change, name="award_change"),
    path("awards/<uuid:pk>/renew", upkeep.award_renew, name="award_renew"),
    path("awards/renewals", upkeep.renewals, name="award_renewals"),
    path("awards/policy", upkeep.award_policy, name="award_policy"),
    path("awards/attention", upkeep.award_flags, name="award_flags"),
    path("awards/attention/<int:pk>", upkeep.flag_close, name="flag_close"),
    path("reminders/stop/<str:token>", upkeep.reminders_stop, name="reminders_stop"),
    path("keys/", key_pages.key_list, name="keys"),
    path("keys/restore", key_pages.key_restore, name="key_restore"),
    path("keys/<int:pk>/keep", key_pages.key_keep, name="key_keep"),
    path("keys/<int:pk>/copy", key_pages.key_copy, name="key_copy"),
    path("keys/<int:pk>/retire", key_pages.key_retire, name="key_retire"),
    path("keys/<int:pk>/compromise", key_pages.key_compromise, name="key_compromise"),
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
        listed.status_list,
        name="status_list",
    ),
]
