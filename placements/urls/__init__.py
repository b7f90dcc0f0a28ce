"""Addresses of the programme's pages, one file an audience, one namespace."""

from placements.urls import host, imports, letter, public, selection, staff, student

app_name = "placements"
urlpatterns = [
    *public.urlpatterns,
    *student.urlpatterns,
    *letter.urlpatterns,
    *host.urlpatterns,
    *staff.urlpatterns,
    *imports.urlpatterns,
    *selection.urlpatterns,
]
