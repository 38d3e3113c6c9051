"""The stage, and a database beside the node's on the same server. (Models are imported late: this file is read before Django is set up.)"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

if TYPE_CHECKING:
    from tests.conftest import Node
    from tests.front.stage import Agent, Stage


@pytest.fixture(scope="session")
def own_database(database_url: str) -> Iterator[str]:
    """A database of the agency's own, as a URI."""
    name = f"front_{os.getpid()}"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    parts = conninfo_to_dict(database_url)
    words = " ".join(f"{key}={value}" for key, value in (parts | {"dbname": name}).items())
    yield words
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def stage(node: Node, own_database: str) -> Stage:
    from tests.front.stage import set_stage

    return set_stage(node, own_database)


@pytest.fixture
def publisher(stage: Stage, tmp_path: Path) -> Callable[..., Agent]:
    """An agent with the provider's key."""
    from tests.front.stage import Agent

    return lambda *flows, **more: Agent(tmp_path / "publisher", stage.node.url, stage.publishing.key, *flows, **more)


@pytest.fixture
def receiver(stage: Stage, tmp_path: Path) -> Callable[..., Agent]:
    """An agent with the consumer's key."""
    from tests.front.stage import Agent

    return lambda *flows, **more: Agent(tmp_path / "receiver", stage.node.url, stage.receiving.key, *flows, **more)
