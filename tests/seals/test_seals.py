"""A seal holds, and whatever was changed under it shows, to the platform, its command and standard tools (Art. 23)."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from tests import machine
from tests.seals.stage import (
    RECORD,
    Story,
    flipped,
    kind_body,
    node_folder,
    overlaid,
)
from tests.thorough import full_or

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.mark.abridged
@pytest.mark.clause("23.1")
def test_a_flipped_byte_shows_wherever_it_is(story: Story, sealed: bytes) -> None:
    gap = sealed.index(b"/Contents <")
    places = [
        *range(9, len(sealed), len(sealed) // full_or(25, 8)),
        *range(gap, gap + 120, full_or(9, 40)),
        gap + 17,
        gap + 69,
        gap + 92,
        gap + 5000,
        len(sealed) - 2,
    ]
    for at in places:
        assert not story.checked(flipped(sealed, at))["holds"], at


@pytest.mark.clause("23.1")
def test_an_overlay_by_an_incremental_update_shows(story: Story, sealed: bytes) -> None:
    told = story.checked(overlaid(sealed))
    assert (told["holds"], told["standing"]) == (False, "broken")
    assert "appended" in told["verdict"]
    assert told["sealed_by"] is None  # nothing of a file that does not hold is to be believed


def test_what_has_no_seal_of_the_platform_does_not_hold(story: Story, sealed: bytes, tmp_path: Path) -> None:
    from yishu.seals import authority, sealing, typesetting

    now = timezone.now()
    sheet = typesetting.Sheet("林木采伐许可证", "ZZ1", "林业", "今天", (("持证人", "张三"),), (), "")
    plain = typesetting.typeset(sheet, now=now)
    forger = authority.seal_of(tmp_path, code="1", name="林业", now=now)
    forged = sealing.seal_pdf(plain, forger, typesetting.draw_seal("林业", ""), number="ZZ1", agency="林业")
    for content, word in (
        (plain, "no seal"),
        (forged, "not issued by an authority"),
        (b"%PDF-1.7", "no PDF"),
        (b"", "no PDF"),
    ):
        told = story.checked(content)
        assert not told["holds"]
        assert word in told["verdict"]


@pytest.mark.clause("23.1")
def test_standard_tools_validate_the_seal_and_find_the_fonts(sealed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "licence.pdf"
    file.write_bytes(sealed)
    said = subprocess.run([machine.poppler("pdfsig"), str(file)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    file.write_bytes(flipped(sealed, sealed.index(b"stream") + 30))
    broken = subprocess.run([machine.poppler("pdfsig"), str(file)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" not in broken
    file.write_bytes(sealed)
    fonts = subprocess.run(
        [machine.poppler("pdffonts"), str(file)], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts), fonts  # embedded, subset, with Unicode
    text = subprocess.run(
        [machine.poppler("pdftotext"), str(file), "-"], capture_output=True, text=True, check=True
    ).stdout
    for words in (RECORD["持证人"], "采伐地点", "《森林法》第五十六条"):
        assert words in text


@pytest.mark.clause("23.1")
def test_the_command_says_in_words_and_by_exit_code(story: Story, sealed: bytes, tmp_path: Path) -> None:
    good, bad, ca = tmp_path / "good.pdf", tmp_path / "bad.pdf", tmp_path / "ca.pem"
    good.write_bytes(sealed)
    bad.write_bytes(overlaid(sealed))
    ca.write_bytes(story.http.get("/seals/authority.pem").content)

    def verify(*arguments: str, folder: Path = tmp_path) -> tuple[int, str]:
        environment = {"PATH": "/usr/bin:/bin", "YISHU_DIR": str(folder)}
        done = subprocess.run(
            [sys.executable, "-m", "yishu.cli", "seal", "verify", *arguments],
            capture_output=True, text=True, env=environment, check=False, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    code, said = verify(str(good), "--ca", str(ca))
    assert (code, "印章有效" in said, "仅供测试" in said) == (0, True, True)
    assert story.forestry.agency.name in said
    code, said = verify(str(bad), folder=node_folder())  # its own authorities, where none is named
    assert (code, "追加" in said) == (1, True)
    assert verify(str(good))[0] == 2  # nobody to trust is said, not taken for an answer


def test_keys_are_their_owners_alone(story: Story, sealed: bytes) -> None:
    folder = node_folder() / "seals"
    for key in (folder / "authority-key.pem", folder / "agencies" / f"{story.forestry.agency.code}.pem"):
        assert key.stat().st_mode & 0o777 == 0o600
    assert b"PRIVATE" not in (folder / "authority.pem").read_bytes()
    assert b"PRIVATE" not in story.http.get("/seals/authority.pem").content


@pytest.mark.clause("23.1")
def test_a_licensed_seal_that_the_operator_puts_in_its_place_is_used(story: Story, tmp_path: Path) -> None:
    """Another authority, whose name does not say that it is for tests, stands for a licensed one."""
    from yishu.seals import authority

    now = timezone.now()
    agency = story.cast.agency("国土")
    licensor = authority.seal_of(tmp_path, code=agency.agency.code, name=agency.agency.name, now=now)
    made = (tmp_path / "agencies" / f"{agency.agency.code}.pem").read_bytes()
    chain = (tmp_path / "authority.pem").read_bytes()
    folder = node_folder() / "seals" / "licensed"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{agency.agency.code}.pem").write_bytes(made + chain)
    (folder / "roots.pem").write_bytes(chain)
    try:
        kind = story.post("licence-kinds", agency.person_a, kind_body()).json()["code"]
        number = story.post("documents", agency.person_a, {"kind": kind, "record": RECORD}).json()["number"]
        story.post(f"documents/{number}/issue", agency.person_b)
        found = story.get(f"documents/{number}", story.civil.person_a, duty="x", case="1").json()
        assert found["test_authority"] is False
        assert licensor.is_test
        told = story.checked(base64.b64decode(found["pdf"]))
        assert (told["holds"], told["standing"], told["test_authority"]) == (True, "in_force", False)
        assert told["sealed_by"] == agency.agency.name
    finally:
        (folder / "roots.pem").unlink()


def test_a_stored_file_that_was_changed_is_not_handed_out(story: Story, kind: str) -> None:
    number = story.issued(kind)["number"]
    file = node_folder() / "documents" / story.forestry.agency.code / f"{number}.pdf"
    file.write_bytes(flipped(file.read_bytes(), 2000))
    answer = story.get(f"documents/{number}", story.civil.person_a, duty="x", case="1")
    assert (answer.status_code, answer.json()["code"]) == (503, "document_damaged")
