"""Addresses of the app `measure`."""

from django.urls import path

from skillmark.server.measure import views
from skillmark.server.measure.reporting import views as reporting

urlpatterns = [
    path("measure/", views.index, name="measure"),
    path("measure/productivity.svg", views.productivity, name="measure_productivity"),
    path("measure/effect.svg", views.effect, name="measure_effect"),
    path("measure/method.svg", views.method, name="measure_method"),
    path("measure/ledger", views.ledger, name="ledger"),
    path("measure/ledger/template.csv", views.template, name="ledger_template"),
    path("measure/report", reporting.index, name="impact_report"),
    path("measure/report/make", reporting.make, name="impact_report_make"),
    path("measure/report.pdf", reporting.newest_pdf, name="impact_report_pdf"),
    path("measure/report/<uuid:pk>", reporting.one, name="impact_report_one"),
    path("measure/report/<uuid:pk>/read", reporting.read, name="impact_report_read"),
    path("measure/report/<uuid:pk>/folder.zip", reporting.folder, name="impact_report_folder"),
    path("measure/report/<uuid:pk>/share", reporting.share, name="impact_report_share"),
    path("measure/report/<uuid:pk>/files/<str:name>", reporting.file, name="impact_report_file"),
    path("impact/<str:token>", reporting.outside, name="impact_report_shared"),
    path("impact/<str:token>/read", reporting.outside_read, name="impact_report_shared_read"),
    path("impact/<str:token>/<str:name>", reporting.outside_file, name="impact_report_shared_file"),
]
