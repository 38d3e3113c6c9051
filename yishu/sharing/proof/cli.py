"""Commands about grants; what they need is imported when they run."""

import sys
from pathlib import Path

import click


@click.group("grant")
def grant() -> None:
    """Grants and what proves them."""


@grant.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="FINGERPRINT",
    help="A key that is believed (SHA-256 in hex, as `yishu link list` shows it); may be given several times.",
)
def verify(file: Path, keys: tuple[str, ...]) -> None:
    """Hold a grant's proof (from its page) against the signatures of both sides' nodes. Needs no database and no network.

    Exit code 0: it holds; 1: it does not; 2: it is no such file. Without --key compare the fingerprints with those that the nodes publish.
    """
    from yishu.sharing.proof import files

    try:
        proof = files.read(file.read_bytes())
    except (OSError, ValueError) as error:
        raise click.BadParameter(f"this is no proof of a grant: {error}", param_hint="FILE") from None
    verdict = files.examine(proof, frozenset(key.strip().lower() for key in keys))
    for zh, en in verdict.faults:
        click.echo(f"✗ {zh}。{en[:1].upper()}{en[1:]}.")
    for said in verdict.said:
        words = " · ".join(filter(None, (said.at[:19] + "Z", said.node, "/".join(said.sides), said.says, said.why)))
        click.echo(words)
    for node, prints in sorted(verdict.keys.items()):
        click.echo(f"{node} 密钥指纹 key: {' '.join(sorted(prints))}")
    if verdict.holds:
        now = verdict.in_force
        click.echo(f"授权 grant: {proof.grant}")
        click.echo(f"现行条款指纹 terms in force: {now.hash}" if now else "授权已终止。The grant has ended.")
        click.echo("凭证有效。The proof holds.")
    sys.exit(0 if verdict.holds else 1)


COMMANDS: tuple[click.Command, ...] = (grant,)
