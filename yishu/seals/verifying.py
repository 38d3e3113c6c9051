"""Does a sealed PDF hold? Decided from the file and the trusted authorities alone: no database, no network, so that it works anywhere (23.1)."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
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

LARGEST = 10 * 1024 * 1024
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)

REASONS: dict[str, tuple[str, str]] = {
    "": ("电子印章有效，文件自盖章后未被改动。", "The seal holds: the file has not been changed since it was sealed."),
    "unreadable": ("不是能读取的 PDF 文件，或文件已损坏。", "This is no PDF that can be read, or it is damaged."),
    "unsealed": ("文件没有电子印章。", "The file has no seal."),
    "several": ("文件有一个以上的签名，不是平台签发的样式。", "The file has more than one signature, as no document of the platform has."),
    "altered": ("文件内容与盖章时不一致：已被改动。", "The file is not what was sealed: it has been changed."),
    "appended": ("盖章之后文件又被追加了内容：已被改动。", "Something was appended after the file was sealed: it has been changed."),
    "untrusted": ("印章不是由本平台信任的证书机构签发的。", "The seal was not issued by an authority that this platform trusts."),
    "not_certified": ("印章未锁定文件内容，不是平台签发的样式。", "The seal does not lock the file, as every document of the platform does."),
}  # fmt: skip
"""Why a file does not hold, in Chinese and English; empty: it does."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the file itself says. Names are those of the seal's certificate and are to be believed only where it `holds`."""

    reason: str = ""
    agency: str = ""
    agency_code: str = ""
    number: str = ""
    sealed_at: datetime | None = None
    authority: str = ""
    is_test: bool = False

    @property
    def holds(self) -> bool:
        return not self.reason

    def words(self, language: str) -> str:
        """The verdict in a sentence, `zh` or `en`."""
        return REASONS[self.reason][0 if language == "zh" else 1]


def examine(content: bytes, authorities: Sequence[Trusted]) -> Verdict:
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
