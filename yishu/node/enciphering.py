"""Short texts that the database may hold but not show: keys of other systems, the subject of a case. Enciphered by the node's own secrets (Fernet: AES-128-CBC with HMAC-SHA-256).

Whoever has the database without `secrets.toml` cannot read them. Where that file is lost, they have to be entered again.
"""

import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken

_PURPOSE = b"yishu: enciphered columns"


def encipher(secret: bytes, text: str) -> str:
    return _cipher(secret).encrypt(text.encode()).decode()


def decipher(secret: bytes, text: str) -> str:
    """Raises ValueError where the text was enciphered under other secrets, or was altered."""
    try:
        return _cipher(secret).decrypt(text.encode()).decode()
    except InvalidToken:
        raise ValueError("enciphered under other secrets, or altered") from None


@lru_cache(maxsize=4)
def _cipher(secret: bytes) -> Fernet:
    return Fernet(urlsafe_b64encode(hmac.digest(secret, _PURPOSE, "sha256")))
