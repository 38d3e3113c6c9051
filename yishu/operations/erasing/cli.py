"""`yishu audit erase`; what it needs is imported when it runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

if TYPE_CHECKING:
    from yishu.core.actor import Actor


@click.command("erase")
@click.argument("receipt", required=False, default="")
@click.option("--basis", default="", help="The document or provision by which it is lawful.")
@click.option("--reason", default="", help="Why; neither text repeats what is to be erased. With --refuse: why not.")
@click.option(
    "--agree", type=int, metavar="NUMBER", help="Agree, as another administrator than who asked: it goes now."
)
@click.option("--refuse", type=int, metavar="NUMBER", help="Do not agree, with --reason.")
@click.option("--list", "lists", is_flag=True, help="Those that wait.")
@click.option(
    "--token",
    envvar="YISHU_TOKEN",
    prompt="Token",
    hide_input=True,
    help="Who you are: from POST /api/v1/session; else YISHU_TOKEN.",
)
def erase(
    receipt: str, basis: str, reason: str, agree: int | None, refuse: int | None, lists: bool, token: str
) -> None:
    """Erase what is personal in the record of RECEIPT: who acted by name, the case, what people wrote. The audit administrator asks; another audit administrator, or the security administrator, agrees. The record itself, its receipt and its proofs hold as before."""
    if sum((bool(receipt), agree is not None, refuse is not None, lists)) != 1:
        raise click.UsageError("one of RECEIPT, --agree, --refuse and --list")
    with _acting(token) as actor:
        from django.utils import timezone

        from yishu.operations.erasing import commands, queries

        now = timezone.now()
        if lists:
            for each in queries.list_waiting(actor):
                click.echo(f"{each.pk}\t{each.record}\t{each.asked_by}\t{each.basis}\t{each.why}")
        elif agree is not None:
            done = commands.agree(actor, agree, now=now)
            click.echo(
                f"已抹除 {done.record} 的个人信息部分。\nErased: the personal part of {done.record}.\n{done.receipt}"
            )
        elif refuse is not None:
            click.echo(commands.refuse(actor, refuse, reason=reason, now=now).receipt)
        else:
            asked = commands.ask(actor, _number(receipt), basis=basis, reason=reason, now=now)
            click.echo(
                f"抹除申请编号 {asked.pk}，待另一位管理员同意。\nErasure {asked.pk} waits for another administrator."
            )


def _number(receipt: str) -> UUID:
    try:
        return UUID(receipt.strip().partition(".")[0])
    except ValueError:
        raise click.BadParameter("a receipt, or the number of a record", param_hint="RECEIPT") from None


@contextmanager
def _acting(token: str) -> "Iterator[Actor]":
    """Whoever the token names, over the node's database."""
    from yishu import serving
    from yishu.node.configuration import setting

    with serving.database_beside(Path(setting("dir", ".yishu")).resolve()):
        serving.ready_django()
        from django.utils import timezone

        from yishu.agencies.queries import actor_of_bearer

        yield actor_of_bearer(token.strip(), now=timezone.now())
