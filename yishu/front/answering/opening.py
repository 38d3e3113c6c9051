"""Whether the agent answers at all: only then is what that needs imported."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yishu.front.answering.errors import CertificateWrong, PackageMissing
from yishu.front.configuration import Answering, Front


@contextmanager
def answering(front: Front) -> Iterator[None]:
    """Answer meanwhile, if the file says so. Raises PackageMissing, PlaceTaken, CertificateWrong, LedgerDamaged."""
    if front.answering is None:
        yield
        return
    require_package()
    from yishu.front.answering.serving import served

    with served(front, front.answering):
        yield


def require_package() -> None:
    """Raises PackageMissing."""
    try:
        import cryptography  # noqa: F401
    except ImportError:
        raise PackageMissing from None


def place_of(asked: Answering) -> str:
    return f"{asked.host}:{asked.port}"


def tls_of(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    """Raises CertificateWrong."""
    if certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise CertificateWrong(reason=getattr(error, "reason", None) or error.strerror) from None
    return context
