"""Taking workbooks in, under /staff/import/."""

from django.urls import URLPattern, path

from placements.views.staff import imports

urlpatterns: list[URLPattern] = [
    path("staff/import/", imports.import_upload, name="staff-import"),
    path(
        "staff/import/template/", imports.import_template, name="staff-import-template"
    ),
    path("staff/import/<int:pk>/", imports.import_batch, name="staff-import-batch"),
]
