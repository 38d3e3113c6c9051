"""Commands of access; what they need is imported when they run."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yishu.core.errors import Problem

if TYPE_CHECKING:
    from yishu.access.tracing import Holder, Traced

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("copies")
def copies() -> None:
    """Bulk copies that left the platform."""


@click.command("trace")
@click.argument("file", type=FILE)
@click.option(
    "--resource",
    default="",
    metavar="CODE",
    help="The resource that the file is a copy of; else found by its columns and label.",
)
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
def trace(file: Path, resource: str, as_json: bool) -> None:
    """Say whose copy of a resource a FILE (CSV, JSON lines, Parquet, Arrow stream, XLSX) is, by its own label, the order of its rows and its control records; exit code 1 if it is nobody's. On record."""
    from yishu import serving
    from yishu.node.configuration import setting

    with serving.database_beside(Path(setting("dir", ".yishu")).resolve()):
        serving.ready_django()
        import msgspec

        from yishu.access import tracing
        from yishu.core.actor import PLATFORM

        try:
            found = tracing.trace(PLATFORM, resource, file)
        except Problem as problem:
            click.echo(problem.detail("zh"), err=True)
            sys.exit(1)
    told = json.dumps(msgspec.to_builtins(found), ensure_ascii=False, indent=1) if as_json else "\n".join(_words(found))
    click.echo(told)
    sys.exit(0 if found.holders else 1)


def _words(found: "Traced") -> list[str]:
    lines = [f"{found.resource}：读取 {found.rows} 行，比对 {found.compared} 行的次序，对照 {found.copies} 份复制记录"]
    for each in found.holders:
        lines += [
            f"持有单位：{each.agency_name}（{each.agency}）",
            f"应用系统：{each.system}  复制时间：{each.at}  数据版本：{each.version}",
            f"复制回执：{each.receipt}",
            "依据：" + "；".join(_grounds(each)),
        ]
    if not found.holders:
        lines.append(
            "没有一份复制记录与此文件相符：不能认定持有单位。文件可能不是平台的副本；也可能已重新排序而没有标识记录，或行数太少。"
        )
    if found.lacking:
        lines.append(f"文件缺少信息项 {'、'.join(found.lacking)}，以其排列的副本无法按次序比对。")
    return [*lines, f"追溯留痕：{found.receipt}"]


def _grounds(holder: "Holder") -> list[str]:
    grounds = []
    if holder.chance is not None:
        grounds.append(f"行的次序相符，错认的概率低于 10^{holder.chance:.0f}")
    if holder.control_chance is not None:
        hits = f"含此副本 {holder.control_records} 条标识记录中的 {holder.control_hits} 条"
        grounds.append(f"{hits}，错认的概率低于 10^{holder.control_chance:.0f}")
    if holder.labelled:
        grounds.append("文件属性写明此回执" + ("" if grounds else "（属性可被人改写，次序和标识记录未能印证）"))
    return grounds


copies.add_command(trace)
COMMANDS: tuple[click.Command, ...] = (copies, trace)
