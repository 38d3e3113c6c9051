"""Keys in plain files, sealed, and in a PKCS#11 token: the same key signs wherever it was brought (32.1)."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests import machine

SECRET = "a secret that is not on the disk"
SIGN = """
import sys
from pathlib import Path
from yishu.core.errors import Problem
from yishu.node.keys.signing import ED25519, SM2, read_signing_key
from yishu.node.secrets import load_secrets
folder, name, scheme = Path(sys.argv[1]), sys.argv[2], {"ed25519": ED25519, "sm2": SM2}[sys.argv[3]]
try:
    key = read_signing_key(folder / name, scheme)
    print(key.public.hex(), key.sign(b"message").hex(), load_secrets(folder).web)
except Problem as problem:
    sys.exit(f"{problem.code} {problem.detail('en')}")
"""

Signed = tuple[str, str, str]
"""Public key, signature of `message`, a secret of the node; in hex."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "node"


@pytest.fixture
def hsm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A token in software; its setting."""
    library = machine.softhsm()
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nlog.level = ERROR\n")
    (tmp_path / "pin").write_text("492-816\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm.conf"))
    init = ["softhsm2-util", "--init-token", "--free", "--label", "一数 node", "--pin", "492-816", "--so-pin", "9999"]
    subprocess.run(init, check=True, capture_output=True)
    return f"pkcs11:token=一数 node?module-path={library}&pin-source=file:{tmp_path / 'pin'}"


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("YISHU_")}
    return subprocess.run(
        [sys.executable, *command], env=own | environment, capture_output=True, text=True, check=False
    )


def signed(folder: Path, name: str = "log-key", scheme: str = "ed25519", **environment: str) -> Signed:
    done = run("-c", SIGN, str(folder), name, scheme, **environment)
    assert done.returncode == 0, done.stderr
    public, signature, web = done.stdout.split()
    if scheme == "ed25519":
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), b"message")
    return public, signature, web


def refused(folder: Path, **environment: str) -> str:
    done = run("-c", SIGN, str(folder), "log-key", "ed25519", **environment)
    assert done.returncode == 1
    return done.stderr.strip()


def moved(folder: Path, **environment: str) -> list[str]:
    done = run("-m", "yishu.cli", "keys", "move", YISHU_DIR=str(folder), **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def contents(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_a_sealed_key_is_nothing_without_its_secret(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET)
    sealed = {"YISHU_KEYS": "sealed", "YISHU_SEAL_FILE": str(tmp_path / "secret")}
    made = signed(folder, **sealed)
    assert signed(folder, **sealed) == made
    assert signed(folder, YISHU_SEAL=SECRET) == made  # however new ones are to be kept
    assert made[2].encode() not in contents(folder)
    assert refused(folder).startswith("seal_missing Keys of this node are sealed")
    assert refused(folder, YISHU_SEAL="x" * 23).startswith("seal_missing")
    assert refused(folder, YISHU_SEAL=SECRET.upper()).startswith("seal_wrong")
    assert refused(folder, YISHU_SEAL_FILE="/nowhere").startswith("seal_missing")


def test_a_sealed_key_that_was_altered_does_not_open(folder: Path) -> None:
    signed(folder, YISHU_KEYS="sealed", YISHU_SEAL=SECRET)
    file = folder / "log-key"
    text = file.read_text()
    file.write_text(text[:-1] + ("0" if text[-1] != "0" else "1"))
    assert refused(folder, YISHU_SEAL=SECRET).startswith("seal_wrong")
    file.write_text("sealed:v1:zz")
    assert refused(folder, YISHU_SEAL=SECRET).startswith("key_file_unreadable")
    file.write_text("00")
    assert refused(folder).startswith("key_file_unreadable")


@pytest.mark.parametrize("scheme", ["ed25519", "sm2"])
def test_plain_keys_are_sealed_and_unsealed_in_their_place(folder: Path, scheme: str) -> None:
    name = {"ed25519": "log-key", "sm2": "log-key-sm2"}[scheme]
    made = signed(folder, name, scheme)
    (folder / "sso-key.pem").write_text("the operator's own")
    (folder / "sso-key.pem").chmod(0o600)
    sealed = {"YISHU_KEYS": "sealed", "YISHU_SEAL": SECRET}
    assert moved(folder, **sealed) == [f"{name}\tsealed", "secrets.toml\tsealed"]
    assert moved(folder, **sealed) == []
    now = signed(folder, name, scheme, **sealed)
    assert (now[0], now[2]) == (made[0], made[2])
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert moved(folder, YISHU_SEAL=SECRET) == [f"{name}\tplain", "secrets.toml\tplain"]
    assert signed(folder, name, scheme)[::2] == made[::2]
    assert (folder / "sso-key.pem").read_text() == "the operator's own"


def test_a_key_made_in_a_token_signs_there_and_leaves_only_its_address_on_the_disk(folder: Path, hsm: str) -> None:
    made = signed(folder, YISHU_KEYS=hsm)
    assert signed(folder, YISHU_KEYS=hsm) == made
    text = (folder / "log-key").read_text()
    assert text.startswith("pkcs11:token=%E4%B8%80%E6%95%B0%20node;id=%")
    assert "492-816" not in text
    assert refused(folder).startswith("token_unusable")  # nobody says where the library and the PIN are


def test_keys_of_before_are_taken_into_the_token(folder: Path, hsm: str) -> None:
    made = signed(folder)
    private = (folder / "log-key").read_text()
    assert moved(folder, YISHU_KEYS=hsm, YISHU_SEAL=SECRET) == ["log-key\tpkcs11", "secrets.toml\tsealed"]
    assert signed(folder, YISHU_KEYS=hsm, YISHU_SEAL=SECRET) == made
    assert private.encode() not in contents(folder)


def test_what_a_token_cannot_do_is_said_in_words(
    folder: Path, hsm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run("-c", SIGN, str(folder), "log-key-sm2", "sm2", YISHU_KEYS=hsm)
    assert "keys of SM2 are kept in files" in done.stderr
    (tmp_path / "pin").write_text("wrong")
    assert refused(folder, YISHU_KEYS=hsm).startswith("token_unusable")
    (tmp_path / "pin").unlink()
    assert "the file of the PIN cannot be read" in refused(folder, YISHU_KEYS=hsm)
    assert "no token" in refused(folder, YISHU_KEYS="pkcs11:object=1")
    assert refused(folder, YISHU_KEYS="plan").startswith("keys_unknown YISHU_KEYS is plan")
    assert not (folder / "log-key").exists()


def test_processes_that_start_together_have_one_key(folder: Path, hsm: str) -> None:
    command = [sys.executable, "-c", SIGN, str(folder), "log-key", "ed25519"]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"YISHU_KEYS": hsm})
        for _ in range(3)
    ]
    assert len({process.communicate()[0] for process in started}) == 1
    listed = run("-m", "yishu.cli", "keys", "list", YISHU_DIR=str(folder))
    *files, columns = listed.stdout.splitlines()
    assert files == ["log-key\tpkcs11", "secrets.toml\tplain"]
    assert re.fullmatch(r"columns [0-9a-f]{8}\tsince \d{4}-\d\d-\d\d", columns)


TWICE = """
import sys
from pathlib import Path
from yishu.node.errors import TokenUnusable
from yishu.node.keys.signing import read_signing_key
for _ in range(2):
    try:
        read_signing_key(Path(sys.argv[1]) / "log-key")
    except TokenUnusable as unusable:
        print(unusable.params["reason"])
"""


def test_a_wrong_pin_is_tried_once_so_that_the_device_does_not_lock_itself(
    folder: Path, hsm: str, tmp_path: Path
) -> None:
    signed(folder, YISHU_KEYS=hsm)
    (tmp_path / "pin").write_text("1234567")
    assert run("-c", TWICE, str(folder), YISHU_KEYS=hsm).stdout.splitlines() == ["PinIncorrect", "the PIN is wrong"]
