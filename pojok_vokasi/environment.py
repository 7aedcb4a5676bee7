"""The environment, read once, typed, with errors by name.

Every setting that an operator may change from outside is a field of `Environment`; nothing else reads `os.environ`.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO_SECRET = "demo-only-secret-key-never-used-in-production-0000000000"


@dataclass(frozen=True)
class Environment:
    production: bool
    debug: bool
    secret_key: str
    nik_key: str
    nik_index_key: str
    var_dir: Path
    database_url: str
    broker_url: str
    cache_url: str
    allowed_hosts: tuple[str, ...]
    csrf_trusted_origins: tuple[str, ...]
    trusted_proxies: int
    verify_base_url: str
    today: datetime.date | None
    demo: bool
    lease_seconds: int
    sweep_seconds: int


def _flag(env: Mapping[str, str], name: str, default: bool) -> bool:
    value = env.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: write 1 or 0.")


def _number(env: Mapping[str, str], name: str, default: int, least: int = 0) -> int:
    value = env.get(name, "").strip()
    if not value:
        return default
    if not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number of at least {least}.")
    return int(value)


def _date(env: Mapping[str, str], name: str) -> datetime.date | None:
    value = env.get(name, "").strip()
    if not value:
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r}: write a date as YYYY-MM-DD.") from error


def _words(env: Mapping[str, str], name: str, default: str = "") -> tuple[str, ...]:
    return tuple(word.strip() for word in env.get(name, default).split(",") if word.strip())


def read(env: Mapping[str, str] | None = None) -> Environment:
    """Read and check the environment; raises ImproperlyConfigured that names the variable."""
    env = os.environ if env is None else env
    mode = env.get("POJOK_ENV", "demo").strip() or "demo"
    if mode not in {"demo", "production"}:
        raise ImproperlyConfigured(f"POJOK_ENV={mode!r}: write demo or production.")
    production = mode == "production"
    var_dir = Path(env.get("POJOK_VAR") or BASE_DIR / "var").resolve()
    read = Environment(
        production=production,
        debug=_flag(env, "DEBUG", False),
        secret_key=env.get("SECRET_KEY") or DEMO_SECRET,
        nik_key=env.get("NIK_KEY") or "demo:" + "11" * 32,
        nik_index_key=env.get("NIK_INDEX_KEY") or "22" * 32,
        var_dir=var_dir,
        database_url=env.get("DATABASE_URL") or f"sqlite:///{var_dir / 'pojok.sqlite3'}",
        broker_url=env.get("CELERY_BROKER_URL") or "filesystem://",
        cache_url=env.get("CACHE_URL", ""),
        allowed_hosts=_words(env, "ALLOWED_HOSTS", "" if production else "*"),
        csrf_trusted_origins=_words(env, "CSRF_TRUSTED_ORIGINS"),
        trusted_proxies=_number(env, "TRUSTED_PROXIES", 0),
        verify_base_url=env.get("VERIFY_BASE_URL") or ("" if production else "http://127.0.0.1:8000/verifikasi/"),
        today=_date(env, "POJOK_TODAY"),
        demo=not production,
        lease_seconds=_number(env, "LEASE_SECONDS", 45, least=1),
        sweep_seconds=_number(env, "SWEEP_SECONDS", 30, least=1),
    )
    if production:
        _refuse_demo(env, read)
    return read


def _refuse_demo(env: Mapping[str, str], read: Environment) -> None:
    wrong = []
    for name in ("SECRET_KEY", "NIK_KEY", "NIK_INDEX_KEY", "VERIFY_BASE_URL", "ALLOWED_HOSTS"):
        if not env.get(name):
            wrong.append(f"{name} is missing")
    if read.secret_key == DEMO_SECRET:
        wrong.append("SECRET_KEY is the demo secret")
    if read.debug:
        wrong.append("DEBUG is on")
    if read.today:
        wrong.append("POJOK_TODAY is for the demo world only")
    if wrong:
        raise ImproperlyConfigured("POJOK_ENV=production refuses to start: " + "; ".join(wrong) + ".")
