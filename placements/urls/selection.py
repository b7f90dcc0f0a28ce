"""The two-way selection and its results, under /staff/."""

from django.urls import URLPattern, path

from placements.views.staff import placements, selection

urlpatterns: list[URLPattern] = [
    path("staff/selection/", selection.round_page, name="staff-round"),
    path("staff/selection/lock/", selection.round_lock, name="staff-round-lock"),
    path("staff/selection/unlock/", selection.round_unlock, name="staff-round-unlock"),
    path("staff/selection/run/", selection.round_run, name="staff-round-run"),
    path("staff/selection/send/", selection.round_send, name="staff-round-send"),
    path(
        "staff/selection/release/",
        selection.round_release,
        name="staff-round-release",
    ),
    path("staff/placements/", placements.placement_list, name="staff-placement-list"),
    path("staff/letters/<int:pk>/pdf/", placements.letter_pdf, name="staff-letter-pdf"),
]
