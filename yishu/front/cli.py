"""Commands of front; what they need is imported when they run."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

FILE = click.option(
    "-c",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("front.toml"),
    show_default=True,
    help="The agent's TOML file.",
)


@click.group()
def front() -> None:
    """The front exchange: publishes and receives beside an agency's own database (Art. 20, 27)."""


@front.command("init")
@FILE
def init(file: Path) -> None:
    """Write a commented example file; one that exists is left as it is."""
    from yishu.front.errors import FileExists
    from yishu.front.example import EXAMPLE
    from yishu.front.language import say

    with _failing():
        try:
            with file.open("x", encoding="utf-8") as written:
                written.write(EXAMPLE)
        except FileExistsError:
            raise FileExists(path=file) from None
        except OSError as error:
            raise click.FileError(str(file), error.strerror) from None
    click.echo(
        say(
            "已写入 {file}：请按注释填写，再运行 yishu front check -c {file}",
            "{file} written: fill it in, then yishu front check -c {file}",
            file=file,
        )
    )


@front.command("check")
@FILE
def check(file: Path) -> None:
    """Check file, node, key, databases and tables; say what would be published. Exit code 1 where something is wrong."""
    from yishu.front import checking
    from yishu.front.reading import read

    wrong = False
    with _failing():
        for finding in checking.check(read(file)):
            click.echo(f"{'✗' if finding.wrong else '✓'} [{finding.place}] {finding.text}")
            wrong = wrong or finding.wrong
    sys.exit(1 if wrong else 0)


@front.command("run")
@FILE
@click.option("--once", is_flag=True, help="One round of each flow, then end; exit code 1 where one failed.")
def run(file: Path, once: bool) -> None:
    """Publish and receive, round after round, and answer the node's questions, until SIGTERM or Ctrl-C. May be killed at any moment."""
    import signal
    import threading

    from yishu.front.answering.opening import answering
    from yishu.front.reading import read
    from yishu.front.running import Agent

    with _failing():
        configured = read(file)
        agent = Agent(configured)
        with agent.folder.held():
            if once:
                sys.exit(0 if agent.once() else 1)
            stopping = threading.Event()
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stopping.set())
            with answering(configured):
                agent.live(stopping)


@front.command("status")
@FILE
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def status(file: Path, as_json: bool) -> None:
    """How each flow stands: last success, version, position, records, lag, last error. Exit code 1 where one fails."""
    from datetime import UTC, datetime

    import msgspec

    from yishu.front.reading import read
    from yishu.front.standing import in_words, standings

    with _failing():
        found = standings(read(file), datetime.now(UTC))
        if as_json:
            click.echo(msgspec.json.format(msgspec.json.encode({"flows": found}), indent=1))
        else:
            click.echo("\n".join(line for standing in found for line in in_words(standing)))
        sys.exit(1 if any(standing.error for standing in found) else 0)


@front.command("key")
@FILE
def key(file: Path) -> None:
    """The agent's public key for blind verify and its fingerprint, to compare with what the node shows; the key is made at first use."""
    from yishu.front.answering.opening import require_package
    from yishu.front.reading import read

    with _failing():
        configured = read(file)
        require_package()
        from yishu.front.answering.own_key import in_words, own_key

        click.echo(in_words(own_key(configured.state)))


@front.command("journal")
@FILE
@click.option("--since", default="", help="From this moment or day on, UTC, such as 2026-12-01.")
@click.option("--json", "as_json", is_flag=True, help="A line of JSON each.")
def journal(file: Path, since: str, as_json: bool) -> None:
    """What the agent was asked: when, by which record of the node, of which resource and items, and what came of it."""
    import msgspec

    from yishu.front.answering.ledger import Ledger, in_words
    from yishu.front.reading import read

    with _failing():
        for line in Ledger(read(file).state).lines(since):
            click.echo(msgspec.json.encode(line).decode() if as_json else in_words(line))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--resource", required=True, help="Its code, such as 307022001/000123.")
@click.option("--node", "url", envvar="YISHU_NODE", required=True, help="The node's address; else YISHU_NODE.")
@click.option(
    "--key-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file that holds the key of a system that may publish; else YISHU_KEY.",
)
@click.option("--mode", type=click.Choice(["upsert", "replace", "delete"]), default="upsert", show_default=True)
@click.option(
    "--encoding",
    default="utf-8",
    show_default=True,
    help="Of a CSV file: utf-8, utf-16, gbk, gb18030, big5 and others (docs/how-to/publish-a-csv.md).",
)
@click.option(
    "--ca-file",
    type=click.Path(exists=True, dir_okay=False),
    help="The authority that the node's certificate is checked by.",
)
@click.option("--dry-run", is_flag=True, help="Say what would come of the file, and publish nothing.")
@click.option("--json", "as_json", is_flag=True, help="The receipt as JSON.")
def publish(
    file: Path,
    resource: str,
    url: str,
    key_file: Path | None,
    mode: str,
    encoding: str,
    ca_file: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Publish FILE as the new records of a resource: CSV, NDJSON, XLSX, Parquet or an Arrow stream.

    Exit code 0 where every record was accepted, 3 where some were sent back, 1 where the file was refused or did not arrive, 4 where the node holds it for a person.
    Large files go in parts: run the command again after a broken connection, and it goes on where it was.
    """
    import msgspec

    from yishu.front import sending
    from yishu.front.configuration import NodeAddress
    from yishu.front.node import Node

    with _failing():
        node = Node(NodeAddress(url.rstrip("/"), sending.key_of(key_file), ca_file))
        kind, told = sending.media_type_of(file, encoding), partial(click.echo, err=True)
        if dry_run:
            said = sending.try_out(node, resource, file, media_type=kind, mode=mode, told=told)
            sent_back, words = said.quarantined, sending.foreseen_in_words(said)
        else:
            sent = sending.send(node, resource, file, media_type=kind, mode=mode, told=told)
            said, sent_back, words = sent.receipt, sent.receipt.quarantined, sending.sent_in_words(sent)
    click.echo(msgspec.json.encode(said).decode() if as_json else words)
    sys.exit(3 if sent_back else 0)


@contextmanager
def _failing() -> Iterator[None]:
    """A problem in words, and exit code 1."""
    from yishu.core.errors import Problem
    from yishu.front.errors import HeldAtNode
    from yishu.front.language import spoken

    try:
        yield
    except Problem as problem:
        click.echo(problem.detail(spoken()), err=True)
        if isinstance(problem, HeldAtNode):
            sys.exit(4)
        for wrong in problem.errors:
            click.echo(f"{wrong.field}: {wrong.message(spoken())}", err=True)
        sys.exit(1)


COMMANDS: tuple[click.Command, ...] = (front, publish)
