"""Addresses of the app `award`."""

from django.urls import path

from skillmark.server.award import bulk_views, shown, views

urlpatterns = [
    path("awards/", views.awards, name="awards"),
    path("awards/awards.csv", views.awards_csv, name="awards_csv"),
    path("awards/new", views.award_create, name="award_create"),
    path("awards/upload", bulk_views.upload, name="award_upload"),
    path("awards/uploads/<uuid:pk>/", bulk_views.preview, name="bulk_preview"),
    path("awards/uploads/<uuid:pk>/left-out.csv", bulk_views.left_out, name="bulk_lines"),
    path("awards/uploads/<uuid:pk>/order", bulk_views.order, name="bulk_order"),
    path("awards/batches/", bulk_views.index, name="bulk_batches"),
    path("awards/batches/<uuid:pk>/", bulk_views.batch, name="bulk_batch"),
    path("awards/batches/<uuid:pk>/report.csv", bulk_views.report, name="bulk_report"),
    path("awards/batches/<uuid:pk>/cancel", bulk_views.cancel, name="bulk_cancel"),
    path("awards/batches/<uuid:pk>/resume", bulk_views.resume, name="bulk_resume"),
    path("awards/<uuid:pk>/", views.award, name="award"),
    path("awards/<uuid:pk>/change", views.award_change, name="award_change"),
    path("awards/<uuid:pk>/erase", views.award_erase, name="award_erase"),
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
