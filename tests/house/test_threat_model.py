"""The threat model names, for every threat at a boundary, a control, whether it holds by itself, and tests that exist (32.2)."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "THREAT_MODEL.md").read_text("utf-8")
HEAD = ["threat", "control", "default", "test"]
BY_CONSTRUCTION = {"Supply"}
"""Boundaries whose controls are in how the project is put together: what shows them is no test."""
pytestmark = pytest.mark.clause("32.2")


def rows() -> list[tuple[str, list[str]]]:
    """Each threat with its boundary."""
    found = []
    for part in TEXT.split("\n## ")[1:]:
        boundary, *lines = part.splitlines()
        table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
        if table:
            assert table[0] == HEAD, boundary
            found += [(boundary, row) for row in table[2:]]
    return found


@cache
def names_of(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))


def test_every_threat_has_a_control_a_default_and_tests_that_exist() -> None:
    assert len(rows()) > 200
    for boundary, row in rows():
        assert len(row) == len(HEAD), row
        assert all(row), row
        named = re.findall(r"`(tests/[^`]+)`", row[3])
        assert named or boundary in BY_CONSTRUCTION, row[0]
        for each in named:
            file, _, test = each.partition("::")
            assert test.partition("[")[0].rpartition("::")[2] in names_of(ROOT / file), each


def test_no_path_of_the_data_plane_takes_a_subject(client: Any) -> None:
    """Addresses are logged on the way; what a call is about stands in its body."""
    document = client.get("/api/openapi.json").json()
    paths = {path: acts for path, acts in document["paths"].items() if path.startswith("/api/v1/data/")}
    assert paths
    for path, acts in paths.items():
        given = [each["name"] for act in acts.values() if isinstance(act, dict) for each in act.get("parameters", [])]
        assert not {"subject", "subjects", "key", "claims"} & {*given, *re.findall(r"{(\w+)}", path)}, path
