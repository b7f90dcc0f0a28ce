"""One settings file. Every environment variable is read once, at the top."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.contrib.messages import constants as message_levels
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes"}


DEBUG = _flag("DEBUG", default=True)
SECRET_KEY = os.environ.get("SECRET_KEY", "")
FIELD_KEY = os.environ.get("FIELD_KEY", "")  # encrypts ID numbers and TOTP secrets
INDEX_KEY = os.environ.get("INDEX_KEY", "")  # blind index of ID numbers
DATABASE_URL = os.environ.get("DATABASE_URL", "")
TEST_DB_SUFFIX = os.environ.get("TEST_DB_SUFFIX", "")  # two test runs at once
ALLOWED_HOSTS = os.environ.get(
    "ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver" if DEBUG else ""
).split(",")
CSRF_TRUSTED_ORIGINS = list(
    filter(None, os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(","))
)
BEHIND_PROXY = _flag("BEHIND_PROXY", default=False)
HTTPS = _flag("HTTPS", default=not DEBUG)  # off only to try a release on one machine
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR_DIR / "files"))
SMS_BACKEND = os.environ.get("SMS_BACKEND", "notices.sms.ConsoleBackend")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "noreply@localhost")
SITE_URL = os.environ.get("SITE_URL", "http://localhost:8000").rstrip("/")
CONTACT_PHONE = os.environ.get("CONTACT_PHONE", "0353-000 0000")

for _name in ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY"):
    if not globals()[_name]:
        if not DEBUG:
            raise ImproperlyConfigured(f"set {_name} in the environment (see README)")
        globals()[_name] = f"for-development-only-{_name.lower()}-not-a-secret-at-all"


def _database(url: str) -> dict:
    """Django's settings for one `postgres://user:password@host:port/name` URL."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgres://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # PgBouncer in transaction mode keeps no cursor between transactions.
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


if DATABASE_URL:
    DATABASES = {"default": _database(DATABASE_URL)}
else:
    from yangquan_practice.embedded.postgres import socket_dir

    _data = (VAR_DIR / "postgres").resolve()
    DATABASES = {
        "default": {
            "ENGINE": "yangquan_practice.embedded",
            "NAME": "postgres",
            "USER": "postgres",
            "HOST": str(socket_dir(_data)),
            "DATA": _data,
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    }
DATABASES["default"]["TEST"] = {"NAME": f"test_yangquan{TEST_DB_SUFFIX}"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "js_lib_bootstrap5",
    "heroicons",
    "directory",
    "accounts",
    "audit",
    "notices",
    "placements",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yangquan_practice.middleware.content_security_policy",
    "yangquan_practice.middleware.private_by_default",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "yangquan_practice.middleware.NoNulMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Closed unless a view opens itself with @login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.StaffMfaMiddleware",
]

ROOT_URLCONF = "yangquan_practice.urls"
WSGI_APPLICATION = "yangquan_practice.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "placements.forms.lean.LeanRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# The tag of a message is the tone of the note it is shown in.
MESSAGE_TAGS = {
    message_levels.DEBUG: "",
    message_levels.INFO: "",
    message_levels.SUCCESS: "ok",
    message_levels.WARNING: "warn",
    message_levels.ERROR: "danger",
}

# --- Sign-in: allauth with one door, see accounts/adapter.py -------------------------
AUTH_USER_MODEL = "accounts.User"
# Not ModelBackend: it accepts the number too and passes every limit by.
AUTHENTICATION_BACKENDS = ["accounts.backends.PhoneBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"django.contrib.auth.password_validation.{name}",
        "OPTIONS": options,
    }
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 8}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("phone", "name")}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",  # made by accounts/0002
        # Culling would silently forget limits.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
# Never signed cookies: the code that was sent lies in the session.
SESSION_ENGINE = "accounts.sessions"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
LOGOUT_REDIRECT_URL = "/"
STAFF_NEED_SECOND_FACTOR = not DEBUG
ACCOUNTS_SMS_SENDER = "notices.outbox.send_code"
CODES_PER_NUMBER_AND_DAY = 10
CODES_PER_DAY = 5000
VERIFY_RATE = "30/m/ip"  # an office may check a whole pile

ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Real-IP" if BEHIND_PROXY else None
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"phone"}
# Sign-up is closed; without these two there is no password and no change of number.
ACCOUNT_SIGNUP_FIELDS = ["phone*", "password1*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_FORMS = {
    "request_login_code": "accounts.forms.OneDoorForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
    "login": "accounts.forms.LoginForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "change_phone": "accounts.forms.ChangePhoneForm",
    "verify_phone": "accounts.forms.VerifyPhoneForm",
}
# No limit by address: a dormitory shares one. Addresses are the reverse proxy's work.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "signup": None,
    "login_failed": "5/300s/key,30/d/key",  # the number; for second factors, the user
    "request_login_code": "1/m/key,5/h/key",
    "verify_phone": "1/m/key,5/h/key",
    "change_password": "5/m/user",
    "change_phone": "5/m/user",
    "reauthenticate": "10/m/user",
    "manage_email": None,
    "reset_password": None,
    "reset_password_from_key": None,
    "confirm_email": None,
    "code_guess": "3/300s/key",  # our own, see accounts.forms.GuessLimit
}
MFA_ADAPTER = "accounts.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "返家乡"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.MfaReauthenticateForm",
    "activate_totp": "accounts.forms.ActivateTotpForm",
}

# --- Browsers: nothing from elsewhere, nothing in clear -------------------------------
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/files/"  # never served directly: every file goes through a checked view
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# What `manage.py work` does in every round, besides emptying the outbox.
WORK_DUTIES: list[str] = [
    "placements.actions.offers.expire_offers",
    "accounts.housekeeping.keep_house",
]
