"""Signed lists of files: whoever has the node's public key can tell that what was published is whole and the node's (8.2).

`manifest.json` is canonical JSON (RFC 8785) and names every file with its length and SHA-256; `manifest.sig` is its Ed25519 signature, 64 bytes (RFC 8032).
OpenSSL verifies it too: `openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in manifest.json -sigfile manifest.sig`.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from yishu.catalogue.directories.errors import NotAManifest, NotAPublicKey, PublicationAltered
from yishu.core.canonical import canonical
from yishu.node.keys.signing import SigningKey, signing_key

MANIFEST, SIGNATURE, KEY = "manifest.json", "manifest.sig", "key.pem"


def directory_key() -> SigningKey:
    """The key by which this node signs what it publishes."""
    from django.conf import settings

    return signing_key(settings.YISHU_DIR / "directory-key")


def public_pem() -> bytes:
    return public_key(directory_key()).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def public_key(key: SigningKey) -> Ed25519PublicKey:
    """Of the directory's key."""
    return Ed25519PublicKey.from_public_bytes(key.public)


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 of the public key, in hexadecimal: what people compare."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()


def sign_folder(folder: Path, about: dict[str, Any]) -> tuple[str, bytes]:
    """Write the signed list of all files below the folder; manifest and signature. `about` stands in it, before the files."""
    key = directory_key()
    files = [{"name": name, "bytes": path.stat().st_size, "sha256": sha256_of(path)} for name, path in _files(folder)]
    text = canonical({**about, "format": 1, "key": fingerprint(public_key(key)), "files": files})
    signature = key.sign(text)
    (folder / MANIFEST).write_bytes(text)
    (folder / SIGNATURE).write_bytes(signature)
    return text.decode(), signature


def verify_folder(folder: Path, pem: bytes) -> dict[str, Any]:
    """The manifest, after its signature and every file have been checked; no file is missing, none is there besides.

    Raises NotAPublicKey, NotAManifest, PublicationAltered.
    """
    key = _read_key(pem)
    try:
        text, signature = (folder / MANIFEST).read_bytes(), (folder / SIGNATURE).read_bytes()
        key.verify(signature, text)
        manifest = json.loads(text)
        listed = {each["name"]: (each["bytes"], each["sha256"]) for each in manifest["files"]}
    except InvalidSignature:
        raise PublicationAltered(file=MANIFEST) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise NotAManifest(folder=folder) from None
    found = dict(_files(folder))
    for name in sorted(set(listed) | set(found)):
        if name not in listed or name not in found or _seen(found[name]) != listed[name]:
            raise PublicationAltered(file=name)
    return manifest


def sha256_of(path: Path) -> str:
    """Of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seen(path: Path) -> tuple[int, str]:
    return path.stat().st_size, sha256_of(path)


def _files(folder: Path) -> list[tuple[str, Path]]:
    """All files below the folder but the two of the list itself, by name; a link is none of ours."""
    found = [(path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if not path.is_dir()]
    return sorted((name, path) for name, path in found if name not in (MANIFEST, SIGNATURE))


def _read_key(pem: bytes) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(pem)
    except ValueError:
        raise NotAPublicKey from None
    if not isinstance(key, Ed25519PublicKey):
        raise NotAPublicKey
    return key
