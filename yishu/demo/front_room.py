"""A front exchange ready to be started beside the demo (20.1, 27.3): it publishes a folder of CSV files, and receives a resource into a database of its own."""

import json
import os
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from yishu.demo.filling import Filling
from yishu.demo.resources import AIR_STATIONS, DIVISIONS
from yishu.sharing import commands as sharing

SYSTEM = "环保前置交换系统"
_TOML = """\
# 演示的前置交换：yishu front run --once -c 本文件
# The demo's front exchange. Its folder outbox/ stands for the agency's own files, agency.db for its own database.

[node]
url = "{url}"
key_file = "front.key"

[agent]
state = "state"
interval_seconds = 10

[[publish]]
name = "stations"
resource = "{stations}"
csv_folder = "outbox"
encoding = "gbk"

[[receive]]
name = "divisions"
resource = "{divisions}"
sqlite = "agency.db"
table = "divisions"
"""


def fill(demo: Filling) -> None:
    """The agency's grant for a copy."""
    resource = demo.resources[DIVISIONS.entry.name][0]
    asked = sharing.LineRequest(
        resource=resource.code,
        items=tuple(item.code for item in DIVISIONS.entry.items),
        modes=("bulk",),
        systems=(SYSTEM,),
        until=timezone.localdate() + timedelta(days=365),
    )
    sharing.apply(demo.actor("huanbao-jingban"), duty="环境质量监测", basis="", requests=(asked,), now=demo.now)


def lay_out(described: Path) -> None:
    """The agent's folder beside a demo.json, for the node's address of now; files and progress that are there stay."""
    told, folder = json.loads(described.read_text("utf-8")), described.parent / "front"
    key = next(each["key"] for each in told["systems"] if each["name"] == SYSTEM)
    codes = {each["name"]: each["code"] for each in told["resources"]}
    outbox = folder / "outbox"
    outbox.mkdir(parents=True, exist_ok=True)
    if not any(outbox.iterdir()):
        AIR_STATIONS.write(outbox / "stations.csv")
    with os.fdopen(os.open(folder / "front.key", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(key)
    stations, divisions = codes[AIR_STATIONS.entry.name], codes[DIVISIONS.entry.name]
    (folder / "front.toml").write_text(_TOML.format(url=told["url"], stations=stations, divisions=divisions), "utf-8")
