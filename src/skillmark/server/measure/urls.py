"""Addresses of the app `measure`."""

from django.urls import path

from skillmark.server.measure import views
from skillmark.server.measure.costing import views as costing

urlpatterns = [
    path("measure/", views.index, name="measure"),
    path("measure/productivity.svg", views.productivity, name="measure_productivity"),
    path("measure/effect.svg", views.effect, name="measure_effect"),
    path("measure/method.svg", views.method, name="measure_method"),
    path("measure/ledger", views.ledger, name="ledger"),
    path("measure/ledger/template.csv", views.template, name="ledger_template"),
    path("measure/report.html", views.report_html, name="impact_report"),
    path("measure/report.pdf", views.report_pdf, name="impact_report_pdf"),
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
]
