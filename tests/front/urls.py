"""Addresses like those of the site, so that the frames can be tested without it."""

from django.http import HttpResponse
from django.urls import include, path


def page(request):
    return HttpResponse()


placements = (
    [
        path("", page, name="landing"),
        path("posts/", page, name="public-post-list"),
        path("posts/<int:pk>/", page, name="public-post-detail"),
        path("me/", page, name="student-home"),
        path("me/wishes/", page, name="student-wishes"),
        path("me/account/", page, name="student-account"),
        path("host/", page, name="host-home"),
        path("host/posts/", page, name="host-post-list"),
        path("host/students/", page, name="host-student-list"),
        path("staff/", page, name="staff-home"),
        path("staff/windows/", page, name="staff-window-list"),
        path("staff/events/", page, name="staff-event-list"),
    ],
    "placements",
)
urlpatterns = [
    path("", include(placements)),
    path("accounts/login/", page, name="account_login"),
    path("accounts/logout/", page, name="account_logout"),
]
