"""Every setting of an installation, read once from the environment (see .env.example)."""

import secrets
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError, validate

from backend.core import basemap, embedded, gdal

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env(eager=False)
env.read_env(str(BASE_DIR / ".env"), recurse=False)

USTERKA_VAR = Path(env.str("USTERKA_VAR", "") or BASE_DIR / "var").resolve()
HOST = env.str("HOST", "127.0.0.1")
PORT = env.int("PORT", 8000)
DATABASE_URL = env.str("DATABASE_URL", "")
PUBLIC_URL = env.str("PUBLIC_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
LIVE_URL = env.str("LIVE_URL", f"http://127.0.0.1:{(PORT or 8000) + 1}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CORS_ALLOWED_ORIGINS: list[str] = env.list("CORS_ALLOWED_ORIGINS", [])
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
HTTPS_ONLY = env.bool("HTTPS_ONLY", PUBLIC_URL.startswith("https://"))
LOG_LEVEL = env.str("LOG_LEVEL", "INFO").upper()
SECRET_KEY = env.str("SECRET_KEY", "")
DATABASE_POOL_SIZE = env.int("DATABASE_POOL_SIZE", 4)
WEB_WORKERS = env.int("WEB_WORKERS", 2)
WEB_THREADS = env.int("WEB_THREADS", 128)
WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", 4)
FIREBASE_CREDENTIALS = env.str("FIREBASE_CREDENTIALS", "")
PUSH_MERGE_SECONDS = env.int("PUSH_MERGE_SECONDS", 60, validate=validate.Range(min=0, max=3600))
DELIVERIES_KEPT_DAYS = env.int("DELIVERIES_KEPT_DAYS", 180, validate=validate.Range(min=7))
BASE_MAP_URL = env.str("BASE_MAP_URL", "")
BASE_MAP_PMTILES = env.str("BASE_MAP_PMTILES", "")
BASE_MAP_ATTRIBUTION = env.str("BASE_MAP_ATTRIBUTION", "")
LEAST_APP_VERSIONS: dict[str, str] = env.dict("LEAST_APP_VERSIONS", {})
ANDROID_APP = env.str("ANDROID_APP", "")
ANDROID_CERTIFICATES: list[str] = env.list("ANDROID_CERTIFICATES", [])
IOS_APP_IDS: list[str] = env.list("IOS_APP_IDS", [])
LAYER_UPLOAD_MAX_MB = env.int("LAYER_UPLOAD_MAX_MB", 500)
X_ACCEL_LOCATION = env.str("X_ACCEL_LOCATION", "")
PHOTO_ORIGINALS_DAYS = env.int("PHOTO_ORIGINALS_DAYS", 90, validate=validate.Range(min=1))
PHOTO_PROPOSALS = env.bool("PHOTO_PROPOSALS", find_spec("cv2") is not None)
S3_BUCKET = env.str("S3_BUCKET", "")
S3_ENDPOINT_URL = env.str("S3_ENDPOINT_URL", "")
AWS_DEFAULT_REGION = env.str("AWS_DEFAULT_REGION", "us-east-1")
EMAIL = env.dj_email_url("EMAIL_URL", "console:")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "usterka@localhost")
MAIL_BOUNCE_ADDRESS = env.str("MAIL_BOUNCE_ADDRESS", "") and env.email("MAIL_BOUNCE_ADDRESS")
SMS_BACKEND = env.str("SMS_BACKEND", "", validate=validate.OneOf(["", "console"]))
TEST_DATABASE = env.str("USTERKA_TEST_DB", "test_usterka")
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
# How often somebody may do something: "number/period" (s, m, h, d) or "off".
THROTTLES = {
    "intake": env.str("THROTTLE_INTAKE", "60/h"),
    "photos": env.str("THROTTLE_PHOTOS", "300/h"),
    "writes": env.str("THROTTLE_WRITES", "600/h"),
    "proofs": env.str("THROTTLE_PROOFS", "60/h"),
    "tokens": env.str("THROTTLE_TOKENS", "60/h"),
    "exports": env.str("THROTTLE_EXPORTS", "30/h"),
    "documents": env.str("THROTTLE_DOCUMENTS", "120/h"),
}
# Failed logins: "number/period/ip" and "number/period/key" (the account), or "off".
THROTTLE_LOGIN = env.str("THROTTLE_LOGIN", "10/m/ip,5/5m/key")

try:
    env.seal()
except EnvError as error:
    raise ImproperlyConfigured(f"The environment has a wrong value: {error}") from error


def _secret_key() -> str:
    """Return the installation's own random key, made once below USTERKA_VAR."""
    if DATABASE_URL:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing: with DATABASE_URL set, every process needs the same long "
            "random SECRET_KEY from the environment."
        )
    path = USTERKA_VAR / "secret_key"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = SECRET_KEY or _secret_key()
