"""The API is as its OpenAPI document says, asked by schemathesis: what is declared is taken, what is not is refused, and every answer has its declared form.

Which of its checks are held how is in `schemathesis.toml`, with the reason beside each exception.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.utils import timezone

from tests.cast import PEOPLE_CSV, Cast
from tests.conftest import ROOT, Node
from tests.thorough import full_or
from yishu.agencies.credentials import PersonCredential, new_token
from yishu.agencies.models import Person, Role, Scope

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
PHASES = full_or("examples,coverage,fuzzing,stateful", "fuzzing")


@pytest.fixture(scope="module")
def callers(node: Node, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each of them authenticates with; there is something published and granted to be asked about."""
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    cast.publish(police, resource, PEOPLE_CSV, tmp_path_factory.mktemp("described"))
    system = civil.system(Scope.DATA, Scope.APPLY, Scope.PUBLISH)
    cast.grant(civil, police, resource, systems=(system,))
    administrator = cast._person(office.agency, "described", frozenset({Role.SYSTEM_ADMINISTRATOR}))
    return {
        "nobody": "",
        "a system": system.key,
        "an official": token(civil.person_a),
        "a coordinator": token(office.person_b),
        "an administrator": token(administrator),
    }


def token(person: Person) -> str:
    """As `POST /api/v1/session` gives it; some of them would need a second factor there (tests/agencies)."""
    credential = PersonCredential(person.pk, person.generation)
    return new_token(settings.YISHU_SECRETS.tokens, credential, timezone.now()).text


def ask(node: Node, folder: Path, key: str, *options: str, document: str = "") -> subprocess.CompletedProcess[str]:
    """One run of schemathesis. With more workers it would parse in parallel, which Python 3.11 does not stand."""
    known = ["--header", f"Authorization: Bearer {key}"] if key else []
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURATION), "run"]
    command += [document or f"{node.url}/api/openapi.json", "--url", node.url, *known, *options]
    command += ["--seed", "9421", "--workers", "1", "--generation-database", "none", "--no-color"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True)


@pytest.mark.abridged
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("caller", "part"),
    [
        ("an official", ()),
        ("a system", ("--include-tag", "data", "--include-tag", "sandbox")),
        pytest.param("nobody", (), marks=pytest.mark.long),
        pytest.param("a system", (), marks=pytest.mark.long),
        pytest.param("a coordinator", (), marks=pytest.mark.long),
        pytest.param("an administrator", (), marks=pytest.mark.long),
    ],
)
def test_every_operation_is_as_declared(
    callers: dict[str, str], node: Node, tmp_path: Path, caller: str, part: tuple[str, ...]
) -> None:
    examples = full_or("20", "2" if part else "1")
    found = ask(node, tmp_path, callers[caller], "--phases", PHASES, "--max-examples", examples, *part)
    assert found.returncode == 0, found.stdout[-20_000:] + found.stderr[-2_000:]


def test_a_document_that_is_not_true_is_found(node: Node, tmp_path: Path) -> None:
    document: Any = httpx.get(f"{node.url}/api/openapi.json", timeout=60).json()
    told = document["paths"]["/api/v1/keys"]["get"]["responses"]["200"]["content"]["application/json"]
    told["schema"] = {"type": "integer"}
    changed = tmp_path / "openapi.json"
    changed.write_text(json.dumps(document))
    found = ask(node, tmp_path, "", "--phases", "fuzzing", "--include-path", "/api/v1/keys", document=str(changed))
    assert found.returncode == 1
    assert "Response violates schema" in found.stdout
