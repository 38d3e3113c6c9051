"""Settings of a node, from the environment (`YISHU_…`) or the TOML file that `YISHU_CONFIG` names; the environment wins.

The embedded PostgreSQL is started by the command line, which then sets `YISHU_DATABASE_URL`: here there is only ever a database address.
"""

from ipaddress import ip_network
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from yishu.core.suites import suite_of
from yishu.node.configuration import setting
from yishu.node.errors import SuiteUnknown
from yishu.node.secrets import load_secrets
from yishu.node.standbys import addresses_of

BASE_DIR = Path(__file__).resolve().parent
YISHU_DIR = Path(setting("dir", ".yishu")).resolve()
YISHU_NODE_CODE = setting("node_code", "330000")
YISHU_NODE_NAME = setting("node_name", "浙江省信息共享平台")
try:
    YISHU_SUITE = suite_of(setting("suite", "intl"))  # intl or gm: by which the evidence is hashed and signed; for good
except ValueError:
    raise SuiteUnknown(suite=setting("suite")) from None
YISHU_URL = setting("url").rstrip("/")  # the portal's public address
YISHU_SITE_URL = setting("site_url").rstrip("/")  # where the exported open directory stands
YISHU_DEMO = setting("demo") == "1"
YISHU_LAW_WORDS = setting("category_words", "2014")  # 2014: 非受限/受限/非共享; later: 无条件/有条件/不予
YISHU_BACKENDS = frozenset(setting("backends").replace(",", " ").split())  # origins that resources may be mounted on
YISHU_DOCUMENT_MIB = int(setting("document_mib", "200"))  # the largest file that is taken as a document
YISHU_DIRECTORY_DAYS = int(setting("directory_days", "7"))  # between versions of the directories; 0: only when ordered
YISHU_UPLOAD_DAYS = max(1, int(setting("upload_days", "3")))  # for which an unfinished upload is kept
YISHU_VERSION_STORE = setting("version_store")  # s3://bucket/prefix?endpoint=…&region=…; none: the node's folder
YISHU_RECORD_MONTHS = int(setting("record_months", "0"))  # that records stay in the database; 0: for ever
YISHU_REPLICA_GIB = max(0, int(setting("replica_gib", "20")))  # for replicas that answer lists; 0: none
YISHU_HELD_DAYS = max(1, int(setting("held_days", "30")))  # for which a held batch waits for a person
YISHU_SOURCES = frozenset(
    setting("sources").replace(",", " ").split()
)  # origins of foreign catalogues that may be harvested
YISHU_SUBJECT_LOOKS = max(
    1, int(setting("subject_looks", "30"))
)  # at who used somebody's information: by one person, a day
YISHU_STAMP_MINUTES = max(0.0, float(setting("stamp_minutes", "60")))  # for which a checkpoint may stand unstamped
YISHU_TSA = setting("tsa") == "1"  # this node stamps what others ask it to
YISHU_TSA_POLICY = setting("tsa_policy")  # the number of its policy; none: ours
YISHU_SMTP = setting("smtp")  # smtp+starttls://user@host:587, smtps://…, or smtp:// on this machine
YISHU_SMTP_PASSWORD_FILE = setting("smtp_password_file")
YISHU_MAIL_FROM = setting("mail_from")
YISHU_MAIL_DOMAINS = frozenset(setting("mail_domains").lower().replace(",", " ").split())  # none: any
YISHU_CHANNELS = setting("channels")  # the file that describes HTTP gateways for notices
YISHU_CA_FILE = setting("ca_file")  # certificate authorities besides the system's, for what is sent out
YISHU_WEBHOOK_NETWORKS = tuple(  # besides public addresses
    ip_network(text)
    for text in setting("webhook_networks", "127.0.0.0/8 ::1/128" if YISHU_DEMO else "").replace(",", " ").split()
)
YISHU_SECRETS = load_secrets(YISHU_DIR, setting("secrets"))

