"""The report: what is installed is measured, in a database of its own, and what is not is named."""

import os
from pathlib import Path
from typing import Any, Final

from yishu.bench.peers.installed import TITLES, versions
from yishu.bench.processes import own_cluster
from yishu.bench.report import machine, settle
from yishu.bench.turns import usual_loader

_FEW: Final = 20_000


def run(folder: Path, *, records: int, quick: bool = False, loader: str | None = None) -> dict[str, Any]:
    """`{"machine", "peers", "figures", "missing"}`: the versions of those that the folder has, and the names of those that it has not. `quick`: two rounds of a second on few records, else six of two.

    Raises RuntimeError where one does not come up or does not look up.
    """
    load, there = os.getloadavg()[0], versions(folder)
    report = {"peers": there, "figures": [], "missing": [name for name in TITLES if name not in there]}
    if not there:
        return {"machine": machine(load, "none")} | report
    with own_cluster() as (scratch, cluster):
        # Django reads its settings when it is set up: only now is there a database to name.
        from yishu import serving

        serving.ready_django()
        serving.migrate()
        from yishu.bench.peers.measure import Bench
        from yishu.bench.stage import set_stage
        from yishu.bench.verify import Method

        size, method = (_FEW, Method(2, 1.0)) if quick else (records, Method())
        stage = set_stage(scratch, records=size, records_of_twenty=1)
        if not quick:
            settle(cluster)
        about = machine(load, f"PostgreSQL {cluster.account.major}")
        report["figures"] = Bench(cluster, stage, folder, scratch).figures(there, method, loader)
    return {"machine": about | {"loader": loader or usual_loader(), "records": size}} | report


def remedies(report: dict[str, Any]) -> list[str]:
    """A line for each peer that was not there."""
    return [
        f"{TITLES[name]} is not installed, so not measured: run `make .venv/peers`, or name its folder by --peers"
        for name in report["missing"]
    ]
