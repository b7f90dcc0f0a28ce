"""Addresses of the programme's pages, one file an audience, one namespace."""

from placements.urls import host, letter, public, staff, student

app_name = "placements"
urlpatterns = [
    *public.urlpatterns,
    *student.urlpatterns,
    *letter.urlpatterns,
    *host.urlpatterns,
    *staff.urlpatterns,
]
