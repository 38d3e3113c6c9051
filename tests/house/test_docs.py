"""The documents say what the code does: every problem, setting, command, action and path; and they lead nowhere that is not there."""

import ast
import importlib.util
import re
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from yishu.audit.record import Action

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
SETTING = re.compile(r"YISHU_[A-Z_]+")
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


@pytest.fixture(scope="module")
def reference(django_ready: str) -> ModuleType:
    """`tools/reference.py`, which is no package."""
    spec = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_fresh() -> None:
    done = subprocess.run([sys.executable, "tools/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"run tools/reference.py:\n{done.stdout}{done.stderr}"


def test_every_problem_has_a_code_of_its_own(reference: ModuleType) -> None:
    codes = Counter(problem.code for problem in reference.problems())
    assert len(codes) > 50
    assert not [code for code, times in codes.items() if times > 1]


def test_every_problem_says_itself_in_both_languages(reference: ModuleType) -> None:
    for problem in reference.problems():
        zh, en = problem.__dict__.get("zh", ""), problem.__dict__.get("__doc__") or ""
        assert re.search("[\u4e00-\u9fff]", zh), f"{problem.__name__} has no Chinese text"
        assert re.fullmatch("[^\u4e00-\u9fff]*[A-Za-z]{3}[^\u4e00-\u9fff]*", en), f"{problem.__name__}: {en!r}"
        # A language may have a form of a parameter for itself: {role} and {role_en}.
        assert placeholders(zh) == {name.removesuffix("_en") for name in placeholders(en)}, problem.__name__


def test_every_problem_is_documented(reference: ModuleType) -> None:
    page = (REFERENCE / "errors.md").read_text("utf-8")
    assert not [problem.code for problem in reference.problems() if f"| `{problem.code}` |" not in page]


def test_every_setting_is_documented_and_no_other() -> None:
    page = (REFERENCE / "settings.md").read_text("utf-8")
    rows = set(re.findall(r"^\| `(YISHU_[A-Z_]+)`", page, flags=re.M))
    used = settings_used(ROOT / "yishu")
    assert {"YISHU_DIR", "YISHU_HOSTS", "YISHU_POSTGRES_BIN"} <= used  # the search finds all three ways to read one
    assert rows == used, f"undocumented: {sorted(used - rows)}; not in the code: {sorted(rows - used)}"


def test_every_command_is_documented(reference: ModuleType) -> None:
    from yishu.cli import main

    page = (REFERENCE / "commands.md").read_text("utf-8")
    names = [" ".join(words) for words, _ in reference.commands(main, ("yishu",))]
    assert "yishu demo" in names
    assert not [name for name in names if not re.search(rf"^## `{name}[ `]", page, flags=re.M)]


def test_every_audit_action_is_documented() -> None:
    page = (REFERENCE / "actions.md").read_text("utf-8")
    assert not [action for action in Action if f"| `{action.value}` |" not in page]


def test_every_call_of_the_data_plane_is_documented() -> None:
    from yishu.gateway.app import Gateway
    from yishu.gateway.settings import GatewaySettings

    gateway = Gateway(GatewaySettings(database="", node="", subjects=b"0" * 32, tokens=b"0" * 32, spool=ROOT))
    page = (REFERENCE / "http.md").read_text("utf-8")
    calls = {f"{methods[0]} /api/v1/data/{{code}}/{act}" for act, (methods, *_) in gateway._routes.items()}
    assert calls >= {"POST /api/v1/data/{code}/verify"}
    assert not [call for call in calls if f"`{call}" not in page]


def test_every_metric_is_documented() -> None:
    page = (REFERENCE / "http.md").read_text("utf-8")
    metrics = set(re.findall(r'"(yishu_[a-z_]+)"', (ROOT / "yishu" / "portal" / "health.py").read_text("utf-8")))
    assert "yishu_build_info" in metrics
    assert not [name for name in metrics if f"| `{name}` |" not in page]


def test_every_decision_is_short_and_says_why() -> None:
    decisions = sorted((DOCS / "decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{n:04d}" for n in range(1, len(decisions) + 1)]
    for path in decisions:
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= 60, f"{path.name} is too long"
        for part in ("Context", "Decision", "Consequences", "Alternatives"):
            assert f"\n## {part}\n" in text, f"{path.name} lacks {part}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_and_tests_that_are_named_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    for name in re.findall(r"`((?:yishu|tests|tools|docs)/[\w./-]+\.\w+)(?:::\w+)*`", text):
        assert (ROOT / name).exists(), name
    for name, test in re.findall(r"`(tests/[\w/]+\.py)::(?:\w+::)?(\w+)`", text):
        assert f"def {test}(" in (ROOT / name).read_text("utf-8"), f"{name}::{test}"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def settings_used(package: Path) -> set[str]:
    """Every `YISHU_…` that the package reads: `setting("name")`, or the name in a call or subscript of the environment."""
    found: set[str] = set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            found |= set(read_by(node))
    return found


def read_by(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and node.args:
        name = text_of(node.args[0])
        yield from (
            [f"YISHU_{name.upper()}"] if name and isinstance(node.func, ast.Name) and node.func.id == "setting" else []
        )
        yield from [name] if SETTING.fullmatch(name) else []
    elif isinstance(node, ast.Subscript):
        yield from [text_of(node.slice)] if SETTING.fullmatch(text_of(node.slice)) else []


def text_of(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
