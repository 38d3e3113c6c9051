"""All rows of a grant read by the stock Delta Sharing client, beside the same client where the files that it is told of lie on its own disk."""

import json
import os
import subprocess
import urllib.request
from pathlib import Path
from typing import Any, Final

from yishu.bench.bulk import figure, set_stage
from yishu.bench.pages import served
from yishu.bench.processes import own_cluster
from yishu.bench.report import machine

ROWS: Final = 5_000_000
_SCRIPT: Final = Path(__file__).with_name("delta_client.py")


def run(client: Path, *, rows: int = ROWS, rounds: int = 3) -> dict[str, Any]:
    """`{"machine", "figures"}`. `client`: a Python that has the stock client (PyPI: delta-sharing); it holds all rows in memory. Raises RuntimeError where it fails."""
    _require_client(client)
    load = os.getloadavg()[0]
    with own_cluster() as (folder, cluster):
        from yishu import serving

        serving.ready_django()
        serving.migrate()
        _path, header, _table = set_stage(folder, rows)
        about = machine(load, f"PostgreSQL {cluster.account.major}") | {"rows": rows}
        with served(folder) as (port, _pid):
            told = _read(client, _profile(port, header, folder), folder / "copies", rounds)
    if told["rows"] != rows:
        raise RuntimeError(f"the client read {told['rows']} rows")
    rates = [(rows / ours, rows / theirs) for ours, theirs in told["taken"]]
    first = figure("delta-first-read", "rows/s", "", [(rows / told["first"], 0)])
    return {"machine": about, "figures": [first, figure("delta-client", "rows/s", "the client, local files", rates)]}


def _require_client(client: Path) -> None:
    try:
        found = subprocess.run([client, "-c", "import delta_sharing"], capture_output=True, check=False).returncode == 0
    except OSError:
        found = False
    if not found:
        raise RuntimeError(
            f"{client} is no Python that has the package delta-sharing: install it there, or name another"
        )


def _profile(port: int, header: str, folder: Path) -> Path:
    from yishu.sharing.models import Grant

    name, _, value = header.partition(": ")
    url = f"http://127.0.0.1:{port}/api/v1/grants/{Grant.objects.get().pk}/profile"
    place = folder / "grant.share"
    with urllib.request.urlopen(urllib.request.Request(url, headers={name: value})) as answer:
        place.write_bytes(answer.read())
    return place


def _read(client: Path, profile: Path, copies: Path, rounds: int) -> dict[str, Any]:
    copies.mkdir()
    command = [client, _SCRIPT, profile, copies, str(rounds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the client failed: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])
