"""An official asks about several people of a case, asks again about one of them, takes the sealed sheet for the file; whoever holds the paper checks it."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import machine
from tests.access.results.stage import CODE, DUTY, NAME, NUMBER, SUBJECTS, text_of
from tests.agencies.test_qr_code import read_off
from tests.cast import PEOPLE_CSV, Cast
from tests.conftest import Node
from tests.walking import judged, log_in

pytestmark = pytest.mark.browser
CASE = "JZ-2026-11"


@pytest.fixture(scope="module")
def story(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """POLICE hosts three people; CIVIL's `a` is named in a grant of all items."""
    machine.chinese_font()
    cast = Cast()
    office, police, civil = cast.agency("主管", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office, case_required=True, name="人口基本信息")
    cast.publish(police, resource, PEOPLE_CSV, tmp_path_factory.mktemp("people"))
    grant = cast.grant(civil, police, resource, users=(civil.person_a,), modes=("verify", "query"), duty=DUTY)
    return {"civil": civil, "url": f"/access/{grant.pk}/"}


@pytest.mark.clause("27.1", "27.2", "32.1")
def test_several_are_asked_about_and_the_sheet_of_it_is_taken_and_checked(
    page: Any, node: Node, story: dict[str, Any], tmp_path: Path
) -> None:
    log_in(page, node.url, story["civil"].person_a.login)
    page.goto(node.url + story["url"])
    page.get_by_role("link", name="一次填多个对象").click()
    wrong = judged(page, "several")
    page.get_by_label("办件编号").fill(CASE)
    page.get_by_label("姓名").check()
    page.get_by_label("对象", exact=True).fill(f"{SUBJECTS[0]}，赵一\n{SUBJECTS[1]}，李四\n330102199003076\t")
    page.get_by_role("button", name="核验", exact=True).click()
    page.get_by_text("第 3 行：没有要比对的内容").first.wait_for()
    page.get_by_label("对象", exact=True).fill(f"{SUBJECTS[0]}，赵一\n{SUBJECTS[1]}，李四")
    page.get_by_role("button", name="核验", exact=True).click()
    page.get_by_role("heading", name="核验结果单").wait_for()
    assert "2 个，查到 2 个，不一致的 1 个" in page.locator("#result").inner_text()
    wrong += judged(page, "compared")
    page.set_viewport_size({"width": 390, "height": 844})
    wrong += judged(page, "compared-390")
    page.set_viewport_size({"width": 1440, "height": 900})

    page.get_by_role("link", name="查询引用").click()
    page.get_by_label("办件编号").fill(CASE)
    page.get_by_label("办件编号").press("Tab")  # whom one has asked about in this case comes by itself
    page.get_by_label(re.compile(r"330102\*{8}6031")).check()
    page.get_by_label("姓名").check()
    page.get_by_role("button", name="查询", exact=True).click()
    page.get_by_role("heading", name="查询结果单").wait_for()
    assert "钱*" in page.locator("#result").inner_text()
    assert "钱二" not in page.content()
    wrong += judged(page, "asked-again")
    file = taken(page, tmp_path)
    said = text_of(file.read_bytes())
    assert "姓名钱*已遮蔽" in said
    assert CASE in said

    pages = printed(page, tmp_path)
    assert [size for size in pages if "595 x 842" not in size] == []
    assert len(pages) == 1
    checked_by_holder(page, node.url, file)
    assert wrong == []


def taken(page: Any, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="核验结果单（PDF）").click()
    number = re.fullmatch(r"核验〔\d{4}〕\d{6}\.pdf", download.value.suggested_filename)
    assert number
    download.value.save_as(folder / "sheet.pdf")
    return folder / "sheet.pdf"


def printed(page: Any, folder: Path) -> list[str]:
    """The sizes of the pages that the browser would print."""
    page.pdf(path=folder / "printed.pdf", prefer_css_page_size=True)
    program = machine.poppler("pdfinfo")
    said = subprocess.run([program, "-l", "9", folder / "printed.pdf"], capture_output=True, text=True, check=True)
    text = text_of((folder / "printed.pdf").read_bytes())
    assert "查询结果单" in text
    assert "为什么用" not in text  # the form is not printed
    return [
        re.sub(r"(\d+)\.\d+", lambda found: str(round(float(found[0]))), line)
        for line in said.stdout.splitlines()
        if "size:" in line and "Page" in line
    ]


def checked_by_holder(page: Any, url: str, file: Path) -> None:
    """By the code on the paper, by hand, and by the file, without login."""
    said = text_of(file.read_bytes())
    number, code = NUMBER.search(said), CODE.search(said)
    assert number
    assert code
    link = read_off(page, picture_of(file))
    assert link == f"{url}/seals/verify/#{number[1]}-{number[2]}/{code[0]}"
    page.context.clear_cookies()
    page.goto(link)
    assert page.get_by_label("核验码").input_value() == code[0]
    assert page.url == f"{url}/seals/verify/"
    page.get_by_role("button", name="核验编号").click()
    page.get_by_text("本平台出具过此件，与使用留痕相符").wait_for()
    answer = page.locator(".se-result").inner_text()
    assert f"核验〔{number[1]}〕{number[2]}" in answer
    for secret in ("钱", NAME, CASE, "6031"):
        assert secret not in answer
    assert judged(page, "checked") == []
    page.get_by_label("PDF 文件").set_input_files(str(file))
    page.get_by_role("button", name="核验文件").click()
    page.get_by_text("核验通过：确为本平台出具").wait_for()


def picture_of(file: Path) -> bytes:
    """The page as it would be photographed."""
    program = machine.poppler("pdftoppm")
    drawn = subprocess.run([program, "-png", "-r", "110", "-l", "1", file], capture_output=True, check=True)
    return drawn.stdout
