import gzip
import os
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from pojok_vokasi import static_files
from pojok_vokasi.menu import MENU
from tests.factories.accounts import NationPostingFactory, UserFactory

SHEET = "/static/css/shell.css"
COLD_BYTES = 150_000


@pytest.fixture
def static_root(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path / "static")
    os.mkdir(settings.STATIC_ROOT)
    return tmp_path / "static"


def asked(path, encoding="br"):
    response = Client().get(path, headers={"accept-encoding": encoding})
    return response, response.getvalue()


def test_collected_file_is_served_compressed(static_root):
    assert static_files.collect()
    response, body = asked(SHEET)
    assert response["Content-Encoding"] == "br"
    assert body == (static_root / "css/shell.css.br").read_bytes()


def test_second_collection_has_nothing_to_do(static_root):
    static_files.collect()
    assert not static_files.collect()


def test_changed_file_is_served_instead_of_its_old_copy(static_root):
    static_files.collect()
    (static_root / "css/shell.css").write_text("old")
    response, body = asked(SHEET)
    assert "Content-Encoding" not in response
    assert b".shell" in body
    assert static_files.collect()


def test_file_is_served_without_any_collection(static_root):
    _response, body = asked(SHEET)
    assert b".shell" in body


def test_cold_home_page_is_light(static_root, client, db):
    """Everything that the first page asks for, as a browser with brotli gets it."""
    static_files.collect()
    user = UserFactory()
    NationPostingFactory(person=user.person)
    client.force_login(user)
    page = client.get("/").content
    paths = set(re.findall(rb'(?:href|src)="(/static/[^"#]+)', page))
    scripts = {path.name for path in (static_root / "js").glob("*.js")}
    started = {name for name in scripts if name.encode() in (static_root / "js/app.js").read_bytes()}
    paths |= {f"/static/js/{name}".encode() for name in started}
    total = len(gzip.compress(page)) + sum(len(asked(path.decode())[1]) for path in paths)
    assert len(paths) > 10
    assert not re.search(rb'(?:href|src)="(?:https?:)?//', page)
    assert total <= COLD_BYTES, total


def test_every_icon_named_in_a_template_is_in_the_sprite(settings):
    sprite = Path(finders.find("vendor/bootstrap-icons/sprite.svg")).read_text()
    there = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    named = set()
    for template in (settings.BASE_DIR / "templates").rglob("*.html"):
        named |= set(re.findall(r'{% icon "([^"]+)"', template.read_text()))
    assert named <= there
    assert {line.icon for line in MENU} <= there