if not 1 <= PORT <= 65533:
    raise ImproperlyConfigured("PORT must lie between 1 and 65533: the two after it are used too.")


def _photo_origins() -> list[str]:
    """Check the store of photos; tell the origin that links to them lead to, if it is another."""
    if not S3_BUCKET:
        return []
    if find_spec("storages") is None:
        raise ImproperlyConfigured("S3_BUCKET needs the extra `s3`: docs/deploy.md, section 1.")
    if not S3_ENDPOINT_URL:
        region = "" if AWS_DEFAULT_REGION == "us-east-1" else f".{AWS_DEFAULT_REGION}"
        return [f"https://{S3_BUCKET}.s3{region}.amazonaws.com"]
    store = urlsplit(S3_ENDPOINT_URL)
    if store.scheme not in ("http", "https") or not store.netloc:
        raise ImproperlyConfigured("S3_ENDPOINT_URL must begin with https:// and a host name.")
    return [f"{store.scheme}://{store.netloc}"]


PHOTO_ORIGINS = _photo_origins()


def _base_map_origins() -> list[str]:
    """Check the base map; tell the foreign origin that it comes from, if it does."""
    if BASE_MAP_URL and BASE_MAP_PMTILES:
        raise ImproperlyConfigured("Set BASE_MAP_URL or BASE_MAP_PMTILES, not both.")
    try:
        if BASE_MAP_PMTILES:
            basemap.open_archive(Path(BASE_MAP_PMTILES))
        return [basemap.origin_of(BASE_MAP_URL)] if BASE_MAP_URL else []
    except basemap.WrongBaseMap as error:
        name = "BASE_MAP_PMTILES" if BASE_MAP_PMTILES else "BASE_MAP_URL"
        raise ImproperlyConfigured(f"{name} {error}") from error


BASE_MAP_ORIGINS = _base_map_origins()

# --- what it is made of -----------------------------------------------------------------------

INSTALLED_APPS = [
    "backend.core.apps.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.usersessions",
    "corsheaders",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "backend",
    "backend.core",
    "gis_layers",
    "backend.jurisdictions",
    "backend.accounts",
    "backend.crews",
    "backend.reports",
    "backend.dispatch",
    "backend.open311",
    "backend.public",
    "notifications",
]

MIDDLEWARE = [
    "backend.core.metrics.Metrics",
    "csp.middleware.CSPMiddleware",  # for the page of a body that is refused unread, too
    "backend.core.http.PrivateUnlessSaid",
    "backend.core.http.ReadBodyFirst",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "backend.core.language.LanguageMiddleware",
    "backend.core.app_version.LeastAppVersion",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "backend.accounts.adapter.PlainBodies",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

APPEND_SLASH = False
CSRF_FAILURE_VIEW = "backend.core.http.csrf_failure"
ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "backend/templates"],  # before those of Django's administration
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- database ---------------------------------------------------------------------------------

GDAL_LIBRARY_PATH, GEOS_LIBRARY_PATH = gdal.library_paths()
_database = dj_database_url.parse(DATABASE_URL or embedded.database_url(USTERKA_VAR))
DATABASES = {
    "default": {
        **_database,
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **_database.get("OPTIONS", {}),
            # By its reconnect_timeout a pool gives up soon and tries anew at the next request: the
            # waits in between double, so a long outage would be followed by a long silence.
            "pool": {
                "min_size": 1,
                "max_size": DATABASE_POOL_SIZE,
                "timeout": 10,
                "reconnect_timeout": 5,
            },
            "fallback_application_name": "usterka",  # web and worker name themselves by PGAPPNAME
        },
        "TEST": {"NAME": TEST_DATABASE},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        # The default of 300 entries would let anybody flush the login limits.
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

# Tasks are imported by the worker alone; the web process defers jobs by name (core/jobs.py).
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = [
    "backend.core.tasks",
    "backend.management.tasks",
    "backend.reports.tasks",
    "notifications.tasks",
]

# --- people -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_RATE_LIMITS = False if THROTTLE_LOGIN == "off" else {"login_failed": THROTTLE_LOGIN}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ACCOUNT_ADAPTER = "backend.accounts.adapter.AccountAdapter"
HEADLESS_ONLY = True
HEADLESS_TOKEN_STRATEGY = "backend.accounts.tokens.YearLongTokens"  # noqa: S105
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{PUBLIC_URL}/",
    "account_reset_password": f"{PUBLIC_URL}/",
    "account_reset_password_from_key": f"{PUBLIC_URL}/",
    "account_signup": f"{PUBLIC_URL}/",
}
APP_TOKEN_LIFE = timedelta(days=365)
LOGIN_URL = "/login"

