"""Commands of the node's own keys; what they need is imported when they run."""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from yishu.node.column_keys import ColumnKey
    from yishu.operations.column_keys import Rotated, Standing


@click.group()
def keys() -> None:
    """The node's own keys: where they are, bringing them to where YISHU_KEYS says, and another one for sealed columns."""


@keys.command("list")
def list_() -> None:
    """The files of keys and secrets in the node's folder, those of seals included, and how each is kept: plain, sealed, pkcs11. Then the keys of sealed columns: since when each is used, and, where the database answers, how many values and outside identities are under it."""
    from yishu.node.keys import moving

    for each in moving.list_files(_folder()):
        click.echo(f"{each.path.relative_to(_folder())}\t{each.kept.rstrip(':')}")
    for line in _lines_of_columns():
        click.echo(line)


@keys.command()
def move() -> None:
    """Seal plain keys, take them into a token, or write sealed ones plainly, as YISHU_KEYS says. The node may run meanwhile. Backups of before hold them as they were."""
    from yishu.node.keys import moving

    moved = list(moving.move(_folder()))
    for each in moved:
        click.echo(f"{each.path.relative_to(_folder())}\t{each.kept.rstrip(':')}")
    if not moved:
        click.echo("各密钥已按 YISHU_KEYS 保存。\nAll keys are kept as YISHU_KEYS says.", err=True)


@keys.command("rotate-columns")
@click.option(
    "--hours", type=click.FloatRange(0, 24 * 90), default=0, show_default=True,
    help="The new key seals so many hours from now, when its file is on every host; then run this with --go-on.",
)  # fmt: skip
@click.option("--go-on", is_flag=True, help="Make no key; finish what was begun.")
def rotate_columns(hours: float, go_on: bool) -> None:
    """Another key for sealed columns: made beside the old one, every value sealed anew under it, then the old one let go. The node may run meanwhile; killed, it goes on where it was. The old key stays for outside identities until each person has logged in that way. On record. Exit code 1 while values are left under an old key."""
    from datetime import timedelta

    from yishu import serving

    with serving.database_beside(_folder()):
        serving.ready_django()
        from django.utils import timezone

        from yishu.operations import column_keys

        done = column_keys.rotate(after=timedelta(hours=hours), only_go_on=go_on, now=timezone.now())
        for line in _words(done):
            click.echo(line)
    sys.exit(1 if done.left else 0)


def _words(done: "Rotated") -> Iterator[str]:
    if done.since:
        at = f"{done.since:%Y-%m-%d %H:%M} UTC"
        yield f"列密钥 {done.name} 自 {at} 起使用：此前请把 secrets.toml 复制到各主机，届时运行 yishu keys rotate-columns --go-on。"
        yield f"The key {done.name} seals from {at} on: copy secrets.toml to every host before, then run yishu keys rotate-columns --go-on."
        return
    yield f"已重新加密 {done.sealed} 个值。{done.sealed} values were sealed anew."
    if done.unreadable:
        yield f"{done.unreadable} 个值无法打开，旧密钥保留：请重新填写，见 yishu doctor。"
        yield f"{done.unreadable} values do not open, and the old key stays: enter them again; see yishu doctor."
    if done.left > done.unreadable:
        yield f"{done.left - done.unreadable} 个值正在被修改，旧密钥保留：请稍后运行 yishu keys rotate-columns --go-on。"
        yield f"{done.left - done.unreadable} values are being changed just now, and the old key stays: run yishu keys rotate-columns --go-on later."
    if done.waiting:
        yield f"{done.waiting} 个外部身份待本人下次登录时改用新密钥，旧密钥为此保留。"
        yield f"{done.waiting} outside identities wait for their people to log in; the old key stays for them."
    yield from (_line(each) for each in done.standing)


def _lines_of_columns() -> Iterator[str]:
    """Where the secrets cannot be read, nothing; without a database, the keys alone."""
    from yishu.node.configuration import setting
    from yishu.node.errors import KeyUnusable
    from yishu.node.secrets import file_of, read_secrets

    file = file_of(_folder(), setting("secrets"))
    with suppress(KeyUnusable, OSError, KeyError, ValueError):
        known = read_secrets(file).columns
        standing = _standing()
        yield from (_line(each) for each in standing) if standing else (_age(each) for each in known)


def _standing() -> "list[Standing]":
    """Empty where no database answers. None is started for this."""
    from yishu.node import postgres
    from yishu.node.configuration import setting

    address = setting("database_url") or postgres.address_of_running(_folder() / "postgres")
    if not address:
        return []
    import psycopg

    from yishu import serving

    os.environ.update(YISHU_DIR=str(_folder()), YISHU_DATABASE_URL=address)
    serving.ready_django()
    from yishu.operations import column_keys

    with suppress(psycopg.OperationalError), psycopg.connect(address, autocommit=True) as connection:
        return column_keys.list_standing(connection)
    return []


def _line(each: "Standing") -> str:
    shown = _age(each.key) if each.key else f"columns {each.name or '-'}\tno key"
    return f"{shown}\t{each.values} values\t{each.identities} identities"


def _age(key: "ColumnKey") -> str:
    return f"columns {key.name}\t{f'since {key.since:%Y-%m-%d}' if key.since else 'undated'}"


def _folder() -> Path:
    from yishu.node.configuration import setting

    return Path(setting("dir", ".yishu")).resolve()


COMMANDS: tuple[click.Command, ...] = (keys,)
