"""Sign-in under our addresses; what allauth has and we do not want leads elsewhere."""

from allauth.account import views as allauth_views
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from accounts import views

to_the_door = login_not_required(RedirectView.as_view(pattern_name="account_login"))
to_the_overview = RedirectView.as_view(pattern_name="account_overview")

urlpatterns = [
    path("", views.overview, name="account_overview"),
    # The code is the way in; allauth's own name for it stays valid below.
    path("login/", allauth_views.request_login_code, name="account_login"),
    path("login/password/", allauth_views.login, name="account_password_login"),
    path("password/reset/", views.password_forgotten, name="account_reset_password"),
    path("sessions/<int:pk>/end/", views.session_end, name="account_session_end"),
    # One door: no sign-up. No mail either: e-mail is nobody's way in.
    re_path("^(?:signup|password/reset/.+)/$", to_the_door),
    re_path("^(?:email|confirm-email)/", to_the_overview),
    path("", include("allauth.urls")),
]