SECRET_KEY = YISHU_SECRETS.web
DEBUG = False
ALLOWED_HOSTS = setting("hosts", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in setting("origins").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    "yishu.shell",
    "yishu.node",
    "yishu.node.workdays",
    "yishu.audit",
    "yishu.agencies",
    "yishu.notices",
    "yishu.agencies.identity",
    "yishu.agencies.delegation",
    "yishu.agencies.accountability",
    "yishu.standards",
    "yishu.catalogue",
    "yishu.catalogue.spreadsheets",
    "yishu.catalogue.tasks",
    "yishu.catalogue.projects",
    "yishu.catalogue.collected",
    "yishu.catalogue.confirming",
    "yishu.catalogue.steps",
    "yishu.catalogue.directories",
    "yishu.hosting",
    "yishu.hosting.quarantine",
    "yishu.hosting.declared",
    "yishu.hosting.keeping",
    "yishu.hosting.archiving",
    "yishu.hosting.uploads",
    "yishu.hosting.controls",
    "yishu.hosting.invented",
    "yishu.hosting.files",
    "yishu.sharing",
    "yishu.sharing.basket",
    "yishu.sharing.allowances",
    "yishu.sharing.questions",
    "yishu.sharing.attachments",
    "yishu.sharing.changes",
    "yishu.sharing.standing",
    "yishu.sharing.signing",
    "yishu.sharing.checking",
    "yishu.sharing.refusing",
    "yishu.sharing.proof",
    "yishu.sharing.restraints",
    "yishu.seals",
    "yishu.access",
    "yishu.access.guessing",
    "yishu.access.runs",
    "yishu.access.delta",
    "yishu.access.downloads",
    "yishu.access.assembling",
    "yishu.access.files",
    "yishu.access.results",
    "yishu.access.snippets",
    "yishu.access.sandbox",
    "yishu.exchange",
    "yishu.exchange.witnessing",
    "yishu.quality",
    "yishu.cases",
    "yishu.assessment",
    "yishu.operations",
    "yishu.operations.workdays",
    "yishu.operations.misuse",
    "yishu.operations.subject_uses",
    "yishu.operations.erasing",
    "yishu.portal",
    "yishu.portal.inspecting",
    "yishu.demo",
]
MIDDLEWARE = [
    "yishu.api.ApiProblems",
    "django.middleware.gzip.GZipMiddleware",  # first: also what WhiteNoise sends
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yishu.shell.middleware.SecurityHeaders",
    "yishu.agencies.middleware.ActorOfRequest",
    "yishu.shell.middleware.ProblemPages",
    "yishu.agencies.refusals.RefusalsOnRecord",
]
ROOT_URLCONF = "yishu.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yishu.shell.context.page",
            ],
        },
    }
]


DURABLE = "-c synchronous_commit=on"


def database(address: str) -> dict[str, Any]:
    """Django's settings for a libpq address (URI or keywords)."""
    parts = conninfo_to_dict(address)
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    rest = {name: value for name, value in parts.items() if name not in known}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{theirs: str(parts[ours]) for ours, theirs in known.items() if ours in parts},
        # Evidence is durable before an answer, whatever the server's own default.
        "OPTIONS": rest | {"options": DURABLE, "pool": {"min_size": 1, "max_size": 12, "timeout": 10}},
    }


YISHU_DATABASE_URL = setting("database_url", "dbname=yishu")
YISHU_READ_DATABASE_URLS = addresses_of(setting("read_database_urls"))  # hot standbys that gateways read from
YISHU_READ_LAG_SECONDS = max(0.05, float(setting("read_lag_seconds", "1")))  # by which one may lag and be read
DATABASES = {"default": database(YISHU_DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["yishu.agencies.backends.People"]
AUTH_USER_MODEL = "agencies.Person"
PASSWORD_HASHERS = ["yishu.agencies.hashers.Argon2"]
YISHU_PASSWORD_LENGTH = max(8, int(setting("password_length", "10")))
YISHU_INVITATION_HOURS = int(setting("invitation_hours", "72"))
_ADMINISTRATORS = "system_administrator security_administrator audit_administrator"
YISHU_SECOND_FACTOR = frozenset(
    setting("second_factor", "" if YISHU_DEMO else _ADMINISTRATORS).replace(",", " ").split()
)
YISHU_OIDC_ISSUER = setting("oidc_issuer")  # another identity provider by which people may log in; none: unset
YISHU_OIDC_CLIENT = setting("oidc_client", "yishu")
YISHU_OIDC_SECRET = setting("oidc_secret")
YISHU_OIDC_NAME = setting("oidc_name", "统一身份认证")
YISHU_CLIENT_CA_FILE = setting("client_ca_file")  # authorities of client certificates (UKeys); none: no such login
YISHU_CLIENT_CRL_FILE = setting("client_crl_file")
YISHU_CLIENT_CERT_SECRET = setting("client_cert_secret")  # by which we know the TLS terminator that asks for them
YISHU_CLIENT_CERT_URL = setting("client_cert_url").rstrip("/")  # where it does: the portal's host at another port
YISHU_CLIENT_CERT_CLAIM = setting("client_cert_claim")  # CN, serialNumber or UID, if it is the login name
YISHU_OIDC_CLAIM = setting("oidc_claim", "preferred_username")  # must be the login name, the first time
CSRF_FAILURE_VIEW = "yishu.shell.views.csrf_failure"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_NAME = setting("session_cookie", "yishu_session")  # nodes on one host need one each
SESSION_ENGINE = "yishu.agencies.identity.sessions"
SESSION_COOKIE_AGE = int(float(setting("session_hours", "8")) * 3600)
YISHU_SESSION_IDLE_MINUTES = int(setting("session_idle_minutes", "60"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = setting("https") == "1"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Few small files, each with a version in its name or an entity tag: served from the packages, no collecting step.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # 500 entries that are reviewed at once, each with its opinion
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
NINJA_PAGINATION_MAX_LIMIT = 1000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": setting("log_level", "WARNING")},
}
