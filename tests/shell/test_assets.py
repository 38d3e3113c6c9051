"""What is delivered: no inline script or style in any template, nothing too heavy, every text in English too."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import django_htmx
import pytest

ROOT = Path(__file__).parents[2]
SHELL = ROOT / "yishu" / "shell"
STATIC = SHELL / "static" / "shell"
COLD_LOAD = [
    STATIC / "vendor" / "tabler" / "tabler.css",
    STATIC / "yishu.css",
    STATIC / "yishu.js",
    Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js",
]
TEMPLATES = sorted(ROOT.glob("yishu/*/templates/**/*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "yishu").as_posix())
def test_no_template_needs_what_the_policy_forbids(template: Path) -> None:
    text = template.read_text("utf-8")
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|hx-on|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "yishu").as_posix())
def test_every_icon_that_a_template_names_is_there(template: Path) -> None:
    named = re.findall(r"""\{%\s*icon ["']([^"']+)["']""", template.read_text("utf-8"))
    assert [name for name in named if not (SHELL / "icons" / f"{name}.svg").exists()] == []


def test_the_assets_of_a_page_stay_under_80_kb_compressed() -> None:
    assert sum(len(gzip.compress(path.read_bytes(), 6)) for path in COLD_LOAD) < 80_000


def test_no_asset_names_a_source_map() -> None:
    assert [path for path in STATIC.rglob("*.*") if b"sourceMappingURL" in path.read_bytes()] == []


def test_style_sheets_use_nothing_that_a_browser_of_2021_lacks() -> None:
    for path in STATIC.rglob("*.css"):
        assert not re.search(r"color-mix\(|:has\(|oklch\(|@container|@layer|\ddvh", path.read_text("utf-8")), path


def messages(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools" / "messages.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def test_every_text_of_the_look_has_its_english() -> None:
    checked = messages(str(SHELL), "--check")
    assert checked.stdout == ""
    assert checked.returncode == 0


def test_a_text_without_english_and_a_stale_catalogue_are_named(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text("")
    page = tmp_path / "templates" / "page.html"
    page.parent.mkdir()
    page.write_text(
        '{% load i18n %}{% translate "新的文字" %}{% blocktranslate count n=n %}{{ n }} 件{% plural %}{{ n }} 件{% endblocktranslate %}'
    )
    first = messages(str(tmp_path), "--check")
    assert first.returncode == 1
    assert "'新的文字'" in first.stdout
    assert "%(n)s 件" in first.stdout
    messages(str(tmp_path))
    po = tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po"
    english = po.read_text("utf-8").replace('msgid "新的文字"\nmsgstr ""', 'msgid "新的文字"\nmsgstr "New text"')
    po.write_text(
        english.replace('msgstr[0] ""', 'msgstr[0] "one"').replace('msgstr[1] ""', 'msgstr[1] "many"'), "utf-8"
    )
    stale = messages(str(tmp_path), "--check")
    assert stale.returncode == 1
    assert "stale" in stale.stdout
    messages(str(tmp_path))
    assert messages(str(tmp_path), "--check").returncode == 0
