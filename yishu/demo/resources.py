"""The demo's resources: what each entry says, and which file of real data fills it. Categories are the demo's own choice."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from yishu.catalogue.rules import EntryDraft, ItemDraft

CSV = "text/csv"
PARQUET = "application/vnd.apache.parquet"
GEOJSON = "application/geo+json"


@dataclass(frozen=True, slots=True)
class DemoResource:
    """One resource: who provides it, its entry, and how its file is made in the given path."""

    provider: str
    entry: EntryDraft
    write: Callable[[Path], None]
    media_type: str = CSV
    charset: str | None = None
    samples: tuple[object, ...] = ()


def shipped(name: str) -> bytes:
    """A file of the demo's data, see `data/SOURCES.md`."""
    return files("yishu.demo").joinpath("data", name).read_bytes()


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(shipped(name).decode("utf-8-sig"))))


def _write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _population(path: Path) -> None:
    with as_file(files("yishu.demo").joinpath("data", "persons_synthetic_100k.parquet")) as source:
        people = pq.read_table(source).drop_columns(["row_id"])
    sex = people.column("sex").cast(pa.string())
    pq.write_table(people.set_column(people.schema.get_field_index("sex"), "sex", sex), path)


def _legal_entities(path: Path) -> None:
    """Published codes of Zhejiang agencies, then those of the service items' departments, as they stand, wrong ones included."""
    agencies = [
        {"code": row["code_as_published"], "name": row["name"] or "（名称未公布）", "source": "浙江政务公开"}
        for row in _rows("agencies_zhejiang_orgcodes.csv")
    ]
    known = {row["code"] for row in agencies}
    departments = {(row["dept_code"], row["department"]): row for row in _rows("service_items.csv")}
    others = [
        {"code": code, "name": name, "source": "四川省广安区办事指南（示例）"}
        for code, name in departments
        if code not in known
    ]
    _write_rows(path, agencies + others)


def _divisions(path: Path) -> None:
    from yishu.node.seeding import rows

    names = {row["code"]: row["name"] for row in rows("divisions_zhejiang.csv")}
    _write_rows(
        path,
        [
            {
                "code": row["code"],
                "name": row["name"],
                "level": row["level"],
                "parent_code": row["parent_code"],
                "parent_name": names.get(row["parent_code"], ""),
            }
            for row in rows("divisions_zhejiang.csv")
        ],
    )


def _division_history(path: Path) -> None:
    rows = _rows("divisions_zhejiang_history.csv")
    _write_rows(path, [{"number": str(n), **row} for n, row in enumerate(rows, 1)])


def _service_items(path: Path) -> None:
    _write_rows(path, _rows("service_items.csv"))


def _gdp(path: Path) -> None:
    table = pa_csv.read_csv(io.BytesIO(shipped("macro_gdp_province_year.csv")))
    pq.write_table(table, path)


def _air_stations(path: Path) -> None:
    path.write_bytes(shipped("air_stations_zhejiang_gbk.csv"))


def _county_borders(path: Path) -> None:
    path.write_bytes(shipped("counties_zhejiang.geojson"))


_COMMON = EntryDraft(
    name="",
    summary="",
    category="unrestricted",
    format="database",
    cycle="yearly",
    openness="closed",
    modes=("verify", "query", "bulk"),
    items=(),
    scope="全省行政机关",
    timeliness="产生后2个工作日内更新（第二十五条）",
    collection_rule="由提供单位依职能采集并维护，经前置交换系统发布",
)

