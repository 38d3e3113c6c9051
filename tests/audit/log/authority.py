"""A time stamping authority that is not ours: OpenSSL's, behind HTTP, with certificates made for the test; and what a bad one answers."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

PEM = serialization.Encoding.PEM
CONFIGURATION = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


class Foreign:
    """`openssl ts -reply` under a root of its own. `root` is the file by which it is trusted."""

    def __init__(
        self,
        folder: Path,
        *,
        purpose: ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING,
        name: str = "Foreign TSA",
    ) -> None:
        folder.mkdir()
        self.folder, self.root = folder, folder / "root.pem"
        root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
        until = datetime.now(UTC) + timedelta(days=300)
        root = _certificate("Foreign root", root_key, "Foreign root", root_key, until + timedelta(days=1), None)
        self.certificate = _certificate(name, key, "Foreign root", root_key, until, purpose)
        self.root.write_bytes(root.public_bytes(PEM))
        (folder / "tsa.pem").write_bytes(self.certificate.public_bytes(PEM))
        private = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / "key.pem").write_bytes(private)
        (folder / "openssl.cnf").write_text(CONFIGURATION.format(folder=folder))
        (folder / "serial").write_text("01\n")
        self._alone = threading.Lock()

    def answer(self, query: bytes) -> bytes:
        command = [
            "openssl", "ts", "-reply", "-config", "openssl.cnf", "-section", "one", "-queryfile", "query",
            "-signer", "tsa.pem", "-inkey", "key.pem", "-out", "answer",
        ]  # fmt: skip
        with self._alone:
            (self.folder / "query").write_bytes(query)
            subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
            return (self.folder / "answer").read_bytes()


def _certificate(
    name: str,
    key: rsa.RSAPrivateKey,
    issuer: str,
    by: rsa.RSAPrivateKey,
    until: datetime,
    purpose: ObjectIdentifier | None,
) -> x509.Certificate:
    """Of a root where there is no purpose."""
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=400))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=purpose is None, path_length=None), critical=True)
    )
    if purpose is not None:
        made = made.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return made.sign(by, hashes.SHA256())


@contextmanager
def serving(answer: Callable[[bytes], bytes], *, status: int = 200) -> Iterator[str]:
    """The address of a server that answers queries so, in a thread."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
            with suppress(OSError):  # who asked has gone
                self.wfile.write(content)

        def log_message(self, format: str, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
