"""Addresses of the programme's pages, one file an audience, one namespace."""

from placements.urls import host, public, staff, student

app_name = "placements"
urlpatterns = [
    *public.urlpatterns,
    *student.urlpatterns,
    *host.urlpatterns,
    *staff.urlpatterns,
]
