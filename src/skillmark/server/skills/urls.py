"""Addresses of the app `skills`."""

from django.urls import include, path

from skillmark.server.skills import case, choosing, frameworks, occupations, pages, views
from skillmark.server.skills.crosswalks import pages as crosswalk_pages
from skillmark.server.skills.importing import pages as import_pages
from skillmark.server.skills.versions import pages as comparison_pages

urlpatterns = [
    path("skills/", views.index, name="skills"),
    path("skills/search", views.search, name="skill_search"),
    path("skills/choices", choosing.skill_choices, name="skill_choices"),
    path("skills/uri", pages.by_uri, name="skill_by_uri"),
    path("skills/import", import_pages.import_framework, name="framework_import"),
    path("skills/imports/<uuid:pk>/", import_pages.state, name="framework_import_state"),
    path(
        "skills/imports/<uuid:pk>/left-out.csv",
        import_pages.rejected,
        name="framework_import_rejected",
    ),
    path("skills/<int:pk>/", pages.skill, name="skill"),
    path("skills/<int:pk>/around.svg", pages.skill_image, name="skill_image"),
    path("skills/framework/<int:pk>/", frameworks.framework, name="framework"),
    path(
        "skills/framework/<int:pk>/groups.svg", frameworks.framework_image, name="framework_image"
    ),
    path(
        "skills/framework/<int:pk>/export/<slug:form>", frameworks.export, name="framework_export"
    ),
    path("skills/framework/<int:pk>/occupations/", occupations.index, name="occupations"),
    path(
        "skills/changes/<int:older>/<int:newer>/",
        comparison_pages.changes,
        name="framework_changes",
    ),
    path(
        "skills/changes/<int:older>/<int:newer>/changes.svg",
        comparison_pages.changes_image,
        name="framework_changes_image",
    ),
    path(
        "skills/changes/<int:older>/<int:newer>/move",
        comparison_pages.move,
        name="framework_changes_move",
    ),
    path("occupations/<int:pk>/", occupations.occupation, name="occupation"),
    path("occupations/<int:pk>/role", occupations.as_role, name="occupation_role"),
    path("occupations/uri", occupations.by_uri, name="occupation_by_uri"),
    path("occupations/search", occupations.search, name="occupation_search"),
    path("skills/crosswalks/", crosswalk_pages.index, name="crosswalks"),
    path("skills/crosswalks/new", crosswalk_pages.new, name="crosswalk_new"),
    path("skills/crosswalks/<int:pk>/", crosswalk_pages.detail, name="crosswalk"),
    path(
        "skills/crosswalks/<int:pk>/accept", crosswalk_pages.accept_above, name="crosswalk_accept"
    ),
    path("skills/crosswalks/<int:pk>/erase", crosswalk_pages.erase, name="crosswalk_erase"),
    path(
        "skills/crosswalks/<int:pk>/links/<slug:form>",
        crosswalk_pages.export,
        name="crosswalk_export",
    ),
    path("skills/links/<int:pk>", crosswalk_pages.decide, name="crosswalk_decide"),
    path("ims/case/v1p1/<path:path>", case.case, name="case"),
    path("", include("skillmark.server.skills.reading.urls")),
]
