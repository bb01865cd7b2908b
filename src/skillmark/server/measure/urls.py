"""Addresses of the app `measure`."""

from django.urls import path

from skillmark.server.measure import views
from skillmark.server.measure.ledger import exports, own
from skillmark.server.measure.ledger import views as ledger

urlpatterns = [
    path("measure/", views.index, name="measure"),
    path("measure/productivity.svg", views.productivity, name="measure_productivity"),
    path("measure/effect.svg", views.effect, name="measure_effect"),
    path("measure/method.svg", views.method, name="measure_method"),
    path("measure/ledger", ledger.index, name="ledger"),
    path("measure/ledger/known.svg", ledger.picture, name="ledger_picture"),
    path("measure/ledger/dictionary", ledger.dictionary, name="ledger_dictionary"),
    path("measure/ledger/template.csv", ledger.template, name="ledger_template"),
    path("measure/ledger/ledger.csv", ledger.download, name="ledger_download"),
    path("measure/ledger/retention", ledger.retention, name="ledger_retention"),
    path("measure/ledger/remove", ledger.remove, name="ledger_remove"),
    path("measure/ledger/ramps", ledger.take_ramps, name="ledger_ramps"),
    path("measure/ledger/files/<uuid:pk>", exports.file, name="ledger_file"),
    path("measure/ledger/files/<uuid:pk>/columns", exports.columns, name="ledger_columns"),
    path("measure/ledger/files/<uuid:pk>/mistakes.csv", exports.problems, name="ledger_problems"),
    path("measure/ledger/files/<uuid:pk>/store", exports.store, name="ledger_store"),
    path("measure/mine", own.mine, name="my_outcomes"),
    path("measure/report.html", views.report_html, name="impact_report"),
    path("measure/report.pdf", views.report_pdf, name="impact_report_pdf"),
]
