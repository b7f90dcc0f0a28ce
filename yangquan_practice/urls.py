"""Every address of the site, by audience."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "返家乡 · 后台"

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("inbox/", include("notices.urls")),
    path("", include("placements.urls")),
]
