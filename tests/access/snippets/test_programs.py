"""The calls on a grant's page, run as they stand against a running node (26.5, 27)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests import machine
from tests.access.snippets.scene import HOSTILE, Scene, signed_in
from tests.conftest import ROOT, Node
from yishu.access.snippets.java import CLASSES

ANSWERED = {
    ("curl", "verify"): '"name":"match"',
    ("curl", "query"): '"birth_date":"1900-01-01"',
    ("curl", "bulk"): "yishu-receipt: ",
    ("Python", "verify"): "'name': 'match'",
    ("Python", "query"): "'birth_date': '1900-01-01'",
    ("Python", "bulk"): "1 ",
    ("Java", "verify"): '"name":"match"',
    ("Java", "query"): '"birth_date":"1900-01-01"',
    ("Java", "bulk"): "1\n",
}


def command(language: str, mode: str, text: str, folder: Path) -> list[str]:
    if language == "curl":
        return ["bash", "-c", text]
    if language == "Python":
        return [sys.executable, "-c", text]
    java, source = machine.java(), folder / f"{CLASSES[mode]}.java"
    source.write_text(text, "utf-8")
    return [java, str(source)]


def run(scene: Scene, language: str, mode: str, text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """In the poorest of locales: a program's texts must not depend on it."""
    given = os.environ | {"YISHU_KEY": scene.system.key, "PYTHONPATH": str(ROOT), "LC_ALL": "C"}
    if language != "Java":
        given["LC_ALL"] = "C.UTF-8"
    asked = command(language, mode, text, folder)
    return subprocess.run(asked, env=given, cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.mark.clause("27.1", "27.2", "27.3")
@pytest.mark.parametrize(
    ("language", "mode", "which"),
    [
        pytest.param(*call, which, marks=[pytest.mark.long] if (call[0], which) == ("Java", "plain") else [])
        for call in ANSWERED
        for which in ("plain", "hostile")
    ],
)
def test_a_program_from_the_page_is_answered(
    scene: Scene, node: Node, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str, mode: str, which: str
) -> None:
    monkeypatch.setattr(settings, "YISHU_URL", node.url)
    text = scene.program(scene.grants[which], mode, language)
    ended = run(scene, language, mode, text, tmp_path)
    assert ended.returncode == 0, ended.stderr + ended.stdout
    assert ANSWERED[language, mode] in ended.stdout, ended.stdout
    if mode == "bulk":
        copy = tmp_path / f"{scene.grants[which].resource.path_code}.csv"
        assert "示例姓名1" in copy.read_text("utf-8")
    assert (str(scene.grants[which].pk) in text) == (which == "hostile")


def test_a_java_program_says_that_it_was_refused(
    scene: Scene, node: Node, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "YISHU_URL", node.url)
    for mode in ("verify", "bulk"):
        text = scene.program(scene.grants["plain"], mode, "Java")
        unknown = text.replace(scene.grants["plain"].resource.path_code, "999999999-000001")
        ended = run(scene, "Java", mode, unknown, tmp_path)
        assert ended.returncode == 1
        assert '"receipt"' in ended.stdout + ended.stderr
    assert not list(tmp_path.glob("*.csv"))


def test_the_page_has_no_key_and_says_where_it_comes_from(scene: Scene) -> None:
    for grant in scene.grants.values():
        for language in ("zh", "en"):
            page = scene.page(grant, language)
            assert "ysk_" not in page
            assert page.count("YISHU_KEY") > 9
            assert HOSTILE not in page  # it stands there escaped


def test_only_granted_modes_are_shown(scene: Scene) -> None:
    verified = scene.grant(scene.population(), modes=("verify",))
    page = scene.page(verified)
    assert page.count('<section class="sh-calls">') == 1
    assert "/verify" in page
    assert f"{verified.resource.path_code}/query" not in page


def test_the_calls_are_the_consumers_and_end_with_the_grant(scene: Scene) -> None:
    from django.utils import timezone

    from yishu.sharing import commands

    grant = scene.grant(scene.population())
    place = f"/sharing/grants/{grant.pk}/"
    assert "sh-calls" not in signed_in(scene.police.person_b).get(place).content.decode()
    commands.withdraw_grant(scene.civil.b, str(grant.pk), reason="不再需要", now=timezone.now())
    assert "sh-calls" not in scene.page(grant)


def test_the_entry_leads_to_the_calls_of_the_grant(scene: Scene) -> None:
    grant = scene.grants["plain"]
    page = signed_in(scene.civil.person_a).get(f"/catalogue/{grant.resource.path_code}/").content.decode()
    assert f'href="/sharing/grants/{grant.pk}/#calls"' in page
    assert 'id="calls"' in scene.page(grant)
