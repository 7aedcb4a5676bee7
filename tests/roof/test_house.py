"""House rules that no linter of ours holds: sizes, names, templates, imports, machine paths."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
MOST_LINES = 400
MOST_TEMPLATE_LINES = 80
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "managers", "util", "helper"}
APPS = {"certification", "training", "lapas", "foundation", "pojok_vokasi"}
OWN_BUSINESS = {"views", "forms", "jobs", "filters", "tables"}
# A page's layers may be read by nobody but their own app, the roof and these shared grounds.
SHARED_GROUND = {"foundation.ui", "foundation.jobs", "foundation.accounts"}
TEXT = {".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ".in", ".bash", ".svg", ".po", ".csv", ""}


def tracked() -> list[Path]:
    """Files of ours; vendored ones, locks, translations and data are not written by hand."""
    names = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [CHECKOUT / name for name in names if "/vendor/" not in name and (CHECKOUT / name).is_file()]


def written(*suffixes: str) -> list[Path]:
    return [path for path in tracked() if path.suffix in suffixes and "migrations" not in path.parts]


def relative(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


def test_house_no_file_is_too_long():
    long = [
        f"{relative(path)}: {lines}"
        for path in written(".py", ".html", ".css", ".js", ".bash", ".md", ".toml")
        if (lines := len(path.read_text().splitlines())) > MOST_LINES
    ]
    assert not long


def test_house_templates_stay_short():
    long = [
        f"{relative(path)}: {lines}"
        for path in written(".html")
        if (lines := len(path.read_text().splitlines())) > MOST_TEMPLATE_LINES
    ]
    assert not long


def test_house_no_module_is_a_drawer():
    assert not [
        relative(path) for path in written(".py") if FORBIDDEN_NAMES & {path.stem, *path.relative_to(CHECKOUT).parts}
    ]


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("style attribute", r"<[a-zA-Z][^>]*\sstyle\s*="),
        ("style element", r"<style[\s>]"),
        ("inline script", r"<script(?![^>]*\ssrc=)[^>]*>(?!\s*</script>)"),
        ("event attribute", r"<[a-zA-Z][^>]*\son[a-z]+\s*="),
        ("javascript address", r"""(href|src|action)\s*=\s*["']\s*javascript:"""),
    ],
)
def test_house_templates_hold_nothing_inline(what, pattern):
    """The content security policy would drop it silently."""
    # No browser ever opens a layout of paper: there a place in millimetres may stand in a style attribute.
    on_paper = CHECKOUT / "certification" / "rendering" / "layouts" if what == "style attribute" else None
    found = [
        relative(path) for path in written(".html") if path.parent != on_paper and re.search(pattern, path.read_text())
    ]
    assert not found, what


def test_house_nothing_names_this_machine():
    places = re.compile(r"(?<![\w.])/(work|home|root|Users)/[a-z]")
    found = [
        f"{relative(path)}:{number}"
        for path in tracked()
        if path.suffix in TEXT and path != Path(__file__)
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if places.search(line)
    ]
    assert not found


def app_of(module: str) -> str:
    """`lapas`, or `foundation.accounts` on the ground floor."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "foundation" else parts[0]


def imports(path: Path) -> list[tuple[int, str]]:
    """Modules of ours that the file imports, with line numbers; names of a package are taken for modules too."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return [(line, module) for line, module in found if module.split(".")[0] in APPS]


def test_house_views_forms_and_jobs_are_imported_by_their_own_app_only():
    broken = []
    for path in written(".py"):
        parts = path.relative_to(CHECKOUT).parts
        if parts[0] not in APPS - {"pojok_vokasi"}:
            continue
        own = app_of(".".join(parts))
        for line, module in imports(path):
            layer = module.split(".")[len(app_of(module).split(".")) :][:1]
            if app_of(module) not in {own, *SHARED_GROUND} and layer and layer[0] in OWN_BUSINESS:
                broken.append(f"{relative(path)}:{line} imports {module}")
    assert not broken


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_house_imports_stand_at_the_top():
    """Only `AppConfig.ready` may import inside a function, and manage.py, which Django wrote."""
    inside = [
        f"{relative(path)}:{node.lineno}"
        for path in written(".py")
        if path.name != "manage.py" and path.relative_to(CHECKOUT).parts[0] in APPS
        for function in functions(ast.parse(path.read_text()))
        if not (path.name == "apps.py" and function.name == "ready")
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not inside


def test_house_time_comes_from_the_clock():
    wild = re.compile(r"\btimezone\.(now|localdate|localtime)\(|\bdate\.today\(|\bdatetime\.(utc)?now\(")
    found = [
        f"{relative(path)}:{number}"
        for path in written(".py")
        if path.relative_to(CHECKOUT).parts[0] in APPS and relative(path) != "foundation/clock.py"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if wild.search(line)
    ]
    assert not found


def test_house_save_and_delete_are_not_overridden():
    broken = [
        f"{relative(path)}:{node.lineno}"
        for path in written(".py")
        if path.relative_to(CHECKOUT).parts[0] in APPS and {"models", "models.py"} & set(path.parts)
        for node in functions(ast.parse(path.read_text()))
        if node.name in {"save", "delete"}
    ]
    assert not broken


def test_house_has_no_drawer_of_leftovers():
    words = re.compile(r"\b(TODO|FIXME|XXX)\b")
    found = [
        f"{relative(path)}:{number}"
        for path in written(".py", ".html", ".css", ".js", ".bash")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if words.search(line)
    ]
    assert not found


def test_house_environment_is_read_in_one_place():
    allowed = {
        "pojok_vokasi/environment.py",
        # Django's entry points name the settings; the supervisor's children inherit everything.
        "pojok_vokasi/wsgi.py",
        "pojok_vokasi/celery.py",
        "pojok_vokasi/management/commands/serve.py",
    }
    found = [
        relative(path)
        for path in written(".py")
        if path.relative_to(CHECKOUT).parts[0] in APPS
        and relative(path) not in allowed
        and re.search(r"os\.(environ|getenv)", path.read_text())
    ]
    assert not found
