"""A province and a county, each a process of its own over its own database, linked. The province's keys are sealed; the county's evidence is hashed and signed by SM3 and SM2."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.conftest import _clone
from tests.exchange.nodes import TierNode


@pytest.fixture(scope="session")
def tiers(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TierNode, TierNode]]:
    server = make_conninfo(database_url, dbname="postgres")
    own = psycopg.conninfo.conninfo_to_dict(database_url)["dbname"]
    made = []
    for code, name, ways in (
        ("330000", "浙江省平台", {"keys": "sealed"}),
        ("330106", "西湖区平台", {"suite": "gm"}),
    ):
        database = f"{own}_{code}"
        _clone(server, database)
        folder = tmp_path_factory.mktemp(code)
        made.append(TierNode(code, name, make_conninfo(database_url, dbname=database), folder, **ways))
    province, county = made
    province.set, county.set = province.act("set_province"), county.act("set_county")
    for node in made:
        node.start()
    token = province.cli("link", "invite")
    county.cli("link", "join", province.url, token, "--own-url", county.url)
    province.cli("link", "confirm", county.code)
    yield province, county
    for node in made:
        node.stop()
    with psycopg.connect(server, autocommit=True) as connection:
        for node in made:
            name = sql.Identifier(f"{own}_{node.code}")
            connection.execute(sql.SQL("drop database {} with (force)").format(name))


@pytest.fixture(scope="session")
def province(tiers: tuple[TierNode, TierNode]) -> TierNode:
    return tiers[0]


@pytest.fixture(scope="session")
def county(tiers: tuple[TierNode, TierNode]) -> TierNode:
    return tiers[1]
