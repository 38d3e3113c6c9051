"""The demo's agencies: the names and codes that are published, examples where none is, and who works there."""

from dataclasses import dataclass
from datetime import date

from yishu.agencies.models import Agency, Role
from yishu.core.identifiers import KeyKind, check

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

FIRST = frozenset({Role.CATALOGUER, Role.HANDLER, Role.DATA_OFFICER, Role.AGENCY_ADMINISTRATOR})
SECOND = frozenset({Role.REVIEWER, Role.SECRECY_REVIEWER, Role.SIGNER})


@dataclass(frozen=True, slots=True)
class Member:
    """An agency of the demo. `org_code` is its published organisation code; empty: an example code is made."""

    login: str
    name: str
    org_code: str = ""
    division: str = "330000"
    coordinator: bool = False
    duties: tuple[str, ...] = ()
    field_number: str = ""
    extra: tuple[tuple[str, str, frozenset[Role]], ...] = ()


MEMBERS = (
    Member(
        "bangongting",
        "省政府办公厅",
        coordinator=True,
        duties=("信息资源共享管理",),
        field_number="001",
        extra=(
            ("zhuguan", "平台主管", frozenset({Role.COORDINATOR})),
            ("xitong", "系统管理员", frozenset({Role.SYSTEM_ADMINISTRATOR})),
        ),
    ),
    Member("gongan", "省公安厅", "002482111", duties=("户籍管理", "居民身份证管理"), field_number="009"),
    Member("gongshang", "省工商局", "002482410", duties=("企业登记管理",), field_number="022"),
    Member("minzheng", "省民政厅", duties=("社会救助审核", "行政区划管理", "婚姻登记"), field_number="011"),
    Member("jiaoyu", "省教育厅", "002482082", duties=("入学资格审核",), field_number="006"),
    Member("tongji", "省统计局", duties=("统计调查",), field_number="030"),
    Member("huanbao", "杭州市环境保护局", division="330100", duties=("环境质量监测",), field_number="101"),
    Member("linye", "省林业厅", "002482314", duties=("林地审批",), field_number="033"),
    Member("fagai", "省发展改革委", "002482031", duties=("投资项目审批",), field_number="004"),
    Member("shuiwu", "省税务局", "002482189", duties=("纳税信用评价",), field_number="040"),
    Member("guotu", "省国土资源厅", "002482437", duties=("不动产登记",), field_number="013"),
    Member("nongye", "省农业厅", "002482306", duties=("农业行政许可",), field_number="016"),
    Member("jingxin", "省经济和信息化委", "002482904", duties=("工业和信息化管理",), field_number="005"),
    Member("shiyao", "省食品药品监管局", "002482461", duties=("药品经营许可",), field_number="035"),
    Member(
        "jiancha",
        "省监察厅",
        duties=("信息资源共享监督检查",),
        field_number="038",
        extra=(("jianchayuan", "监督检查员", frozenset({Role.INSPECTOR})),),
    ),
    Member("xihuminzheng", "西湖区民政局", division="330106", duties=("最低生活保障审核",), field_number="201"),
)


def credit_code(org_code: str, division: str) -> str:
    """The unified social credit code of an administrative organ (11) with this organisation code: places 9–17 are it (GB 32100)."""
    return _with_check_digit(KeyKind.USCC, f"11{division}{org_code}")


def example_code(n: int, division: str = "330000") -> str:
    """A well-formed credit code that belongs to nobody: its organisation code begins with D."""
    return credit_code(_with_check_digit(KeyKind.ORG_CODE, f"D{n:07d}"), division)


def origin(member: Member) -> Agency.CodeOrigin:
    return Agency.CodeOrigin.REAL if member.org_code else Agency.CodeOrigin.EXAMPLE


def _with_check_digit(kind: KeyKind, body: str) -> str:
    today = date(2014, 11, 28)
    return next(body + digit for digit in _ALPHABET if check(kind, body + digit, today=today) is None)
