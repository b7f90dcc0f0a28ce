"""The League staff's pages, under /staff/."""

from django.urls import URLPattern, path

from placements.views.staff import (
    applications,
    events,
    find,
    home,
    invitations,
    posts,
    units,
    windows,
)

urlpatterns: list[URLPattern] = [
    path("staff/", home.home, name="staff-home"),
    path("staff/season/", windows.season_choose, name="staff-season"),
    path("staff/windows/", windows.window_list, name="staff-window-list"),
    path("staff/windows/rules/", windows.season_rules, name="staff-season-rules"),
    path(
        "staff/windows/<str:kind>/<int:round_no>/",
        windows.window_edit,
        name="staff-window-edit",
    ),
    path("staff/events/", events.event_list, name="staff-event-list"),
    path("staff/find/", find.find, name="staff-find"),
    path("staff/units/", units.unit_list, name="staff-unit-list"),
    path("staff/units/approve/", units.unit_approve, name="staff-unit-approve"),
    path("staff/units/return/", units.unit_return, name="staff-unit-return"),
    path("staff/units/<int:pk>/", units.unit_detail, name="staff-unit-detail"),
    path(
        "staff/units/<int:pk>/suspend/", units.unit_suspend, name="staff-unit-suspend"
    ),
    path("staff/units/<int:pk>/resume/", units.unit_resume, name="staff-unit-resume"),
    path(
        "staff/invitations/", invitations.invitation_list, name="staff-invitation-list"
    ),
    path(
        "staff/invitations/new/",
        invitations.invitation_new,
        name="staff-invitation-new",
    ),
    path("staff/posts/", posts.post_list, name="staff-post-list"),
    path("staff/posts/publish/", posts.post_publish, name="staff-post-publish"),
    path("staff/posts/return/", posts.post_return, name="staff-post-return"),
    path("staff/posts/<int:pk>/", posts.post_detail, name="staff-post-detail"),
    path("staff/posts/<int:pk>/cancel/", posts.post_cancel, name="staff-post-cancel"),
    path(
        "staff/applications/",
        applications.application_list,
        name="staff-application-list",
    ),
    path(
        "staff/applications/qualify/",
        applications.application_qualify,
        name="staff-application-qualify",
    ),
    path(
        "staff/applications/return/",
        applications.application_return,
        name="staff-application-return",
    ),
    path(
        "staff/applications/<int:pk>/",
        applications.application_detail,
        name="staff-application-detail",
    ),
    path(
        "staff/applications/<int:pk>/reject/",
        applications.application_reject,
        name="staff-application-reject",
    ),
    path(
        "staff/applications/<int:pk>/unmask/",
        applications.application_unmask,
        name="staff-application-unmask",
    ),
]
