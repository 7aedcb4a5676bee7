"""The environment, read once, typed, with errors by name.

Every setting that an operator may change from outside is a field of `Environment`; nothing else reads `os.environ`.
`docs/operators.md` has the table of them.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO_SECRET = "demo-only-secret-key-never-used-in-production-0000000000"  # noqa: S105  refused in production
DEMO_NIK_KEY = "demo:" + "11" * 32
DEMO_NIK_INDEX_KEY = "22" * 32
DATABASE_SCHEMES = {"sqlite", "postgres", "postgresql"}
BROKER_SCHEMES = {"filesystem", "redis", "rediss"}
CACHE_SCHEMES = {"redis", "rediss"}
SECRET_LENGTH = 50
KEY = re.compile(r"[0-9a-fA-F]{64}")
NAMED_KEY = re.compile(r"[0-9A-Za-z_-]+:[0-9a-fA-F]{64}")


@dataclass(frozen=True)
class Environment:
    """What the environment says, checked. Seconds are whole; addresses are complete; `today` is for the demo world."""

    production: bool
    debug: bool
    secret_key: str
    nik_key: str
    nik_index_key: str
    var_dir: Path
    database_url: str
    broker_url: str
    cache_url: str
    host: str
    port: int
    web_workers: int
    allowed_hosts: tuple[str, ...]
    csrf_trusted_origins: tuple[str, ...]
    trusted_proxies: int
    verify_base_url: str
    today: datetime.date | None
    lease_seconds: int
    sweep_seconds: int
    signing_keystore: Path | None
    signing_password: str
    # A package of certificates that takes longer is shown as late.
    dispatch_days: int
    retention_years: int
    # How long the rows of a sheet are kept after it was applied, or left lying without being applied.
    import_rows_days: int
    # How long the prepared file of a request about own data is kept after the decision.
    request_file_days: int

    @property
    def demo(self) -> bool:
        return not self.production


def read(env: Mapping[str, str] | None = None) -> Environment:
    """Read and check the environment; raises ImproperlyConfigured that names the variable."""
    env = os.environ if env is None else env
    production = _choice(env, "POJOK_ENV", ("demo", "production")) == "production"
    var_dir = Path(env.get("POJOK_VAR") or BASE_DIR / "var").resolve()
    broker_url = _url(env, "CELERY_BROKER_URL", BROKER_SCHEMES, "filesystem://localhost")
    cache_url = broker_url if broker_url.startswith("redis") else ""
    host = env.get("HOST", "").strip() or "127.0.0.1"
    port = _number(env, "PORT", 8000, least=1, most=65535)
    found = Environment(
        production=production,
        debug=_flag(env, "DEBUG", False),
        secret_key=env.get("SECRET_KEY") or DEMO_SECRET,
        nik_key=_secret(env, "NIK_KEY", NAMED_KEY, "a name, a colon, 64 hex digits", DEMO_NIK_KEY),
        nik_index_key=_secret(env, "NIK_INDEX_KEY", KEY, "64 hex digits", DEMO_NIK_INDEX_KEY),
        var_dir=var_dir,
        database_url=_url(env, "DATABASE_URL", DATABASE_SCHEMES, f"sqlite:///{var_dir / 'pojok.sqlite3'}"),
        broker_url=broker_url,
        cache_url=_url(env, "CACHE_URL", CACHE_SCHEMES, cache_url),
        host=host,
        port=port,
        web_workers=_number(env, "WEB_WORKERS", 1, least=1, most=64),
        allowed_hosts=_words(env, "ALLOWED_HOSTS", "" if production else "*"),
        csrf_trusted_origins=_words(env, "CSRF_TRUSTED_ORIGINS"),
        trusted_proxies=_number(env, "TRUSTED_PROXIES", 0),
        verify_base_url=_url(
            env, "VERIFY_BASE_URL", {"http", "https"}, "" if production else f"http://127.0.0.1:{port}/verifikasi/"
        ),
        today=_date(env, "POJOK_TODAY"),
        lease_seconds=_number(env, "LEASE_SECONDS", 45, least=1),
        sweep_seconds=_number(env, "SWEEP_SECONDS", 30, least=1),
        signing_keystore=_file(env, "SIGNING_KEYSTORE"),
        signing_password=env.get("SIGNING_PASSWORD", ""),
        dispatch_days=_number(env, "DISPATCH_DAYS", 7, least=1, most=90),
        retention_years=_number(env, "RETENTION_YEARS", 5, least=1, most=50),
        import_rows_days=_number(env, "IMPORT_ROWS_DAYS", 30, least=1, most=365),
        request_file_days=_number(env, "REQUEST_FILE_DAYS", 90, least=1, most=3650),
    )
    if wrong := list(_demo_leftovers(env, found)) if production else []:
        raise ImproperlyConfigured("POJOK_ENV=production refuses to start: " + "; ".join(wrong) + ".")
    return found


def _demo_leftovers(env: Mapping[str, str], found: Environment) -> list[str]:
    """What belongs to the demo world only, or what production cannot do without; one phrase each."""
    wrong = [
        f"{name} is missing"
        for name in ("SECRET_KEY", "NIK_KEY", "NIK_INDEX_KEY", "VERIFY_BASE_URL", "ALLOWED_HOSTS")
        if not env.get(name, "").strip()
    ]
    if env.get("SECRET_KEY") == DEMO_SECRET:
        wrong.append("SECRET_KEY is the demo secret")
    elif env.get("SECRET_KEY") and len(found.secret_key) < SECRET_LENGTH:
        wrong.append(f"SECRET_KEY has fewer than {SECRET_LENGTH} characters")
    if env.get("NIK_KEY") == DEMO_NIK_KEY:
        wrong.append("NIK_KEY is the demo key")
    if env.get("NIK_INDEX_KEY") == DEMO_NIK_INDEX_KEY:
        wrong.append("NIK_INDEX_KEY is the demo key")
    if found.verify_base_url and not found.verify_base_url.startswith("https://"):
        wrong.append("VERIFY_BASE_URL does not begin with https://")
    if "*" in found.allowed_hosts:
        wrong.append("ALLOWED_HOSTS is *")
    if found.debug:
        wrong.append("DEBUG is on")
    if found.today:
        wrong.append("POJOK_TODAY is for the demo world only")
    return wrong


def _choice(env: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = env.get(name, "").strip() or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r}: write {' or '.join(choices)}.")
    return value


def _flag(env: Mapping[str, str], name: str, default: bool) -> bool:
    value = env.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: write 1 or 0.")


def _number(env: Mapping[str, str], name: str, default: int, least: int = 0, most: int | None = None) -> int:
    value = env.get(name, "").strip()
    if not value:
        return default
    number = int(value) if value.isascii() and value.isdigit() else -1
    if number < least or (most is not None and number > most):
        bounds = f"of at least {least}" if most is None else f"from {least} to {most}"
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number {bounds}.")
    return number


def _date(env: Mapping[str, str], name: str) -> datetime.date | None:
    value = env.get(name, "").strip()
    if not value:
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r}: write a date as YYYY-MM-DD.") from error


def _file(env: Mapping[str, str], name: str) -> Path | None:
    value = env.get(name, "").strip()
    if not value:
        return None
    path = Path(value).resolve()
    if not path.is_file():
        raise ImproperlyConfigured(f"{name}={value!r}: there is no such file.")
    return path


def _words(env: Mapping[str, str], name: str, default: str = "") -> tuple[str, ...]:
    return tuple(word.strip() for word in env.get(name, default).split(",") if word.strip())


def _url(env: Mapping[str, str], name: str, schemes: set[str], default: str) -> str:
    """An address with one of the schemes. The message never shows the value: it may hold a password."""
    value = env.get(name, "").strip()
    if not value:
        return default
    try:
        parts = urlsplit(value)
        complete = bool(parts.netloc) or parts.scheme in {"sqlite", "filesystem"} or bool(parts.query)
        valid = parts.scheme in schemes and "://" in value and complete and (parts.port or 1) > 0
    except ValueError:
        valid = False
    if not valid:
        raise ImproperlyConfigured(f"{name}: write an address that begins with {', '.join(sorted(schemes))} and ://.")
    return value


def _secret(env: Mapping[str, str], name: str, pattern: re.Pattern[str], wanted: str, default: str) -> str:
    """A secret of the wanted shape. The message never shows the value."""
    value = env.get(name, "").strip()
    if not value:
        return default
    # While keys rotate there are several, the new one first.
    if not all(pattern.fullmatch(entry.strip()) for entry in value.split(",")):
        raise ImproperlyConfigured(f"{name}: write {wanted}.")
    return value
