"""Addresses of the app `measure`."""

from django.urls import path

from skillmark.server.measure import views
from skillmark.server.measure.costing import views as costing
from skillmark.server.measure.dashboards import insight_views, leading_views
from skillmark.server.measure.dashboards import views as dashboards
from skillmark.server.measure.designing import views as designs
from skillmark.server.measure.ledger import exports, own
from skillmark.server.measure.ledger import views as ledger
from skillmark.server.measure.reporting import views as reporting
from skillmark.server.measure.surveying import urls as surveying

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
    path("measure/designs", designs.index, name="designs"),
    path("measure/designs/register", designs.register, name="design_register"),
    path("measure/designs/<slug:name>/", designs.detail, name="design"),
    path("measure/designs/<slug:name>/<slug:kind>.svg", designs.picture, name="design_picture"),
    path("measure/designs/<slug:name>/designs.json", designs.registration, name="design_registry"),
    path("measure/designs/<slug:name>/finding.json", designs.finding, name="design_finding"),
    path("measure/mine", own.mine, name="my_outcomes"),
    *surveying.urlpatterns,
    path("measure/costs", costing.costs, name="costs"),
    path("measure/costs.json", costing.costs_json, name="costs_json"),
    path("measure/costs/costs.csv", costing.costs_csv, name="costs_csv"),
    path("measure/costs/assumptions.csv", costing.assumptions_csv, name="assumptions_csv"),
    path("measure/costs/figures", costing.figures, name="cost_figures"),
    path("measure/costs/figures/add", costing.spend, name="cost_add"),
    path("measure/costs/figures/file", costing.take_file, name="cost_file"),
    path("measure/costs/figures/currency", costing.currency, name="cost_currency"),
    path("measure/costs/figures/<int:pk>", costing.cost, name="cost"),
    path("measure/costs/assume", costing.assume, name="cost_assume"),
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