# --- the API ----------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "backend.accounts.authentication.AccountToken",
        "backend.accounts.authentication.InstallationSecret",
        "backend.accounts.authentication.ReportSecret",
        "backend.accounts.authentication.PersonalToken",
        "backend.accounts.authentication.BrowserSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_THROTTLE_CLASSES": ["backend.accounts.throttles.WriteThrottle"],
    "DEFAULT_PARSER_CLASSES": ["backend.core.http.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["backend.core.http.FastJSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "backend.core.schema.Schema",
    "EXCEPTION_HANDLER": "backend.core.http.exception_handler",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "backend.core.http.OneRepresentation",
    "UNAUTHENTICATED_TOKEN": "backend.accounts.viewer.stranger",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Usterka",
    "DESCRIPTION": "Road defects: from a resident's phone to the right crew and back.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ReportStatus": "backend.reports.workflow.Status",
        "Priority": "backend.jurisdictions.rules.Priority",
        "Visibility": "backend.reports.workflow.Visibility",
        "Source": "backend.reports.workflow.Source",
        "ReportKind": "backend.reports.workflow.ReportKind",
        "Audience": "backend.reports.events.Audience",
        "PhotoKind": "backend.reports.media.PhotoKind",
        "PhotoState": "backend.reports.media.PhotoState",
        "PhotoPublication": "backend.reports.media.PhotoPublication",
        "WorkKind": "gis_layers.rules.WorkKind",
        "ReportEventKind": "backend.reports.events.EventKind",
        "DeviceKind": "notifications.rules.DeviceKind",
        "BroadcastState": "notifications.rules.BroadcastState",
        "NotificationType": "notifications.rules.NotificationType",
        "Platform": "notifications.rules.Platform",
        "Language": "backend.core.language.Language",
    },
}

# --- files, pages, mail, logs -----------------------------------------------------------------

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # static files are served from where they are: no collectstatic
WHITENOISE_ROOT = BASE_DIR / "backend/core/root"  # what browsers ask for at the top: favicon.ico
STORAGES = {
    "default": (
        {
            "BACKEND": "backend.core.s3.S3Files",
            "OPTIONS": {
                "bucket_name": S3_BUCKET,
                "endpoint_url": S3_ENDPOINT_URL or None,
                "region_name": AWS_DEFAULT_REGION,
            },
        }
        if S3_BUCKET
        else {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {
                "location": str(USTERKA_VAR / "media"),
                "file_permissions_mode": 0o640,
                "directory_permissions_mode": 0o750,
            },
        }
    ),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# The body of a request is read by ReadBodyFirst, with a limit of its own for every path.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", "Polski"), ("en", "English"), ("uk", "Українська")]
USE_TZ = True
TIME_ZONE = "UTC"

EMAIL_BACKEND = EMAIL["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL.get("EMAIL_HOST", "")
EMAIL_PORT = EMAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = EMAIL.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = EMAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10

SECURE_SSL_REDIRECT = False  # the proxy's work; see docs/deploy.md
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS_ONLY else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS_ONLY
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_REFERRER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
CORS_ALLOW_CREDENTIALS = True
CORS_EXPOSE_HEADERS = [
    *("Retry-After", "ETag", "Location", "Content-Crs"),
    *("Upload-Complete", "Upload-Length", "Upload-Limit", "Upload-Offset"),
]
CORS_ALLOW_HEADERS = [
    "accept",
    "accept-language",
    "authorization",
    "content-digest",
    "content-type",
    "idempotency-key",
    "if-none-match",
    "repr-digest",
    "upload-complete",
    "upload-draft-interop-version",
    "upload-length",
    "upload-offset",
    "x-app",
    "x-csrftoken",
    "x-session-token",
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *PHOTO_ORIGINS, *BASE_MAP_ORIGINS],
        "font-src": [SELF],
        "connect-src": [SELF, LIVE_URL, *BASE_MAP_ORIGINS],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "backend.core.logs.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django.request": {"level": "ERROR"},  # a refusal is no fault of ours
        "google": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
    },
}
