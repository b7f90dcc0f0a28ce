"""The few account pages that allauth does not have."""

from allauth.account.internal.flows.logout import logout
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from accounts.phone import masked_number


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    phone = masked_number(request.user.phone)  # type: ignore[union-attr]
    return render(request, "account/overview.html", {"phone": phone})


@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.is_current():
        logout(request)
        return redirect("account_login")
    session.end()
    messages.success(request, "那台设备已经退出。")
    return redirect("usersessions_list")


@login_not_required
@require_GET
def password_forgotten(request: HttpRequest) -> HttpResponse:
    """No message carries a password: sign in by code, then choose a new one."""
    if request.user.is_authenticated:  # the door would send them straight back
        return redirect(_then("account_logout", request.path))
    return redirect(_then("account_login", reverse("account_change_password")))


def _then(name: str, address: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': address})}"
