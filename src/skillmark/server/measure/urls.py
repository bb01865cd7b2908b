"""Addresses of the app `measure`."""

from django.urls import path

from skillmark.server.measure import views
from skillmark.server.measure.surveying import urls as surveying

urlpatterns = [
    path("measure/", views.index, name="measure"),
    path("measure/productivity.svg", views.productivity, name="measure_productivity"),
    path("measure/effect.svg", views.effect, name="measure_effect"),
    path("measure/method.svg", views.method, name="measure_method"),
    path("measure/ledger", views.ledger, name="ledger"),
    path("measure/ledger/template.csv", views.template, name="ledger_template"),
    path("measure/report.html", views.report_html, name="impact_report"),
    path("measure/report.pdf", views.report_pdf, name="impact_report_pdf"),
    *surveying.urlpatterns,
]
