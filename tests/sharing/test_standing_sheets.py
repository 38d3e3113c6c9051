"""Many agreements by one spreadsheet: nothing that was read is lost, and nothing wrong comes in (26.3)."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.sharing.agreements import (
    DUTY,
    signed_in,
    text,
)
from yishu.sharing.standing.models import StandingAuthorisation

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def scene(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    from tests.sharing.agreements import set_scene

    return set_scene(tmp_path_factory.mktemp("standing"))


HEADS = ["使用单位*", "信息资源*", "信息项*", "共享模式*", "履职事项*", "使用义务", "记录范围信息项", "记录范围值", "每天人次", "起始日期*", "终止日期", "依据文号*", "发文单位*", "发文日期*"]  # fmt: skip


def row_of(scene: Any, **changes: str) -> list[str]:
    given = {
        "使用单位*": scene.civil.agency.name,
        "信息资源*": scene.resource.code,
        "信息项*": "姓名、公民身份号码",
        "共享模式*": "比对验证、查询",
        "履职事项*": DUTY,
        "记录范围信息项": "户籍地区划",
        "记录范围值": "330106",
        "每天人次": "5,000",
        "起始日期*": "2019年3月1日",
        "依据文号*": f"浙公办〔2018〕{next(scene.count)}号",
        "发文单位*": "浙江省公安厅",
        "发文日期*": "2018/2/20",
        **changes,
    }
    return [given.get(head, "") for head in HEADS]


def as_csv(*rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADS, *rows])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(*rows: list[str]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["某厅存量授权一览"], HEADS, *rows):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def uploaded(scene: Any, content: bytes, name: str = "存量.csv") -> Any:
    return signed_in(scene.police.person_a).post(
        "/sharing/standing/sheets/", {"file": SimpleUploadedFile(name, content)}
    )


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_sound_rows_come_in_and_the_others_are_given_back_with_what_is_wrong(
    scene: Any, make: Callable[..., bytes]
) -> None:
    sound = row_of(scene)
    misspelt = row_of(scene, **{"使用单位*": scene.civil.agency.name[:-1] + "处"})
    unsound = row_of(
        scene, **{"信息项*": "姓名、密码", "起始日期*": "去年", "每天人次": "很多", "信息资源*": scene.resource.code}
    )
    place = uploaded(scene, make(sound, misspelt, unsound))["Location"]
    police = signed_in(scene.police.person_a)
    page = text(police.get(place))
    assert "登记这 1 条" in page
    assert re.search(
        f"是否为：[^？]*{scene.civil.agency.name}", page
    )  # other tests have agencies of such names as well
    assert "信息项：不可选：密码" in page
    assert "起始日期：须为日期" in page
    assert "每天人次：须为整数" in page
    assert StandingAuthorisation.objects.filter(basis_number=sound[HEADS.index("依据文号*")]).count() == 0
    assert police.post(place).status_code == 302
    police.post(place)  # again brings nothing in twice
    made = StandingAuthorisation.objects.get(basis_number=sound[HEADS.index("依据文号*")])
    assert (made.items, made.modes, made.limits) == (["name", "id_number"], ["verify", "query"], {"day": 5000})
    assert made.rows == {"item": "residence_code", "values": ["330106"], "match": "prefix"}
    assert (made.since, made.basis_date, made.consumer_id) == (
        date(2019, 3, 1),
        date(2018, 2, 20),
        scene.civil.agency.pk,
    )
    left = list(csv.DictReader(io.StringIO(police.get(f"{place}left-over/").content.decode("utf-8-sig"))))
    assert [each["使用单位*"] for each in left] == [misspelt[0], unsound[0]]
    assert "起始日期：须为日期" in left[1]["问题"]
    left[0]["使用单位*"], left[0]["起始日期*"] = scene.civil.agency.name, "2019-03-01"
    again = io.StringIO()
    writer = csv.DictWriter(again, list(left[0]))
    writer.writeheader()
    writer.writerow(left[0])
    second = uploaded(scene, again.getvalue().encode("utf-8-sig"))["Location"]
    assert "登记这 1 条" in text(police.get(second))
    for stranger in (scene.civil, scene.forestry):
        assert signed_in(stranger.person_a).get(place).status_code == 404
        assert signed_in(stranger.person_a).post(place).status_code == 404
        assert signed_in(stranger.person_a).get(f"{place}left-over/").status_code == 404


def test_a_row_that_is_in_already_says_where(scene: Any) -> None:
    row = row_of(scene)
    police = signed_in(scene.police.person_a)
    police.post(uploaded(scene, as_csv(row))["Location"])
    made = StandingAuthorisation.objects.get(basis_number=row[HEADS.index("依据文号*")])
    place = uploaded(scene, as_csv(row))["Location"]
    police.post(place)
    assert f"该授权已登记：{made.number}" in text(police.get(place))


def test_a_formula_is_not_what_was_agreed(scene: Any) -> None:
    row = row_of(scene, 每天人次="=1000*5")
    place = uploaded(scene, as_xlsx(row), "存量.xlsx")["Location"]
    page = text(signed_in(scene.police.person_a).get(place))
    assert "每天人次：含公式，请粘贴为数值" in page
    assert "登记这" not in page


def bomb() -> bytes:
    """A workbook of which 260 MiB of blanks come."""
    stream = io.BytesIO(as_xlsx())
    with (
        zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as book,
        book.open("xl/worksheets/sheet9.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(260):
            member.write(b" " * 2**20)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04broken", "已损坏"),
        (b"", "表头下面没有授权"),
        ("使用单位,信息资源,信息项\nA,B,C\n".encode(), "缺少这些列"),
        (("\n".join([",".join(HEADS), *["x" + "," * 13] * 501])).encode(), "最多登记 500 条"),
        ("bomb", "超过 256 MiB"),
    ],
)
def test_what_is_no_spreadsheet_of_agreements_is_refused_with_what_to_do(scene: Any, content: Any, code: str) -> None:
    answer = uploaded(scene, bomb() if content == "bomb" else content)
    assert answer.status_code == 422
    assert code in text(answer)


def test_the_template_is_read_as_it_is_given_and_a_stranger_reads_none_for_others(scene: Any) -> None:
    from yishu.sharing.standing.columns import COLUMNS, find_heads, workbook

    answer = signed_in(scene.police.person_a).get("/sharing/standing/sheets/template/")
    assert answer["Content-Disposition"].endswith('.xlsx"')
    refused = uploaded(scene, answer.content, "模板.xlsx")
    assert "表头下面没有授权" in text(refused)
    for language in ("zh", "en"):
        assert workbook(language)
        heads = dict(enumerate(each.head(language) for each in COLUMNS))
        assert list(find_heads(heads).values()) == [each.field for each in COLUMNS]
    sent = {"file": SimpleUploadedFile("存量.csv", as_csv(row_of(scene))), "provider": scene.police.agency.code}
    refused = signed_in(scene.forestry.person_a).post("/api/v1/standing-authorisations/sheets", sent)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours_to_bring_in")
    taken = signed_in(scene.office.person_b).post(
        "/api/v1/standing-authorisations/sheets",
        {**sent, "file": SimpleUploadedFile("存量.csv", as_csv(row_of(scene)))},
    )
    assert taken.status_code == 201
    assert taken.json()["rows"] == [{"line": 2, "errors": [], "number": None}]
    done = signed_in(scene.office.person_b).post(f"/api/v1/standing-authorisations/sheets/{taken.json()['id']}/rows")
    assert done.json()["rows"][0]["number"].startswith("CL")
