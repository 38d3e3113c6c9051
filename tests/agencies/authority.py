"""A certificate authority of the tests, and a TLS terminator that asks for its certificates and tells the node what it saw (RFC 9440)."""

import base64
import http.client
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PEM = serialization.Encoding.PEM
DAY = timedelta(days=1)


class Authority:
    """Issues certificates to people, and revokes them."""

    def __init__(self, folder: Path, name: str = "政务 CA") -> None:
        self.folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._revoked: list[int] = []
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        made = self._builder(self._name, self._key).add_extension(x509.BasicConstraints(True, None), critical=True)
        made = made.add_extension(usage, critical=True)
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
        self.certificate = made.sign(self._key, hashes.SHA256())
        self.file = folder / "ca.pem"
        self.file.write_bytes(self.certificate.public_bytes(PEM))
        self.crl_file = folder / "ca.crl"
        self.publish_crl()

    def issue(
        self, name: str, *, days: int = 1, use: x509.ObjectIdentifier = ExtendedKeyUsageOID.CLIENT_AUTH
    ) -> tuple[x509.Certificate, Path]:
        """The certificate, and a file with it and its private key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = self._builder(subject, key, days).add_extension(x509.ExtendedKeyUsage([use]), critical=False)
        made = builder.sign(self._key, hashes.SHA256())
        file = self.folder / f"{made.serial_number}.pem"
        private = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        file.write_bytes(made.public_bytes(PEM) + private)
        return made, file

    def revoke(self, certificate: x509.Certificate) -> None:
        self._revoked.append(certificate.serial_number)
        self.publish_crl()

    def publish_crl(self, *, days: int = 1) -> None:
        now = datetime.now(UTC)
        builder = x509.CertificateRevocationListBuilder().issuer_name(self._name)
        builder = builder.last_update(now - 3 * DAY).next_update(now + days * DAY)
        for number in self._revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(number).revocation_date(now).build()
            builder = builder.add_revoked_certificate(entry)
        self.crl_file.write_bytes(builder.sign(self._key, hashes.SHA256()).public_bytes(PEM))

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, days: int = 1) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 2 * DAY)
            .not_valid_after(now + days * DAY)
        )


def header_of(certificate: x509.Certificate) -> str:
    return f":{base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()}:"


@contextmanager
def terminator(node: str, server: Path, authority: Path, secret: str) -> Iterator[str]:
    """Before the node at this address: HTTPS that demands a certificate. What callers say of themselves in its headers is dropped."""
    host = urlsplit(node).netloc

    class Passing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            der = self.connection.getpeercert(binary_form=True)  # type: ignore[attr-defined]
            own = {"client-cert", "client-cert-secret", "connection"}
            headers = {name: value for name, value in self.headers.items() if name.lower() not in own}
            headers |= {"Client-Cert": f":{base64.b64encode(der).decode()}:", "Client-Cert-Secret": secret}
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with closing(http.client.HTTPConnection(host, timeout=20)) as connection:
                connection.request(self.command, self.path, body, headers)
                answer = connection.getresponse()
                content = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority)
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
    listening.socket = context.wrap_socket(listening.socket, server_side=True)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"https://localhost:{listening.server_port}"
    listening.shutdown()
    listening.server_close()
