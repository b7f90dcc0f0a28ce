"""How allauth meets our accounts: one door, by mobile number.

The first sign-in by code opens the account; there is no sign-up page, because a row
with a password must never exist before its number is proven. Several overrides mend
what the stock phone path gets wrong; each has a test in tests/accounts/test_traps.py,
the guard at every upgrade of allauth.
"""

import time
from io import BytesIO

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts import sms
from accounts.fields import decrypt, encrypt
from accounts.models import User
from accounts.phone import MobileField, masked_number
from accounts.roles import is_staff_member

FRESH_SECONDS = 300

TOO_OFTEN = "试得太多了，等 5 分钟再试。"


def signed_in_just_now(request, *, by: str = "") -> bool:
    """Did this session prove who it is within five minutes, by this method if given?"""
    records = get_authentication_records(request, request.user)
    fresh = [record for record in records if time.time() - record["at"] < FRESH_SECONDS]
    return any(by in ("", record["method"]) for record in fresh)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "这个账号停用了。",
        "enter_current_password": "现在的密码不对。",
        "incorrect_code": "验证码不对，再看看短信；收不到就重发一条。",
        "incorrect_password": "密码不对。",
        "phone_password_mismatch": "手机号或密码不对。忘了密码可以用验证码登录。",
        "phone_taken": "这个手机号已经有账号。",
        "rate_limited": "一分钟只能发一条，一天最多 10 条，等一会儿再试。",
        "same_as_current": "和现在的一样，不用改。",
        "too_many_login_attempts": TOO_OFTEN,
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def phone_form_field(self, **kwargs) -> MobileField:
        return MobileField(**kwargs)

    def get_phone(self, user):
        return user.phone, user.phone_verified_at is not None

    def get_user_by_phone(self, phone: str):
        return User.objects.filter(phone=phone).first()

    def set_phone(self, user, phone: str, verified: bool) -> None:
        user.phone = phone
        user.phone_verified_at = timezone.now() if verified else None
        user.save(update_fields=["phone", "phone_verified_at"])

    def set_phone_verified(self, user, phone: str) -> None:
        self.set_phone(user, phone, True)

    @sensitive_variables("code")
    def send_verification_code_sms(self, user, phone: str, code: str, **kwargs) -> None:
        # A closed account gets the same page as any other, and no message.
        if user.is_active:
            sms.send_code(phone, code)

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Nothing: who changes to a taken number sees the page that anybody sees."""

    def _get_login_attempts_cache_key(self, request, **credentials) -> str:
        # The stock key knows e-mail and username only: one lock for the whole site.
        return f"phone:{credentials.get('phone', '')}"

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        # Without this, who signed in by code a second ago is asked for a password.
        if signed_in_just_now(context.request):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("account_password_login")  # changing it ended every session


class MfaAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "团委账号必须有第二步验证，不能关。可以换一个。",
        "incorrect_code": "验证码不对。看看手机时间准不准，等下一个 6 位数再试。",
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def get_totp_label(self, user) -> str:
        return masked_number(user.phone)

    def build_totp_svg(self, url: str) -> str:
        # The stock one has no ground of its own: on a dark page no camera reads it.
        drawn = BytesIO()
        segno.make(url).save(drawn, kind="svg", light="white", omitsize=True)
        return drawn.getvalue().decode()

    def can_delete_authenticator(self, authenticator) -> bool:
        needed = settings.STAFF_NEED_SECOND_FACTOR
        return not (needed and is_staff_member(authenticator.user))
