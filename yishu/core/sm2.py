"""SM2 signatures (GB/T 32918.2) with SM3 (GB/T 32905), by the OpenSSL 3 of the system: `cryptography` has none. No Django here.

A private key is 32 bytes; a public one 65, `04 ‖ x ‖ y`; a signature the DER of (r, s). Signers are named by the id that GB/T 35276 gives to all: OpenSSL's default is none.
"""

import ctypes
import ctypes.util
import secrets
from contextlib import ExitStack
from functools import cache
from typing import Final

ID: Final = b"1234567812345678"
PRIVATE_BYTES: Final = 32
PUBLIC_BYTES: Final = 65
_ORDER: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
"""Of the curve's base point (GB/T 32918.5)."""
_ALGORITHM: Final = bytes.fromhex("301306072a8648ce3d020106082a811ccf5501822d")
"""AlgorithmIdentifier: id-ecPublicKey on the curve sm2p256v1, 1.2.156.10197.1.301."""
_PRIVATE: Final = bytes.fromhex("3041020100") + _ALGORITHM + bytes.fromhex("042730250201010420")
"""PrivateKeyInfo (RFC 5208) up to the number itself."""
_PUBLIC: Final = bytes.fromhex("3059") + _ALGORITHM + bytes.fromhex("034200")
"""SubjectPublicKeyInfo up to the point."""
_MOST_SIGNATURE: Final = 72


class Sm2Unusable(RuntimeError):
    """OpenSSL 3 with SM2 is not on this machine, or it refused; the text says what."""


def generate() -> bytes:
    """A private key."""
    return (secrets.randbelow(_ORDER - 2) + 1).to_bytes(PRIVATE_BYTES, "big")


def public_of(private: bytes) -> bytes:
    """Raises ValueError for what is no private key, Sm2Unusable."""
    with ExitStack() as freed:
        key = _private_key(private, freed)
        length = _library().i2d_PUBKEY(key, None)
        buffer = ctypes.create_string_buffer(length)
        _library().i2d_PUBKEY(key, ctypes.byref(ctypes.c_void_p(ctypes.addressof(buffer))))
        return buffer.raw[-PUBLIC_BYTES:]


def sign(private: bytes, message: bytes) -> bytes:
    """Raises ValueError for what is no private key, Sm2Unusable."""
    with ExitStack() as freed:
        context = _context(_private_key(private, freed), freed)
        _need(_library().EVP_DigestSignInit(context, None, _library().EVP_sm3(), None, None), "begin to sign")
        signature, length = ctypes.create_string_buffer(_MOST_SIGNATURE), ctypes.c_size_t(_MOST_SIGNATURE)
        _need(
            _library().EVP_DigestSign(context, signature, ctypes.byref(length), message, ctypes.c_size_t(len(message))),
            "sign",
        )
        return signature.raw[: length.value]


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of this key has signed the message; what is no key or no signature has not. Raises Sm2Unusable."""
    with ExitStack() as freed:
        key = _public_key(public, freed)
        if key is None:
            return False
        context = _context(key, freed)
        _need(_library().EVP_DigestVerifyInit(context, None, _library().EVP_sm3(), None, None), "begin to verify")
        lengths = ctypes.c_size_t(len(signature)), ctypes.c_size_t(len(message))
        held = _library().EVP_DigestVerify(context, signature, lengths[0], message, lengths[1])
        _library().ERR_clear_error()
        return held == 1


def _private_key(private: bytes, freed: ExitStack) -> int:
    if len(private) != PRIVATE_BYTES or not 0 < int.from_bytes(private, "big") < _ORDER - 1:
        raise ValueError("a private key of SM2 is a number of 32 bytes below the order of the curve")
    der = _PRIVATE + private
    found = _library().d2i_AutoPrivateKey(None, ctypes.byref(ctypes.c_char_p(der)), len(der))
    return _owned(found, _library().EVP_PKEY_free, "read the private key", freed)


def _public_key(public: bytes, freed: ExitStack) -> int | None:
    """None for a point that is not on the curve."""
    der = _PUBLIC + public
    found = None
    if len(public) == PUBLIC_BYTES:
        found = _library().d2i_PUBKEY(None, ctypes.byref(ctypes.c_char_p(der)), len(der))
    if found is None:
        _library().ERR_clear_error()
        return None
    return _owned(found, _library().EVP_PKEY_free, "read the public key", freed)


def _context(key: int, freed: ExitStack) -> int:
    """A context for one digest under this key, with the signer's id."""
    library = _library()
    named = _owned(library.EVP_PKEY_CTX_new(key, None), library.EVP_PKEY_CTX_free, "use the key", freed)
    _need(library.EVP_PKEY_CTX_set1_id(named, ID, len(ID)), "name the signer")
    context = _owned(library.EVP_MD_CTX_new(), library.EVP_MD_CTX_free, "hash", freed)
    library.EVP_MD_CTX_set_pkey_ctx(context, named)
    return context


def _owned(pointer: int | None, free: object, what: str, freed: ExitStack) -> int:
    if pointer is None:
        raise Sm2Unusable(f"OpenSSL cannot {what}")
    freed.callback(free, pointer)  # type: ignore[arg-type]
    return pointer


def _need(done: int, what: str) -> None:
    if done != 1:
        _library().ERR_clear_error()
        raise Sm2Unusable(f"OpenSSL cannot {what}")


@cache
def _library() -> ctypes.CDLL:
    """libcrypto, with the types of what is called: without them pointers are cut to 32 bits."""
    name = ctypes.util.find_library("crypto")
    try:
        library = ctypes.CDLL(name) if name else None
        if library is None or not hasattr(library, "EVP_PKEY_CTX_set1_id"):
            raise Sm2Unusable("OpenSSL 3 (libcrypto) is not on this machine")
        for function, result, arguments in _TYPES:
            getattr(library, function).restype = result
            getattr(library, function).argtypes = arguments
    except (OSError, AttributeError) as missing:
        raise Sm2Unusable(f"OpenSSL 3 (libcrypto) cannot be used: {missing}") from None
    return library


_P, _N, _I, _S = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_char_p
_TYPES: Final = (
    ("d2i_AutoPrivateKey", _P, (_P, _P, ctypes.c_long)),
    ("d2i_PUBKEY", _P, (_P, _P, ctypes.c_long)),
    ("i2d_PUBKEY", _I, (_P, _P)),
    ("EVP_PKEY_CTX_new", _P, (_P, _P)),
    ("EVP_PKEY_CTX_set1_id", _I, (_P, _S, _I)),
    ("EVP_MD_CTX_new", _P, ()),
    ("EVP_MD_CTX_set_pkey_ctx", None, (_P, _P)),
    ("EVP_sm3", _P, ()),
    ("EVP_DigestSignInit", _I, (_P, _P, _P, _P, _P)),
    ("EVP_DigestSign", _I, (_P, _P, _P, _S, _N)),
    ("EVP_DigestVerifyInit", _I, (_P, _P, _P, _P, _P)),
    ("EVP_DigestVerify", _I, (_P, _S, _N, _S, _N)),
    ("EVP_PKEY_free", None, (_P,)),
    ("EVP_PKEY_CTX_free", None, (_P,)),
    ("EVP_MD_CTX_free", None, (_P,)),
    ("ERR_clear_error", None, ()),
)
