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
    help="A key that is believed (SHA-256 in hex, the `kid` of a node's /api/v1/keys); may be given several times.",
)
def verify(file: Path, keys: tuple[str, ...]) -> None:
    """Hold a grant's proof (from its page) against the signatures of both sides' nodes. Needs no database and no network.

    Exit code 0: it holds by the keys named with --key; 1: it does not hold; 2: it is no such file; 3: it holds, but no key was named: a file that names its own keys does not prove whose they are.
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
        click.echo("凭证有效。The proof holds." if keys else _UNNAMED)
    sys.exit((0 if keys else 3) if verdict.holds else 1)


_UNNAMED = "签名成立，但未指明相信哪些密钥：请与各节点公布的指纹核对，用 --key 写明后再验。The signatures hold, but no key was named: compare the fingerprints with those that the nodes publish, and name them with --key."


COMMANDS: tuple[click.Command, ...] = (grant,)
