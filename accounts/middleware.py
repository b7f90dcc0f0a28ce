"""Staff prove themselves twice before any page opens."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import RateLimited
from allauth.core.ratelimit import respond_429
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.roles import is_staff_member

# Without these nobody could ever get a second factor, or leave.
ALWAYS_OPEN = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_reauthenticate",
    }
)


class StaffMfaMiddleware:
    """Sends staff whose session has no second factor to the page where they give it.

    The session is asked, not the account: a device that was signed in before the second
    factor existed has never given it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.STAFF_NEED_SECOND_FACTOR or not request.user.is_authenticated:
            return None
        if request.resolver_match.url_name in ALWAYS_OPEN or _gave_second_factor(
            request
        ):
            return None
        if not is_staff_member(request.user):
            return None
        if not is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return redirect("mfa_activate_totp")
        here = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('mfa_reauthenticate')}?{here}")

    def process_exception(self, request, exception):
        # allauth catches this on some of its pages only; elsewhere it is a bare 500.
        if isinstance(exception, RateLimited):
            return respond_429(request)
        return None


def _gave_second_factor(request) -> bool:
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)
