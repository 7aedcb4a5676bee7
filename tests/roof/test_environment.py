"""The environment: defaults that work, errors by name, and what production refuses."""

import os
import shutil
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from pojok_vokasi import environment
from tests.portal import CHECKOUT, template_database

SECRET = "kQ8w-2vX9pLr4TzYb7NcHs6MfJd3GaUe5RiWoPq1ZxVnBtKyCl"
PRODUCTION = {
    "POJOK_ENV": "production",
    "SECRET_KEY": SECRET,
    "NIK_KEY": "k1:" + "ab" * 32,
    "NIK_INDEX_KEY": "cd" * 32,
    "VERIFY_BASE_URL": "https://periksa.example.go.id/",
    "ALLOWED_HOSTS": "pojok.example.go.id",
}


def test_environment_empty_is_the_demo_world_under_var():
    found = environment.read({})
    assert found.demo
    assert not found.debug
    assert found.database_url == f"sqlite:///{environment.BASE_DIR}/var/pojok.sqlite3"
    assert found.broker_url.startswith("filesystem://")
    assert (found.host, found.port) == ("127.0.0.1", 8000)
    assert found.verify_base_url == "http://127.0.0.1:8000/verifikasi/"
    assert found.signing_keystore is None


def test_environment_var_moves_the_database():
    assert environment.read({"POJOK_VAR": "/srv/pojok"}).database_url == "sqlite:////srv/pojok/pojok.sqlite3"


def test_environment_database_url_alone_is_enough():
    found = environment.read({"DATABASE_URL": "postgres://u:p@db:5432/pojok"})
    assert found.database_url == "postgres://u:p@db:5432/pojok"
    assert found.demo


def test_environment_redis_broker_serves_as_cache_too():
    assert environment.read({"CELERY_BROKER_URL": "redis://r:6379/0"}).cache_url == "redis://r:6379/0"
    assert environment.read({}).cache_url == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POJOK_ENV", "live"),
        ("SIGNING_KEYSTORE", "/nowhere/key.p12"),
        ("DEBUG", "maybe"),
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "²"),
        ("WEB_WORKERS", "0"),
        ("LEASE_SECONDS", "-1"),
        ("SWEEP_SECONDS", "1.5"),
        ("TRUSTED_PROXIES", "all"),
        ("POJOK_TODAY", "1 Maret 2026"),
        ("DATABASE_URL", "mysql://u:p@db/pojok"),
        ("DATABASE_URL", "postgres://"),
        ("DATABASE_URL", "postgres://u:p@db:port/pojok"),
        ("CELERY_BROKER_URL", "amqp://r"),
        ("CACHE_URL", "r:6379"),
        ("VERIFY_BASE_URL", "periksa.example.go.id"),
        ("NIK_KEY", "ab" * 32),
        ("NIK_INDEX_KEY", "short"),
    ],
)
def test_environment_names_the_wrong_variable(name, value):
    with pytest.raises(ImproperlyConfigured, match=f"^{name}"):
        environment.read({name: value})


@pytest.mark.parametrize("name", ["DATABASE_URL", "CELERY_BROKER_URL", "NIK_KEY"])
def test_environment_error_does_not_repeat_a_secret(name):
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.read({name: "mysql://user:rahasia@host/x"})
    assert "rahasia" not in str(refused.value)


def test_production_complete_is_accepted():
    found = environment.read(PRODUCTION)
    assert found.production
    assert not found.demo
    assert found.allowed_hosts == ("pojok.example.go.id",)


@pytest.mark.parametrize("name", ["SECRET_KEY", "NIK_KEY", "NIK_INDEX_KEY", "VERIFY_BASE_URL", "ALLOWED_HOSTS"])
def test_production_refuses_without(name):
    with pytest.raises(ImproperlyConfigured, match=f"{name} is missing"):
        environment.read({**PRODUCTION, name: ""})


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SECRET_KEY", environment.DEMO_SECRET, "SECRET_KEY is the demo secret"),
        ("SECRET_KEY", "short", "SECRET_KEY has fewer than 50 characters"),
        ("NIK_KEY", environment.DEMO_NIK_KEY, "NIK_KEY is the demo key"),
        ("NIK_INDEX_KEY", environment.DEMO_NIK_INDEX_KEY, "NIK_INDEX_KEY is the demo key"),
        ("VERIFY_BASE_URL", "http://periksa.example.go.id/", "VERIFY_BASE_URL does not begin with https://"),
        ("ALLOWED_HOSTS", "*", r"ALLOWED_HOSTS is \*"),
        ("DEBUG", "1", "DEBUG is on"),
        ("POJOK_TODAY", "2026-03-02", "POJOK_TODAY is for the demo world only"),
    ],
)
def test_production_refuses_what_belongs_to_the_demo(name, value, reason):
    with pytest.raises(ImproperlyConfigured, match=reason):
        environment.read({**PRODUCTION, name: value})


def test_production_refusal_names_everything_at_once():
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.read({"POJOK_ENV": "production", "DEBUG": "1"})
    for name in ("SECRET_KEY", "NIK_KEY", "NIK_INDEX_KEY", "VERIFY_BASE_URL", "ALLOWED_HOSTS", "DEBUG"):
        assert name in str(refused.value)


def in_production(*args: str, tmp_path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:pojok_vokasi", "manage.py", *args],
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"], "POJOK_VAR": str(tmp_path), **PRODUCTION},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def production_var(tmp_path, template_folder):
    """A folder with a database that every other test migrated already, so that only what production adds is left."""
    shutil.copyfile(template_database(template_folder, "empty"), tmp_path / "pojok.sqlite3")
    done = in_production("migrate", "-v0", tmp_path=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path


def test_production_settings_pass_the_deployment_checks(tmp_path):
    done = in_production("check", "--deploy", "--fail-level", "WARNING", tmp_path=tmp_path)
    assert "no issues" in done.stdout, done.stderr


def test_production_without_redis_caches_in_the_database(production_var):
    code = (
        "from django.core.cache import cache, caches; cache.set('a', 1);"
        "print(caches['default'].__class__.__name__, cache.get('a'), cache._table)"
    )
    done = in_production("shell", "--no-imports", "-c", code, tmp_path=production_var)
    assert done.stdout.strip() == "DatabaseCache 1 pojok_cache", done.stderr


def test_production_does_not_serve_demo_accounts(production_var):
    code = (
        "from foundation.accounts.models import User;"
        "User.objects.create_user('1', full_name='Contoh', password='x', is_demo=True)"
    )
    made = in_production("shell", "--no-imports", "-c", code, tmp_path=production_var)
    assert made.returncode == 0, made.stderr
    done = in_production("serve", tmp_path=production_var)
    assert done.returncode == 1
    assert "demo accounts exist" in done.stderr


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_sqlite_every_connection_has_the_pragmas():
    for _ in range(2):
        connection.close()
        with connection.cursor() as cursor:
            found = {
                name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("foreign_keys", "recursive_triggers", "synchronous", "busy_timeout")
            }
        assert found == {"foreign_keys": 1, "recursive_triggers": 1, "synchronous": 2, "busy_timeout": 20000}


@pytest.mark.sqlite
def test_sqlite_file_is_in_wal_mode_and_writes_take_the_lock_at_once(tmp_path):
    code = (
        "from django.db import connection, transaction\n"
        "with connection.cursor() as c: print(c.execute('PRAGMA journal_mode').fetchone()[0])\n"
        "print(connection.transaction_mode)"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"], "POJOK_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["wal", "IMMEDIATE"], done.stderr
