"""Addresses of what is seen at work."""

from django.urls import path

from skillmark.server.assess.observing import erasing_views, own_views, views

urlpatterns = [
    path("observe/", views.observe, name="observe"),
    path("observe/new", views.new, name="observation_new"),
    path("observe/plan", views.plan, name="observation_plan"),
    path("observe/erase", erasing_views.erase, name="at_work_erase"),
    path("seen/", own_views.seen, name="seen"),
    path("seen/ask", own_views.ask, name="seen_ask"),
    path("seen/at-work.json", own_views.kept_json, name="seen_json"),
    path("seen/<uuid:pk>/answer", own_views.answer, name="seen_answer"),
    path("seen/requests/<uuid:pk>/end", own_views.end_request, name="seen_request_end"),
    path("peers/ask", own_views.peers_ask, name="peers_ask"),
    path("peers/<uuid:pk>/", own_views.peer_answer, name="peer_answer"),
    path("peers/<uuid:pk>/close", own_views.peers_close, name="peers_close"),
]
