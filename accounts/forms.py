"""The forms of the sign-in pages: allauth's, in our words, with their holes closed."""

from collections.abc import Mapping

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django.contrib.auth.hashers import make_password

from accounts.adapter import signed_in_just_now
from accounts.models import User

PASSWORD_RULE = "至少 8 位，别只用数字，也别用你的手机号或姓名。"  # noqa: S105 - a label


class PlainFields:
    """Our labels and help; no placeholder says the label a second time."""

    labels: Mapping[str, str] = {}
    helps: Mapping[str, str] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")


class CodeFields(PlainFields):
    """A code of six digits: the phone offers it from the message, and its digit pad."""

    labels = {"code": "6 位验证码"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages["required"] = "填写验证码。"
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "class": "num"}


class GuessLimit:
    """Three tries a code, counted under a lock: parallel guesses all come too late.

    allauth counts in the session, where the last of many writers wins.
    """

    def clean_code(self):
        key = f"{context.request.session.session_key}:{self.expected_code}"
        if not ratelimit.consume(context.request, action="code_guess", key=key):
            raise get_adapter().validation_error("too_many_login_attempts")
        return super().clean_code()


class OneDoorForm(PlainFields, forms.RequestLoginCodeForm):
    def clean_phone(self):
        phone = super().clean_phone()  # the limits are spent here
        if phone and self._user is None:
            self._user, _ = User.objects.get_or_create(
                phone=phone, defaults={"password": make_password(None)}
            )
        return phone


class ConfirmLoginCodeForm(GuessLimit, CodeFields, forms.ConfirmLoginCodeForm):
    pass


class VerifyPhoneForm(GuessLimit, CodeFields, forms.VerifyPhoneForm):
    pass


class LoginForm(PlainFields, forms.LoginForm):
    labels = {"login": "手机号", "password": "密码"}


class ReauthenticateForm(PlainFields, forms.ReauthenticateForm):
    labels = {"password": "密码"}


class ChangePhoneForm(PlainFields, forms.ChangePhoneForm):
    labels = {"phone": "新手机号"}
    helps = {"phone": "我们给它发一条验证码，填对了才会换。"}


class SetPasswordForm(PlainFields, forms.SetPasswordForm):
    labels = {"password1": "密码", "password2": "再输一遍"}
    helps = {"password1": PASSWORD_RULE}


class ChangePasswordForm(PlainFields, forms.ChangePasswordForm):
    labels = {
        "oldpassword": "现在的密码",
        "password1": "新密码",
        "password2": "再输一遍",
    }
    helps = {"password1": PASSWORD_RULE}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # This is how a forgotten password is reset: by code, then straight to here.
        if signed_in_just_now(context.request, by="code"):
            del self.fields["oldpassword"]


class AuthenticateForm(CodeFields, mfa_forms.AuthenticateForm):
    labels = {"code": "动态码或备用码"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = (
            "text"  # spare codes have letters
        )


class MfaReauthenticateForm(CodeFields, mfa_forms.ReauthenticateForm):
    labels = AuthenticateForm.labels


class ActivateTotpForm(CodeFields, totp_forms.ActivateTOTPForm):
    labels = {"code": "应用里显示的 6 位数"}

    def clean_code(self):
        code = super().clean_code()
        # It was typed here and now: no need to ask for another one on the next page.
        record_authentication(context.request, self.user, "mfa", type="totp")
        return code
