"""Addresses of the app `measure`."""

from django.urls import path

from skillmark.server.measure import views
from skillmark.server.measure.dashboards import insight_views, leading_views
from skillmark.server.measure.dashboards import views as dashboards

urlpatterns = [
    path("measure/", dashboards.index, name="measure"),
    path("measure/measures.csv", dashboards.export, name="measures_csv"),
    path("measure/shown", dashboards.shown, name="measure_shown"),
    path("measure/method", dashboards.method, name="method_check"),
    path("measure/leaders", leading_views.leaders, name="measure_leaders"),
    path("measure/leaders.csv", leading_views.leaders_csv, name="measure_leaders_csv"),
    path("measure/feedback", insight_views.feedback, name="provider_feedback"),
    path("measure/feedback.csv", insight_views.feedback_csv, name="provider_feedback_csv"),
    path("measure/questions", insight_views.items, name="item_feedback"),
    path("measure/questions.csv", insight_views.items_csv, name="item_feedback_csv"),
    path("measure/calibration", insight_views.calibration, name="self_calibration"),
    path("measure/calibration.csv", insight_views.calibration_csv, name="self_calibration_csv"),
    path("measure/equity", insight_views.equity, name="equity"),
    path("measure/equity.csv", insight_views.equity_csv, name="equity_csv"),
    path("measure/productivity.svg", views.productivity, name="measure_productivity"),
    path("measure/effect.svg", views.effect, name="measure_effect"),
    path("measure/method.svg", views.method, name="measure_method"),
    path("measure/ledger", views.ledger, name="ledger"),
    path("measure/ledger/template.csv", views.template, name="ledger_template"),
    path("measure/report.html", views.report_html, name="impact_report"),
    path("measure/report.pdf", views.report_pdf, name="impact_report_pdf"),
]