POPULATION = DemoResource(
    "gongan",
    replace(
        _COMMON,
        name="人口基本信息",
        base_database="population",
        summary="常住人口的公民身份号码、姓名、性别、出生日期和户籍地，为人口基础数据库的基本信息。演示数据为虚构人员。",
        category="restricted",
        condition="仅限履行法定职责所需，逐项核定信息项和共享模式",
        cycle="realtime",
        modes=("verify", "query"),
        key_kind="resident_id",
        case_required=True,
        domain="人口",
        tags=("人口", "户籍", "身份证", "基础数据库"),
        items=(
            ItemDraft(
                "id_number",
                "公民身份号码",
                length=18,
                sensitivity="sensitive",
                is_key=True,
                required=True,
                data_element="DE00001",
            ),
            ItemDraft("name", "姓名", length=50, sensitivity="personal", required=True, data_element="DE00002"),
            ItemDraft("sex", "性别", codes={"1": "男", "2": "女"}, data_element="DE00003", code_list="GBT2261.1"),
            ItemDraft("birth_date", "出生日期", type="date", sensitivity="personal", data_element="DE00004"),
            ItemDraft("residence_code", "户籍地行政区划代码", length=6, sensitivity="personal", data_element="DE00006"),
            ItemDraft("updated", "更新日期", type="date"),
        ),
    ),
    _population,
    PARQUET,
    samples=("330502198506049980", "330604197805219963", {"type": "111", "value": "332121198901079994"}),
)

LEGAL_ENTITIES = DemoResource(
    "gongshang",
    replace(
        _COMMON,
        name="法人单位基础信息",
        base_database="legal_entities",
        summary="法人和其他组织的组织机构代码或统一社会信用代码、名称，为法人单位基础数据库的基本信息。",
        key_kind="legal_entity",
        cycle="daily",
        domain="法人",
        tags=("法人", "企业", "统一社会信用代码", "基础数据库"),
        items=(
            ItemDraft(
                "code", "组织机构代码或统一社会信用代码", length=20, is_key=True, required=True, data_element="DE00022"
            ),
            ItemDraft("name", "单位名称", length=120, required=True, data_element="DE00023"),
            ItemDraft("source", "数据来源", length=60),
        ),
    ),
    _legal_entities,
    samples=("002482111", "11330000002482322Q"),
)

DIVISIONS = DemoResource(
    "minzheng",
    replace(
        _COMMON,
        name="行政区划代码",
        base_database="geography",
        summary="浙江省、设区市和县（市、区）三级现行行政区划的代码、名称和隶属关系。",
        key_kind="division",
        openness="open",
        domain="行政区划",
        tags=("行政区划", "地名"),
        items=(
            ItemDraft("code", "行政区划代码", length=6, is_key=True, required=True, data_element="DE00035"),
            ItemDraft("name", "行政区划名称", length=60, required=True, data_element="DE00036"),
            ItemDraft("level", "层级", codes={"province": "省级", "city": "市级", "county": "县级"}),
            ItemDraft("parent_code", "上级行政区划代码", length=6, data_element="DE00037"),
            ItemDraft("parent_name", "上级行政区划名称", length=60),
        ),
    ),
    _divisions,
    samples=("330100", "330106"),
)

DIVISION_HISTORY = DemoResource(
    "minzheng",
    replace(
        _COMMON,
        name="行政区划变更历史",
        summary="1981 年以来浙江省县级以上行政区划的设立、撤销、更名和代码变更。",
        openness="open",
        modes=("query", "bulk"),
        domain="行政区划",
        tags=("行政区划", "变更", "撤县设区"),
        items=(
            ItemDraft("number", "序号", type="integer", is_key=True, required=True),
            ItemDraft("year", "年份", type="integer", required=True),
            ItemDraft("type", "变更类型", length=20, required=True),
            ItemDraft("old_code", "原代码", length=6),
            ItemDraft("old_name", "原名称", length=60),
            ItemDraft("new_code", "新代码", length=6),
            ItemDraft("new_name", "新名称", length=60),
            ItemDraft("doc_no", "批准文号", length=120),
            ItemDraft("source", "来源", length=200),
        ),
    ),
    _division_history,
    samples=(1, 246),
)

