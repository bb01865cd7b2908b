"""Addresses of the app `assess`."""

from django.urls import include, path

from skillmark.server.assess import quality_views, views
from skillmark.server.assess.bank import plan_views as bank_plans
from skillmark.server.assess.bank import views as bank
from skillmark.server.assess.bank.editor import views as editor
from skillmark.server.assess.feedback import views as feedback_views
from skillmark.server.assess.integrity import views as integrity
from skillmark.server.assess.rating import views as rating
from skillmark.server.assess.rating.machine import views as machine
from skillmark.server.assess.sitting import accommodation_views as caring
from skillmark.server.assess.sitting import player
from skillmark.server.assess.sitting import views as sitting

urlpatterns = [
    # candidates
    path("tests/", sitting.index, name="sittings"),
    path("tests/<uuid:pk>/", sitting.start, name="sitting"),
    path("attempts/<uuid:pk>/<int:number>", player.question, name="question"),
    path(
        "attempts/<uuid:pk>/<int:number>/pictures/<path:name>",
        player.question_picture,
        name="question_picture",
    ),
    path("attempts/<uuid:pk>/<int:number>/go-on", player.go_on, name="attempt_go_on"),
    path("attempts/<uuid:pk>/review", sitting.review, name="attempt_review"),
    path("attempts/<uuid:pk>/submit", sitting.submit, name="attempt_submit"),
    path("attempts/<uuid:pk>/", sitting.result, name="attempt_result"),
    path("attempts/<uuid:pk>/skills.svg", sitting.picture, name="attempt_picture"),
    path("attempts/<uuid:pk>/course.svg", sitting.course_picture, name="attempt_course"),
    path("attempts/<uuid:pk>/claim", sitting.claim, name="attempt_claim"),
    path("attempts/<uuid:pk>/machine", machine.mine, name="attempt_machine"),
    path("attempts/<uuid:pk>/<int:number>/second-look", sitting.second_look, name="second_look"),
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
    # questions of the bank
    path("assess/bank/questions/new", editor.new, name="question_new"),
    path("assess/bank/questions/preview", editor.show, name="question_preview"),
    path("assess/bank/questions/skills", editor.skills, name="question_skills"),
    path("assess/bank/questions/<uuid:pk>/edit", editor.edit, name="question_edit"),
    path("assess/bank/files/<str:digest>", editor.file, name="question_file"),
    path("assess/deliveries/<uuid:pk>/machine", machine.use, name="delivery_machine"),
    path("assess/tests/<uuid:pk>/machine/", machine.standing, name="test_machine"),
    path("assess/machine-versions/<int:pk>/accept", machine.accept, name="machine_version"),
    path("assess/deliveries/<uuid:pk>/raters", rating.rule, name="delivery_raters"),
    path("assess/accommodations/", caring.accommodations, name="accommodations"),
    path("assess/accommodations/<int:pk>/end", caring.accommodation_end, name="accommodation_end"),
    path("assess/results/", views.results, name="test_results"),
    path("assess/ratings/", rating.ratings, name="ratings"),
    path("assess/ratings/second-looks/", machine.second_looks, name="second_looks"),
    path("assess/ratings/next", rating.onward, name="rating_next"),
    path("assess/ratings/<int:pk>/", rating.rate, name="rating"),
    path("assess/ratings/<int:pk>/back", rating.give_back, name="rating_back"),
    path("assess/ratings/<int:pk>/doubt", machine.doubt, name="rating_doubt"),
    path("assess/ratings/<int:pk>/reopen", rating.reopen, name="rating_reopen"),
    path("assess/ratings/<int:pk>/files/<str:digest>", rating.answer_file, name="answer_file"),
    # the bank of questions, and tests that are built of it
    path("assess/bank/", bank.index, name="bank"),
    path("assess/bank/bring", bank.bring, name="bank_bring"),
    path("assess/bank/take", bank.take, name="bank_take"),
    path("assess/bank/export", bank.hand, name="bank_hand"),
    path("assess/bank/questions/<uuid:pk>/", bank.question, name="bank_question"),
    path("assess/bank/questions/<uuid:pk>/move", bank.move, name="bank_move"),
    path("assess/bank/questions/<uuid:pk>/sort", bank.sort, name="bank_sort"),
    path("assess/bank/questions/<uuid:pk>/files/<str:digest>", bank.file, name="bank_file"),
    path("assess/bank/plans/", bank_plans.index, name="test_plans"),
    path("assess/bank/plans/new", bank_plans.new, name="test_plan_new"),
    path("assess/bank/plans/<uuid:pk>/", bank_plans.plan, name="test_plan"),
    path("assess/bank/plans/<uuid:pk>/check", bank_plans.check, name="test_plan_check"),
    path("assess/bank/plans/<uuid:pk>/skills.svg", bank_plans.picture, name="test_plan_picture"),
    path("assess/bank/plans/<uuid:pk>/make", bank_plans.make, name="test_plan_make"),
    # several raters
    path("assess/feedback/", feedback_views.index, name="feedback"),
    path("assess/feedback/new", feedback_views.new, name="feedback_new"),
    path("assess/feedback/<uuid:pk>/", feedback_views.detail, name="feedback_detail"),
    path("assess/feedback/<uuid:pk>/close", feedback_views.close, name="feedback_close"),
    path("feedback/", feedback_views.mine, name="my_feedback"),
    path("feedback/<uuid:pk>/", feedback_views.own, name="own_feedback"),
    path("feedback/<uuid:pk>/release", feedback_views.release, name="feedback_release"),
    path("feedback/give/<str:token>", feedback_views.give, name="give_feedback"),
    # at work
    path("", include("skillmark.server.assess.observing.urls")),
    # where passing begins
    path("", include("skillmark.server.assess.standards.urls")),
]
