"""Addresses of surveys."""

from django.urls import path

from skillmark.server.measure.surveying import answering, views

urlpatterns = [
    path("measure/surveys/", views.surveys, name="surveys"),
    path("measure/surveys/published", views.survey_published, name="survey_published"),
    path("measure/surveys/<int:pk>/", views.survey, name="survey"),
    path("measure/surveys/<int:pk>/edit", views.survey_edit, name="survey_edit"),
    path("measure/surveys/<int:pk>/preview", views.survey_preview, name="survey_preview"),
    path("measure/surveys/<int:pk>/send", views.survey_send, name="survey_send"),
    path("measure/surveys/<int:pk>/act", views.survey_act, name="survey_act"),
    path("measure/surveys/<int:pk>/survey.csv", views.survey_csv, name="survey_csv"),
    path("measure/surveys/<int:pk>/answers.csv", views.survey_rows, name="survey_rows"),
    path(
        "measure/surveys/<int:pk>/<slug:question>.svg", views.survey_picture, name="survey_picture"
    ),
    path("my-surveys/", answering.my_surveys, name="my_surveys"),
    path("my-surveys/<str:pk>/forget", answering.my_survey_forget, name="my_survey_forget"),
    path("answer/thanks", answering.survey_thanks, name="survey_thanks"),
    path("answer/<str:token>", answering.survey_answer, name="survey_answer"),
]
