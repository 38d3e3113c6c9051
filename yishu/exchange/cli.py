"""Commands of exchange; what they need is imported when they run."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click


@click.group()
def link() -> None:
    """Links to the platform nodes of other tiers."""


@link.command()
def invite() -> None:
    """A one-time invitation for a lower node; shown once, valid for three days."""
    with _ready():
        from django.utils import timezone

        from yishu.core.actor import PLATFORM
        from yishu.exchange import linking

        click.echo(linking.invite(PLATFORM, now=timezone.now()))


@link.command()
@click.argument("url")
@click.argument("token")
@click.option("--own-url", required=True, help="The address under which the upper node reaches this one.")
def join(url: str, token: str, own_url: str) -> None:
    """Join the upper node at URL by its invitation TOKEN; its administrator then confirms."""
    with _ready():
        from django.utils import timezone

        from yishu.core.actor import PLATFORM
        from yishu.exchange import linking

        made = linking.join(PLATFORM, parent_url=url, token=token, own_url=own_url, now=timezone.now())
        click.echo(f"joined {made.code} {made.name}; its administrator confirms next")


@link.command()
@click.argument("code")
def confirm(code: str) -> None:
    """Confirm the lower node CODE that has joined: compare its fingerprint first (`yishu link list`)."""
    with _ready():
        from django.utils import timezone

        from yishu.core.actor import PLATFORM
        from yishu.exchange import linking

        linking.confirm(PLATFORM, code, now=timezone.now())
        click.echo(f"{code} is linked")


@link.command("list")
def list_links() -> None:
    """The links: code, side, state, address, last contact, what is wrong, key fingerprint."""
    with _ready():
        from yishu.exchange.models import Link

        for one in Link.objects.all():
            contact = one.last_contact.isoformat(timespec="seconds") if one.last_contact else "-"
            fields = (one.code, one.name, one.side, one.state, one.url, contact, one.failure or "ok", one.key_id)
            click.echo("\t".join(fields))


@click.command()
@click.option("--child", is_flag=True, hidden=True, help="End when standard input closes.")
def worker(child: bool) -> None:
    """Durable jobs of the node: what travels between nodes. `yishu serve` starts one by itself; run it alone beside `yishu gateway`."""
    from yishu import serving

    with serving.stopping_gently(), _ready():
        from yishu.exchange import worker as loop

        stop = threading.Event()
        if child:
            loop.stop_with_parent(stop)
        loop.run(stop)


@contextmanager
def _ready() -> Iterator[None]:
    from yishu import serving
    from yishu.node.configuration import setting

    folder = Path(setting("dir", ".yishu")).resolve()
    with serving.database(folder):
        serving.ready_django()
        if not os.environ.get("YISHU_MIGRATED"):
            serving.migrate()
        yield


COMMANDS: tuple[click.Command, ...] = (link, worker)
