"""What is on the disk enciphered by a secret that is not (AES-256-GCM under a key of scrypt, RFC 7914): whoever takes the disk, or a backup of the folder, has nothing to sign by.

The secret comes with the process: from the file that YISHU_SEAL_FILE names (a credential of systemd, a mounted secret), or from YISHU_SEAL.
"""

import os
from functools import cache
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from yishu.node.configuration import setting
from yishu.node.errors import SealMissing, SealWrong

MARK: Final = "sealed:v1:"
LEAST: Final = 24
"""Characters of the secret."""
_SALT_BYTES, _NONCE_BYTES = 16, 12


def is_sealed(text: str) -> bool:
    return text.startswith(MARK)


def is_given() -> bool:
    """Whether there is a secret to seal by."""
    return bool(setting("seal_file") or setting("seal"))


def sealed(content: bytes) -> str:
    """Raises SealMissing."""
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    return MARK + (salt + nonce + _cipher(_secret(), salt).encrypt(nonce, content, MARK.encode())).hex()


def opened(name: str, text: str) -> bytes:
    """What was sealed into the file of this name. Raises SealMissing, SealWrong, ValueError for what was never sealed."""
    raw = bytes.fromhex(text.removeprefix(MARK))
    salt, nonce, content = raw[:_SALT_BYTES], raw[_SALT_BYTES:][:_NONCE_BYTES], raw[_SALT_BYTES + _NONCE_BYTES :]
    try:
        return _cipher(_secret(), salt).decrypt(nonce, content, MARK.encode())
    except InvalidTag:
        raise SealWrong(file=name) from None


def _secret() -> bytes:
    try:
        given = Path(place).read_bytes() if (place := setting("seal_file")) else setting("seal").encode()
    except OSError:
        raise SealMissing(least=LEAST) from None
    if len(given.strip()) < LEAST:
        raise SealMissing(least=LEAST)
    return given.strip()


@cache
def _cipher(secret: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(secret))