SERVICE_ITEMS = DemoResource(
    "bangongting",
    replace(
        _COMMON,
        name="政务服务事项（示例）",
        summary="办事指南中的政务服务事项及其实施部门，取自四川省广安市广安区公开的事项清单，仅作示例。",
        modes=("verify", "query"),
        cycle="monthly",
        domain="政务服务",
        tags=("政务服务", "办事指南", "事项", "示例"),
        items=(
            ItemDraft("item_code", "事项编码", length=80, is_key=True, required=True),
            ItemDraft("item", "事项名称", length=300, required=True),
            ItemDraft("department", "实施部门", length=60, required=True),
            ItemDraft("dept_code", "部门代码", length=20),
            ItemDraft("code_in_item", "事项编码中的部门代码", length=20),
            ItemDraft("task_type", "事项类型", type="integer"),
            ItemDraft("area_code", "区划代码", length=12),
        ),
    ),
    _service_items,
    samples=("511Z07001006-511602000000-000-11511301008778183N-1-00",),
)

GDP = DemoResource(
    "tongji",
    replace(
        _COMMON,
        name="地区生产总值（分省分年）",
        base_database="economy",
        summary="华东六省市 1992 年至 2020 年地区生产总值，单位：亿元。",
        openness="open",
        modes=("query", "bulk"),
        domain="宏观经济",
        tags=("宏观经济", "地区生产总值", "GDP"),
        items=(
            ItemDraft("year", "年份", type="integer", is_key=True, required=True),
            ItemDraft("province", "省份", length=20, is_key=True, required=True),
            ItemDraft("gdp_100m_yuan", "地区生产总值", type="decimal", meaning="亿元", data_element="DE00056"),
        ),
    ),
    _gdp,
    PARQUET,
    samples=({"year": 2020, "province": "浙江省"}, {"year": 1992, "province": "上海市"}),
)

AIR_STATIONS = DemoResource(
    "huanbao",
    replace(
        _COMMON,
        name="环境空气质量监测点",
        summary="国家环境空气质量监测网在浙江省的监测点位、坐标和所属城市，由市级单位汇聚到省。",
        openness="open",
        domain="生态环境",
        tags=("环境", "空气质量", "监测点"),
        items=(
            ItemDraft("station_code", "监测点编码", length=10, is_key=True, required=True, data_element="DE00057"),
            ItemDraft("station_name", "监测点名称", length=60, required=True),
            ItemDraft("city", "城市", length=20, required=True),
            ItemDraft("longitude", "经度", type="decimal"),
            ItemDraft("latitude", "纬度", type="decimal"),
            ItemDraft("is_reference", "对照点", codes={"Y": "是", "N": "否"}),
            ItemDraft("province", "省级行政区", length=20),
            ItemDraft("prefecture", "地级行政区", length=20),
        ),
    ),
    _air_stations,
    charset="gbk",
    samples=("1223A", "1225A"),
)

COUNTY_BORDERS = DemoResource(
    "guotu",
    replace(
        _COMMON,
        name="县级行政区划界线",
        base_database="geography",
        summary="浙江省 90 个县（市、区）的界线示意，可按区划代码和位置查询。演示数据取自开源软件，不是标准地图，不作为划界依据。",
        modes=("verify", "query", "bulk"),
        key_kind="division",
        domain="自然资源",
        tags=("行政区划", "界线", "空间数据"),
        items=(
            ItemDraft("code", "行政区划代码", length=6, is_key=True, required=True, data_element="DE00035"),
            ItemDraft("name", "行政区划名称", length=60, required=True, data_element="DE00036", role="reference"),
            ItemDraft("border", "界线", type="geometry", required=True, meaning="面，CGCS2000 经纬度"),
        ),
    ),
    _county_borders,
    GEOJSON,
    samples=("330106", "330702"),
)

RESOURCES = (POPULATION, LEGAL_ENTITIES, DIVISIONS, DIVISION_HISTORY, SERVICE_ITEMS, GDP, AIR_STATIONS, COUNTY_BORDERS)
