"""Commands of access; what they need is imported when they run."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

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

        found = tracing.trace(PLATFORM, resource, file)
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


@copies.command("strip")
@click.argument("file", type=FILE)
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--manifest", required=True, type=FILE, help="Of the copy, from /api/v1/copies/RECEIPT/manifest.")
@click.option(
    "--key",
    metavar="FINGERPRINT",
    help="Of the node's key (the `kid` of its /api/v1/keys): the manifest must be signed by it.",
)
def strip(file: Path, out: Path, manifest: Path, key: str | None) -> None:
    """Write a copy FILE (CSV, JSON lines, Parquet, Arrow stream) to OUT without its control records. Needs no database and no network."""
    from yishu.access import manifests, stripping
    from yishu.core.jws import NotSigned

    try:
        said, fingerprint = manifests.read(manifest.read_bytes())
    except NotSigned as why:
        raise click.BadParameter(f"清单无效。The manifest does not hold: {why}", param_hint="--manifest") from None
    if key and key.strip().lower() != fingerprint:
        raise click.BadParameter(f"清单由另一密钥签署。It is signed by another key: {fingerprint}", param_hint="--key")
    if said.controls is None:
        click.echo("此副本没有标识记录。The copy has no control records.")
        sys.exit(0)
    try:
        kept, left = stripping.strip(file, out, said.controls)
    except (stripping.CannotStrip, OSError, ValueError) as why:
        raise click.BadParameter(f"无法剔除。Nothing was written: {why}", param_hint="FILE") from None
    click.echo(f"保留 {kept} 条，剔除标识记录 {left} 条。{kept} records kept, {left} left out.")
    if left != said.controls.records:
        click.echo(
            f"清单写明 {said.controls.records} 条：文件不是完整的副本。The manifest says {said.controls.records}: this is not the whole copy.",
            err=True,
        )
        sys.exit(1)


copies.add_command(trace)
COMMANDS: tuple[click.Command, ...] = (copies, trace)
