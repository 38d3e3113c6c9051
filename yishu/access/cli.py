"""Commands of access; what they need is imported when they run."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yishu.core.errors import Problem

if TYPE_CHECKING:
    from yishu.access.tracing import Traced

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("copies")
def copies() -> None:
    """Bulk copies that left the platform."""


@copies.command("trace")
@click.argument("file", type=FILE)
@click.option("--resource", required=True, metavar="CODE", help="The resource that the file is a copy of.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
def trace(file: Path, resource: str, as_json: bool) -> None:
    """Say whose copy of a resource a FILE (CSV, JSON lines, Parquet, Arrow stream, XLSX) is, by its own label and by the order of its rows; exit code 1 if it is nobody's. On record."""
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
            "依据：" + "；".join(_grounds(each.chance, each.labelled)),
        ]
    if not found.holders:
        lines.append("没有一份复制记录与此文件相符：不能认定持有单位。文件可能不是平台的副本，或已重新排序、行数太少。")
    if found.lacking:
        lines.append(f"文件缺少信息项 {'、'.join(found.lacking)}，以其排列的副本无法按次序比对。")
    return [*lines, f"追溯留痕：{found.receipt}"]


def _grounds(chance: float | None, labelled: bool) -> list[str]:
    by_order = [] if chance is None else [f"行的次序相符，错认的概率低于 10^{chance:.0f}"]
    by_label = ["文件属性写明此回执" + ("" if by_order else "（属性可被人改写，次序未能印证）")] if labelled else []
    return by_order + by_label


COMMANDS: tuple[click.Command, ...] = (copies,)
