"""A host unit's pages, under /host/."""

from django.urls import URLPattern, path

from placements.views.host import grading, home, members, post_moves, posts, units

urlpatterns: list[URLPattern] = [
    path("host/", home.home, name="host-home"),
    path("host/choose/", home.unit_choose, name="host-unit-choose"),
    path("host/unit/", units.unit, name="host-unit"),
    path("host/unit/edit/", units.unit_edit, name="host-unit-edit"),
    path("host/unit/submit/", units.unit_submit, name="host-unit-submit"),
    path("host/register/", units.unit_register, name="host-unit-register"),
    path("host/invitation/<str:token>/", units.invitation, name="host-invitation"),
    path("host/members/add/", members.member_add, name="host-member-add"),
    path(
        "host/members/<int:pk>/hand-over/",
        members.member_hand_over,
        name="host-member-hand-over",
    ),
    path("host/members/<int:pk>/end/", members.member_end, name="host-member-end"),
    path("host/posts/", posts.post_list, name="host-post-list"),
    path("host/posts/new/", posts.post_new, name="host-post-new"),
    path("host/posts/<int:pk>/", post_moves.post_detail, name="host-post-detail"),
    path("host/posts/<int:pk>/edit/", posts.post_edit, name="host-post-edit"),
    path("host/posts/<int:pk>/copy/", posts.post_copy, name="host-post-copy"),
    path(
        "host/posts/<int:pk>/submit/", post_moves.post_submit, name="host-post-submit"
    ),
    path(
        "host/posts/<int:pk>/take-back/",
        post_moves.post_take_back,
        name="host-post-take-back",
    ),
    path(
        "host/posts/<int:pk>/cancel/", post_moves.post_cancel, name="host-post-cancel"
    ),
    path("host/posts/<int:pk>/students/", grading.grade, name="host-grade"),
    path("host/students/", grading.student_list, name="host-student-list"),
    path(
        "host/students/placed/",
        grading.placement_list,
        name="host-placement-list",
    ),
]
