"""Does a sealed PDF hold? Decided from the file and the trusted authorities alone: no database, no network, so that it works anywhere (23.1)."""

import logging
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import cast

from asn1crypto import cms as asn1_cms
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import SignatureCoverageLevel, async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from yishu.seals.authority import Trusted
from yishu.seals.coroutines import to_its_end
from yishu.seals.sealing import as_asn1
from yishu.seals.verdicts import Verdict

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


def verdict_on(content: bytes, authorities: Sequence[Trusted]) -> Verdict:
    """Hold a file against the authorities. Never raises: what cannot be read does not hold."""
    try:
        reader = PdfFileReader(BytesIO(content), strict=True)
        found = list(reader.embedded_signatures)
        if not found:
            return Verdict("unsealed")
        if len(found) > 1:
            return Verdict("several")
        return _examined(content, found[0], authorities)
    except Exception:  # noqa: BLE001 - an edge: a hostile file fails in any way it likes, and does not hold
        return Verdict("unreadable")


def _examined(content: bytes, seal: EmbeddedPdfSignature, authorities: Sequence[Trusted]) -> Verdict:
    if seal.evaluate_signature_coverage() is not SignatureCoverageLevel.ENTIRE_FILE:
        return Verdict("appended")
    # No network, and no revocation lists: which documents are revoked the platform knows.
    context = ValidationContext(
        trust_roots=[as_asn1(each.certificate) for each in authorities],
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    status = to_its_end(async_validate_pdf_signature(seal, context, skip_diff=False))
    if not (status.intact and status.valid):
        return Verdict("altered")
    if status.docmdp_ok is False or status.modification_level not in (None, ModificationLevel.NONE):
        return Verdict("appended")
    if seal.docmdp_level is not MDPPerm.NO_CHANGES:
        return Verdict("not_certified")
    if not status.trusted:
        return Verdict("untrusted")
    if not status.bottom_line:  # the only word that counts: each of the above may be true of a file that was overlaid
        return Verdict("altered")
    path = list(status.validation_path or [])
    if not _is_exact(content, seal, path):
        return Verdict("altered")
    return _held(seal, authorities, status.signer_reported_dt, path)


def _is_exact(content: bytes, seal: EmbeddedPdfSignature, path: list[asn1_x509.Certificate]) -> bool:
    """Whether the one stretch that no signature covers, the signature's own, is as it was written: capital hexadecimal digits, zeros after
    its end, no certificates but those it was judged by. Otherwise a byte could be changed there and not show."""
    before, length, after, _rest = cast("Sequence[int]", seal.byte_range)
    written = content[before + length : after]
    digits = written[1:-1]
    if written[:1] + written[-1:] != b"<>" or digits != digits.upper():
        return False
    container = bytes.fromhex(digits.decode("ascii"))
    told = asn1_cms.ContentInfo.load(container)
    exact = told.copy().dump(force=True)
    if container[: len(exact)] != exact or container[len(exact) :].strip(b"\0"):
        return False
    return told["content_type"].native == "signed_data" and _is_bare(told["content"], {each.dump() for each in path})


def _is_bare(signed: asn1_cms.SignedData, known: set[bytes]) -> bool:
    """Of what CMS leaves unsigned, only what the platform writes, in the one way it writes it."""
    (signer,) = signed["signer_infos"]
    return (
        signed["version"].native == signer["version"].native == "v1"
        and [each.dump() for each in signed["digest_algorithms"]] == [signer["digest_algorithm"].dump()]
        and signed["encap_content_info"].native == {"content_type": "data", "content": None}
        and not len(signed["crls"])
        and not len(signer["unsigned_attrs"])
        and all(each.chosen.dump() in known for each in signed["certificates"])
    )


def _held(
    seal: EmbeddedPdfSignature,
    authorities: Sequence[Trusted],
    sealed_at: datetime | None,
    path: list[asn1_x509.Certificate],
) -> Verdict:
    subject = seal.signer_cert.subject.native
    root = next((each for each in authorities if as_asn1(each.certificate).dump() == _root_of(path)), None)
    return Verdict(
        agency=str(subject.get("organization_name") or subject.get("common_name", "")),
        agency_code=str(subject.get("serial_number", "")),
        number=str(seal.sig_object.get("/Reason", "")),
        sealed_at=sealed_at,
        authority=str(root.certificate.subject.rfc4514_string()) if root else "",
        is_test=root is None or root.is_test,
    )


def _root_of(path: list[asn1_x509.Certificate]) -> bytes:
    return path[0].dump() if path else b""
