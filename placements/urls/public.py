"""Pages anybody may read."""

from django.urls import URLPattern, path

from placements.views import theme
from placements.views.public import doors, posts, verify

urlpatterns: list[URLPattern] = [
    path("", doors.landing, name="landing"),
    path("home/", doors.home, name="go-home"),
    path("healthz", doors.healthz, name="healthz"),
    path("theme/", theme.theme_choose, name="theme-choose"),
    path("posts/", posts.post_list, name="public-post-list"),
    path("posts/<int:pk>/", posts.post_detail, name="public-post-detail"),
    path("verify/", verify.verify, name="public-verify"),
    path("verify/<str:code>/", verify.verify_code, name="public-verify-code"),
]
