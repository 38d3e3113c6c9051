"""What the package asks of those who install it: little, quickly, with types that a strict checker takes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from yishu.client import AsyncClient, Client
from yishu.client.asynchronous import Awaited, Iterated

USAGE = """
from collections.abc import Sequence

from yishu.client import AsyncClient, Client, Copied, LimitReached, Place, Refused


def use(key: str) -> tuple[str, int]:
    with Client("https://node.example", key=key, patience=3) as yishu:
        person = yishu.verify("1-1", "33", {"name": "x"}, duty="d", case="c")
        for page in yishu.query_place_pages("1-1", Place(point=(120.1, 30.2)), ["a"], duty="d"):
            print([each.record for each in page.records])
        copied: Copied = yishu.copy("1-1", "x.parquet", since=1)
        print(yishu.copy_table("1-1").table.num_rows)
        yishu.publish("1-1", [{"a": 1}], mode="replace")
        try:
            yishu.query_many("1-1", ["1", {"type": "111", "value": "2"}], ["a"], duty="d")
        except LimitReached as refusal:
            print((refusal.again_after or 0) + 1, refusal.errors[0].message.upper())
        except Refused as refusal:
            print(refusal.code.upper(), refusal.receipt.upper())
        return person.result["name"], copied.version


async def use_async(numbers: Sequence[str]) -> int:
    async with AsyncClient("https://node.example", token=lambda: "yst_x", language="en") as yishu:
        person = await yishu.verify("1-1", numbers[0], {"name": "x"}, duty="d")
        async for page in yishu.documents("1-1"):
            print(page.version + 1)
        return person.version
"""
WRONG = """
from yishu.client import AsyncClient, Client

Client("https://node.example", kei="ysk_x")
AsyncClient("https://node.example", kei="ysk_x")
Client("https://node.example", key="x").verify("1-1", "33", {"name": "x"}, duti="d")
AsyncClient("https://node.example", key="x").verify("1-1", "33", {"name": "x"}, duti="d")
Client("https://node.example", key="x").copy("1-1", "x", format="pdf")
"""
LEAN = """
import sys, time
begun = time.process_time()  # of this process alone: the machine may be busy
import yishu.client
spent = time.process_time() - begun
heavy = {"django", "psycopg", "asyncpg", "urllib3", "pyarrow", "cryptography", "asyncio", "numpy"} & set(sys.modules)
print(spent, *sorted(heavy))
"""


def checked(folder: Path, text: str) -> list[tuple[int, str]]:
    """(line, rule) of what a strict check finds in a program that uses the package."""
    (folder / "usage.py").write_text(text, "utf-8")
    settings = {"typeCheckingMode": "strict", "extraPaths": [str(ROOT)], "include": ["usage.py"]}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), "utf-8")
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "-p", str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["generalDiagnostics"]
    return [(each["range"]["start"]["line"], each.get("rule", "")) for each in found]


def test_a_strict_checker_knows_every_answer_and_every_mistake(tmp_path: Path) -> None:
    assert (ROOT / "yishu" / "py.typed").exists()
    assert checked(tmp_path, USAGE) == []
    wrong = checked(tmp_path, WRONG)
    assert {line for line, rule in wrong if rule in ("reportCallIssue", "reportArgumentType")} == {3, 4, 5, 6, 7}


def test_importing_it_is_quick_and_brings_nothing_heavy() -> None:
    said = [subprocess.run([sys.executable, "-c", LEAN], capture_output=True, text=True, check=True) for _ in range(5)]
    told = [done.stdout.split() for done in said]
    assert [heavy for _, *heavy in told] == [[]] * 5
    assert min(float(seconds) for seconds, *_ in told) < 0.15


def test_both_clients_have_the_same_methods() -> None:
    asked = {name for name, each in vars(Client).items() if callable(each) and not name.startswith("_")}
    given = {name for name, each in vars(AsyncClient).items() if isinstance(each, Awaited | Iterated)}
    assert asked - {"close"} == given
    for name in given:
        assert vars(AsyncClient)[name].__doc__ == getattr(Client, name).__doc__
        assert getattr(Client, name).__doc__


@pytest.mark.parametrize("package", ["pyarrow", "cryptography", "urllib3"])
def test_what_is_not_installed_is_named(package: str) -> None:
    acts = {
        "pyarrow": 'Client("https://node.example", key="x", language="en").copy_table("1-1")',
        "cryptography": 'Client("https://node.example", signing_key=b"x", keyid="a", language="en")',
        "urllib3": 'Client("https://node.example", key="x", language="en")',
    }
    program = f"import sys; sys.modules[{package!r}] = None\nfrom yishu.client import Client, Refused\ntry:\n    {acts[package]}\nexcept Refused as refusal:\n    print(refusal.code, refusal.detail)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"client_package_missing This needs the package {package}: pip install")
