"""Commands of this node as a time stamping authority; what they need is imported when they run."""

import sys
from pathlib import Path

import click


@click.group("tsa")
def tsa() -> None:
    """This node as a time stamping authority (RFC 3161) for others, at /tsa where YISHU_TSA=1."""


@tsa.command("certificate")
def certificate() -> None:
    """Print the certificates by which the stamps of this node are trusted; key and certificate are made if there are none. Its fingerprint, on standard error, is what others compare."""
    from cryptography.hazmat.primitives import hashes

    from yishu.audit.log.stamping import own
    from yishu.node.configuration import setting

    try:
        signer = own.load(
            Path(setting("dir", ".yishu")).resolve(),
            node=setting("node_code", "330000"),
            name=setting("node_name", "浙江省信息共享平台"),
        )
    except (OSError, ValueError) as wrong:
        click.echo(f"证书无法读取：{wrong}\nThe certificate cannot be read: {wrong}", err=True)
        sys.exit(1)
    click.echo(own.certificates(signer), nl=False)
    click.echo(f"SHA-256 {signer.certificate.fingerprint(hashes.SHA256()).hex(':').upper()}", err=True)
    click.echo(f"有效至 valid until {signer.certificate.not_valid_after_utc:%Y-%m-%d}", err=True)


COMMANDS: tuple[click.Command, ...] = (tsa,)
