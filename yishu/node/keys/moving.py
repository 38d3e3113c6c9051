"""Bringing the keys of a node's folder to where new ones are kept: plain files sealed, or taken into a token."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from yishu.node.durable_files import alone_in, write_whole
from yishu.node.keys import certified, sealing, signing
from yishu.node.keys.signing import ADDRESSED, ED25519, PLAIN, SEALED, SM2, Scheme, read_signing_key

SECRETS: Final = "secrets.toml"
_KEY: Final = re.compile(r"(link|directory|log|witness)-key(-sm2)?(\.next|\.[0-9a-f]{8})?")
"""Names of our own key files; what else an operator puts there is left alone."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A file of the folder that holds a key or secrets, and how: plain, sealed, or the address of a token; whether with certificates."""

    path: Path
    kept: str
    is_certified: bool = False


def list_files(folder: Path) -> list[KeyFile]:
    """By name; keys that were replaced (`log-key.1a2b3c4d`) too; then those with certificates."""
    found = sorted(path for path in folder.glob("*-key*") if _KEY.fullmatch(path.name))
    if (folder / SECRETS).exists():
        found.append(folder / SECRETS)
    with_certificates = [
        KeyFile(path, certified.kept(path), is_certified=True)
        for pattern in certified.PATTERNS
        for path in sorted(folder.glob(pattern))
        if path.name not in certified.WITHOUT_KEY and not path.name.startswith(".")
    ]
    return [*(KeyFile(path, _kept(path.read_text("utf-8"))) for path in found), *with_certificates]


def try_out(file: KeyFile) -> None:
    """It can be read and signs. Raises KeyFileUnreadable, SealMissing, SealWrong, TokenUnusable."""
    if file.is_certified:
        certified.try_out(file.path)
    elif file.path.name != SECRETS:
        read_signing_key(file.path, _scheme(file.path)).sign(b"yishu doctor")


def move(folder: Path) -> Iterator[KeyFile]:
    """Each file that is kept otherwise than YISHU_KEYS says, rewritten as it says; those in a token stay there. Killed at any moment, every file is as it was or as it will be."""
    for each in list_files(folder):
        if each.kept == ADDRESSED or (each.is_certified and not certified.is_movable(each.path)):
            continue
        wanted = certified.wanted(each.path) if each.is_certified else _wanted(each.path)
        if each.kept == wanted:
            continue
        with alone_in(each.path.parent):  # a key of columns may be added meanwhile
            write_whole(each.path, certified.rewritten(each.path) if each.is_certified else _rewritten(each).encode())
        yield KeyFile(each.path, wanted, each.is_certified)


def _wanted(path: Path) -> str:
    if path.name == SECRETS:
        return SEALED if signing.seals_secrets() else PLAIN
    place = signing.kept_as()
    return ADDRESSED if place.startswith(ADDRESSED) else place


def _rewritten(file: KeyFile) -> str:
    name, text = file.path.name, file.path.read_text("utf-8")
    if name == SECRETS:
        content = sealing.opened(name, text.strip()) if file.kept == SEALED else text.encode()
        return sealing.sealed(content) if signing.seals_secrets() else content.decode()
    return signing.text_of(signing.private_of(file.path, text.strip()), _scheme(file.path), name)


def _scheme(path: Path) -> Scheme:
    return SM2 if "-sm2" in path.name else ED25519


def _kept(text: str) -> str:
    return ADDRESSED if text.startswith(ADDRESSED) else SEALED if sealing.is_sealed(text) else PLAIN
