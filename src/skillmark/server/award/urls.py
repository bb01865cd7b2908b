"""Addresses of the app `award`."""

from django.urls import path

from skillmark.server.award import shown, views
from skillmark.server.award.bulk import pages as bulk_pages
from skillmark.server.award.issuers import pages as issuer_pages
from skillmark.server.award.keyring import pages as key_pages
from skillmark.server.award.life import pages as life_pages
from skillmark.server.award.status import listed
from skillmark.server.award.status import pages as status_pages

urlpatterns = [
    path("awards/", views.awards, name="awards"),
    path("awards/awards.csv", views.awards_csv, name="awards_csv"),
    path("awards/new", views.award_create, name="award_create"),
    path("awards/choose", status_pages.choose, name="award_choose"),
    path("awards/changes/", status_pages.changes, name="award_changes"),
    path("awards/changes/<uuid:pk>/", status_pages.change, name="award_many"),
    path("awards/changes/<uuid:pk>/undo", status_pages.undo, name="award_many_undo"),
    path("awards/changes/<uuid:pk>/resume", status_pages.resume, name="award_many_resume"),
    path("awards/upload", bulk_pages.upload, name="award_upload"),
    path("awards/uploads/<uuid:pk>/", bulk_pages.preview, name="bulk_preview"),
    path("awards/uploads/<uuid:pk>/left-out.csv", bulk_pages.left_out, name="bulk_lines"),
    path("awards/uploads/<uuid:pk>/order", bulk_pages.order, name="bulk_order"),
    path("awards/batches/", bulk_pages.index, name="bulk_batches"),
    path("awards/batches/<uuid:pk>/", bulk_pages.batch, name="bulk_batch"),
    path("awards/batches/<uuid:pk>/report.csv", bulk_pages.report, name="bulk_report"),
    path("awards/batches/<uuid:pk>/cancel", bulk_pages.cancel, name="bulk_cancel"),
    path("awards/batches/<uuid:pk>/resume", bulk_pages.resume, name="bulk_resume"),
    path("awards/batches/<uuid:pk>/give-up", bulk_pages.give_up, name="bulk_give_up"),
    path("awards/<uuid:pk>/", views.award, name="award"),
    path("awards/<uuid:pk>/change", views.award_change, name="award_change"),
    path("awards/<uuid:pk>/erase", views.award_erase, name="award_erase"),
    path("awards/<uuid:pk>/renew", life_pages.award_renew, name="award_renew"),
    path("awards/renewals", life_pages.renewals, name="award_renewals"),
    path("awards/policy", life_pages.award_policy, name="award_policy"),
    path("awards/attention", life_pages.award_flags, name="award_flags"),
    path("awards/attention/<int:pk>", life_pages.flag_close, name="flag_close"),
    path("reminders/stop/<str:token>", life_pages.reminders_stop, name="reminders_stop"),
    path("keys/", key_pages.key_list, name="keys"),
    path("keys/restore", key_pages.key_restore, name="key_restore"),
    path("keys/<int:pk>/keep", key_pages.key_keep, name="key_keep"),
    path("keys/<int:pk>/copy", key_pages.key_copy, name="key_copy"),
    path("keys/<int:pk>/retire", key_pages.key_retire, name="key_retire"),
    path("keys/<int:pk>/compromise", key_pages.key_compromise, name="key_compromise"),
    path("known-issuers/", issuer_pages.known_issuers, name="known_issuers"),
    path(
        "known-issuers/<int:pk>/remove",
        issuer_pages.known_issuer_remove,
        name="known_issuer_remove",
    ),
    path("endorsements/", issuer_pages.endorsements, name="endorsements"),
    path("endorsements/receive", issuer_pages.endorsement_receive, name="endorsement_receive"),
    path(
        "endorsements/<uuid:pk>/withdraw",
        issuer_pages.endorsement_withdraw,
        name="endorsement_withdraw",
    ),
    path("e/<uuid:pk>", issuer_pages.endorsement, name="endorsement"),
    path("e/<uuid:pk>.jwt", issuer_pages.endorsement_jwt, name="endorsement_jwt"),
    path(
        ".well-known/did-configuration.json",
        issuer_pages.did_configuration,
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
