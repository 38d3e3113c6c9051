"""Commands of keys; what they need is imported when they run."""

from pathlib import Path

import click


@click.group()
def keys() -> None:
    """The node's own keys: where they are, and bringing them to where YISHU_KEYS says."""


@keys.command("list")
def list_() -> None:
    """The files of keys and secrets in the node's folder, and how each is kept: plain, sealed, pkcs11."""
    from yishu.node.keys import moving

    for each in moving.list_files(_folder()):
        click.echo(f"{each.path.name}\t{each.kept.rstrip(':')}")


@keys.command()
def move() -> None:
    """Seal plain keys, take them into a token, or write sealed ones plainly, as YISHU_KEYS says. The node may run meanwhile. Backups of before hold them as they were."""
    from yishu.node.keys import moving

    moved = list(moving.move(_folder()))
    for each in moved:
        click.echo(f"{each.path.name}\t{each.kept.rstrip(':')}")
    if not moved:
        click.echo("各密钥已按 YISHU_KEYS 保存。\nAll keys are kept as YISHU_KEYS says.", err=True)


def _folder() -> Path:
    from yishu.node.configuration import setting

    return Path(setting("dir", ".yishu")).resolve()


COMMANDS: tuple[click.Command, ...] = (keys,)
