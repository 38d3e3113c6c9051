"""What of a value a page shows before somebody asks for the whole of it."""

import pytest

from yishu.access.masks import HIDDEN, masked
from yishu.core.identifiers import KeyKind
from yishu.hosting.tables import Column, Table

ID = Column("id_number", "公民身份号码", "string", sensitivity="sensitive", is_key=True)
NAME = Column("name", "姓名", "string", sensitivity="personal")
FIRM = Column("name", "单位名称", "string")
PHONE = Column("contact", "联系电话", "string", sensitivity="personal")
BORN = Column("birth_date", "出生日期", "date", sensitivity="personal")
HEALTH = Column("disability", "残疾类别", "string", sensitivity="sensitive")
PEOPLE = Table("people", KeyKind.RESIDENT_ID, (ID, NAME, PHONE, BORN, HEALTH))


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        (ID, "330102199003076015", "330102********6015"),
        (NAME, "欧阳修", "欧*"),
        (FIRM, "浙江省公安厅", "浙江省公安厅"),
        (PHONE, "13800001234", "138****1234"),
        (BORN, "1990-03-07", "1990-03-07"),
        (HEALTH, "听力", HIDDEN),
        (HEALTH, None, None),
        (NAME, "", ""),
    ],
)
def test_a_value_is_masked_by_what_it_says_of_a_person(column: Column, value: str | None, shown: str | None) -> None:
    assert masked(PEOPLE, column, value) == shown


def test_the_key_of_a_person_is_masked_however_its_item_is_marked() -> None:
    key = Column("number", "证件", "string", is_key=True)
    assert masked(Table("t", KeyKind.IDENTITY_DOCUMENT, (key,)), key, "330102199003076015") == "330102********6015"
    assert masked(Table("t", KeyKind.DIVISION, (key,)), key, "330106") == "330106"
