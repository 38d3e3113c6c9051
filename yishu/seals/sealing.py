"""Sealing: a certification signature that allows no change after it, with the agency's round seal to be seen (23.1)."""

import logging
from io import BytesIO
from tempfile import NamedTemporaryFile

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from yishu.node.keys.certified import HeldKey
from yishu.seals.authority import Seal
from yishu.seals.coroutines import to_its_end
from yishu.seals.typesetting import SEAL_BOX

FIELD = "YishuSeal"
TEST_NOTE = "测试专用"
logging.getLogger("pyhanko").setLevel(logging.ERROR)


def seal_pdf(pdf: bytes, seal: Seal, drawing: bytes, *, number: str, agency: str) -> bytes:
    """The PDF with its seal: `drawing` is a page of one seal, `number` stands in the signature's reason. Signs over the whole file."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    told = signers.PdfSignatureMetadata(
        field_name=FIELD,
        name=agency,
        reason=number,
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
    )
    with NamedTemporaryFile(suffix=".pdf") as page:  # pyHanko imports a page by its file's name only
        page.write(drawing)
        page.flush()
        look = StaticStampStyle.from_pdf_file(page.name, background_opacity=0.85, border_width=0)
        where = SigFieldSpec(FIELD, on_page=-1, box=SEAL_BOX)
        signer = signers.PdfSigner(told, signer=_signer(seal), stamp_style=look, new_field_spec=where)
        sealed = to_its_end(signer.async_sign_pdf(writer))
    assert isinstance(sealed, BytesIO)
    return sealed.getvalue()


def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """A certificate as pyHanko takes it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


class _HeldSigner(signers.Signer):
    """Signs by a key that is not given out."""

    def __init__(self, key: HeldKey, certificate: asn1_x509.Certificate, store: SimpleCertificateStore) -> None:
        super().__init__(signing_cert=certificate, cert_registry=store)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002 - SHA-256, as `seal_pdf` asks
        """`dry_run` only wants to know how long a signature may be."""
        return bytes(72) if dry_run else self._key.sign(data, ec.ECDSA(hashes.SHA256()))


def _signer(seal: Seal) -> signers.Signer:
    store = SimpleCertificateStore()
    store.register_multiple([as_asn1(each) for each in seal.chain])
    if isinstance(seal.key, HeldKey):
        return _HeldSigner(seal.key, as_asn1(seal.certificate), store)
    key = seal.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=as_asn1(seal.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(key),
        cert_registry=store,
    )
