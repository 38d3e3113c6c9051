"""Who runs PostgreSQL's programs, and how that account reaches them and the data.

PostgreSQL refuses to run as root. So root hands it to another account, which often may not enter the folders above ours
(0700, as `mktemp -d` and home folders are). Folders that are not ours are never opened up for it; instead the first way
that works is taken, the least privileged first.
"""

import os
import pwd
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import IO

from yishu.node.errors import AccountCannotReach, AccountUnknown, PostgresNotFound, PostgresVersionDiffers
from yishu.node.postgres_binaries import list_binaries, searched
from yishu.node.postgres_copy import copy_binaries

# No PG… variable of the caller may lead the server elsewhere; messages are read by program, so they are English.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

# Both from util-linux, mostly there.
SETPRIV = shutil.which("setpriv") or ""
UNSHARE = shutil.which("unshare") or ""

# PR_SET_PDEATHSIG (1) with SIGINT (2), a fast shutdown. It must come after the change of account, which clears it.
LAUNCH = """
import ctypes, os, signal, sys
uid, gid, parent = map(int, sys.argv[1:4])
if uid != os.geteuid():
    os.setgroups([]); os.setgid(gid); os.setuid(uid)
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
ctypes.CDLL(None).prctl(1, 2, 0, 0, 0)
if os.getppid() != parent:
    sys.exit("the parent is gone")
os.execv(sys.argv[4], sys.argv[4:])
"""


class Way(StrEnum):
    SELF = "self"  # we are a normal user
    PLAIN = "plain"  # root, and the account may enter all folders on the way
    CAPABILITY = "capability"  # the account may also search folders closed to it (CAP_DAC_READ_SEARCH), nothing more
    NAMESPACE = "namespace"  # root without its powers, called 65534 in a user namespace of its own
    COPIED = "copied"  # programs copied to where the account may go, the data reached by an open descriptor


@dataclass(frozen=True)
class Account:
    """A way to run the programs of `binaries`, of version `major`; `uid` and `gid` own the data on disk."""

    way: Way
    uid: int
    gid: int
    binaries: Path
    major: int = 0

    def spawn(self, program: str, data: Path, *arguments: str, output: IO[bytes] | int) -> subprocess.Popen[bytes]:
        """Start a program on a data folder. It dies with the calling *thread*: the kernel ties PDEATHSIG to that."""
        with self._name(data) as (name, descriptors):
            return self._popen([str(self.binaries / program), "-D", name, *arguments], descriptors, output)

    def probe(self, folder: Path) -> int | str:
        """The major version of PostgreSQL if this way reaches binaries and folder, else the reason why not."""
        with self._name(folder) as (name, descriptors):
            # `--show` looks for all that initdb needs, and writes nothing.
            script = 'cd "$1" && exec "$0" --show -D "$1"'
            try:
                process = self._popen(
                    ["/bin/sh", "-c", script, str(self.binaries / "initdb"), name], descriptors, subprocess.PIPE
                )
            except OSError as error:
                return str(error)
        output = process.communicate()[0].decode(errors="replace")
        version = re.search(r"^VERSION=(\d+)", output, re.MULTILINE)
        if process.returncode or not version:
            return output.strip() or f"exit code {process.returncode}"
        return int(version[1])

    def _popen(
        self, command: list[str], descriptors: tuple[int, ...], output: IO[bytes] | int
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*self._prefix(), *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=ENVIRONMENT,
            cwd="/",
            pass_fds=descriptors,
            start_new_session=True,  # Ctrl-C at our terminal is for us alone
        )

    def _prefix(self) -> list[str]:
        dies_with_us = ["--pdeathsig", "INT", "--"]
        match self.way:
            case Way.CAPABILITY:
                who = [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
                # access(2), by which initdb looks for its programs, drops capabilities unless told not to.
                may = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
                may.append("--securebits=+no_setuid_fixup")
                return [SETPRIV, *who, *may, *dies_with_us]
            case Way.NAMESPACE:
                mapped = ["-U", "--map-user=65534", "--map-group=65534", "--"]
                return [UNSHARE, *mapped, SETPRIV, *dies_with_us]
            case _:
                return [sys.executable, "-I", "-S", "-c", LAUNCH, str(self.uid), str(self.gid), str(os.getpid())]

    @contextmanager
    def _name(self, folder: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
        """How the program calls the folder: an inherited descriptor leads in without passing the folders above."""
        if self.way is not Way.COPIED:
            yield str(folder), ()
            return
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield f"/proc/self/fd/{descriptor}", (descriptor,)
        finally:
            os.close(descriptor)


def choose_account(folder: Path, data: Path, *, binaries: Path | None = None, user: str | None = None) -> Account:
    """The first binaries and way that reach the folder; `data` tells which version it must be, if it exists."""
    found = list_binaries(binaries)
    if not found:
        raise PostgresNotFound(places=searched(binaries))
    needed, other_version, reasons = _major_of(data), False, []
    for account in (way for place in found for way in _ways(place, user)):
        answer = account.probe(folder)
        if isinstance(answer, str):
            reasons.append(f"{account.way}: {answer}")
        elif needed in (None, answer):
            return replace(account, major=answer)
        else:
            other_version = True
    places = ", ".join(map(str, found))
    if other_version:
        raise PostgresVersionDiffers(folder=folder, major=needed, places=places)
    raise AccountCannotReach(account=_name_of(user), places=places, folder=folder, reason="; ".join(reasons))


def _ways(binaries: Path, user: str | None) -> Iterator[Account]:
    if os.geteuid() != 0:
        yield Account(Way.SELF, os.geteuid(), os.getegid(), binaries)
        return
    entry = _entry(user)
    yield Account(Way.PLAIN, entry.pw_uid, entry.pw_gid, binaries)
    if SETPRIV:
        yield Account(Way.CAPABILITY, entry.pw_uid, entry.pw_gid, binaries)
    if SETPRIV and UNSHARE:
        yield Account(Way.NAMESPACE, os.geteuid(), os.getegid(), binaries)
    for copy in copy_binaries(binaries):
        yield Account(Way.COPIED, entry.pw_uid, entry.pw_gid, copy)


def _entry(user: str | None) -> pwd.struct_passwd:
    named = user or os.environ.get("YISHU_POSTGRES_USER")
    for name in (named,) if named else ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return entry
    raise AccountUnknown(account=named or "postgres, nobody")


def _name_of(user: str | None) -> str:
    return _entry(user).pw_name if os.geteuid() == 0 else str(os.geteuid())


def _major_of(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None
