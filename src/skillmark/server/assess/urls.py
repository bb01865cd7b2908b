"""Addresses of the app `assess`."""

from django.urls import include, path

from skillmark.server.assess import quality_views, views
from skillmark.server.assess.feedback import views as feedback_views
from skillmark.server.assess.integrity import views as integrity
from skillmark.server.assess.rating import views as rating
from skillmark.server.assess.sitting import views as player

urlpatterns = [
    # candidates
    path("tests/", player.index, name="sittings"),
    path("tests/<uuid:pk>/", player.start, name="sitting"),
    path("attempts/<uuid:pk>/<int:number>", player.question, name="question"),
    path(
        "attempts/<uuid:pk>/<int:number>/picture", player.question_picture, name="question_picture"
    ),
    path("attempts/<uuid:pk>/review", player.review, name="attempt_review"),
    path("attempts/<uuid:pk>/submit", player.submit, name="attempt_submit"),
    path("attempts/<uuid:pk>/", player.result, name="attempt_result"),
    path("attempts/<uuid:pk>/skills.svg", player.picture, name="attempt_picture"),
    path("attempts/<uuid:pk>/course.svg", player.course_picture, name="attempt_course"),
    path("attempts/<uuid:pk>/claim", player.claim, name="attempt_claim"),
    # those who offer and watch over tests
    path("assess/tests/", views.tests, name="tests"),
    path("assess/tests/import", views.import_test, name="test_import"),
    path("assess/tests/<uuid:pk>/", views.test, name="test"),
    path("assess/tests/<uuid:pk>/items.svg", views.item_map, name="test_item_map"),
    path("assess/tests/<uuid:pk>/cut", views.cut, name="test_cut"),
    path("assess/tests/<uuid:pk>/deliver", views.deliver, name="test_deliver"),
    path("assess/tests/<uuid:pk>/calibrate", views.calibrate, name="test_calibrate"),
    path("assess/tests/<uuid:pk>/quality/", quality_views.own, name="test_quality"),
    path("assess/tests/<uuid:pk>/quality.pdf", quality_views.own_pdf, name="test_quality_pdf"),
    path("assess/tests/<uuid:pk>/quality.json", quality_views.own_json, name="test_quality_json"),
    path("assess/tests/<uuid:pk>/quality/review", quality_views.review, name="quality_review"),
    path("assess/tests/<uuid:pk>/quality/publish", quality_views.publish, name="quality_publish"),
    path("quality/<uuid:pk>/", quality_views.outside, name="quality_public"),
    path("quality/<uuid:pk>.pdf", quality_views.outside_pdf, name="quality_public_pdf"),
    path("quality/<uuid:pk>.json", quality_views.outside_json, name="quality_public_json"),
    path("assess/tests/<uuid:pk>/look/", integrity.look, name="test_look"),
    path("assess/tests/<uuid:pk>/look/run", integrity.run, name="test_look_run"),
    path("assess/tests/<uuid:pk>/look/pairs.svg", integrity.picture, name="test_look_picture"),
    path("assess/flags/<uuid:pk>/finding", integrity.finding, name="flag_finding"),
    path("assess/deliveries/<uuid:pk>/close", views.close, name="delivery_close"),
    path("assess/results/", views.results, name="test_results"),
    path("assess/ratings/", rating.ratings, name="ratings"),
    path("assess/ratings/<int:pk>/", rating.rate, name="rating"),
    path("assess/ratings/<int:pk>/files/<str:digest>", rating.answer_file, name="answer_file"),
    # several raters
    path("assess/feedback/", feedback_views.index, name="feedback"),
    path("assess/feedback/new", feedback_views.new, name="feedback_new"),
    path("assess/feedback/<uuid:pk>/", feedback_views.detail, name="feedback_detail"),
    path("assess/feedback/<uuid:pk>/close", feedback_views.close, name="feedback_close"),
    path("feedback/", feedback_views.mine, name="my_feedback"),
    path("feedback/<uuid:pk>/", feedback_views.own, name="own_feedback"),
    path("feedback/give/<str:token>", feedback_views.give, name="give_feedback"),
    # where passing begins
    path("", include("skillmark.server.assess.standards.urls")),
]
