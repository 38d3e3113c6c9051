"""`yishu …` in a process of its own, forked from one that has loaded everything: the two seconds of loading are spent once by each worker.

What `subprocess` starts of ours goes this way. It is a true child of the tests, with the environment, folder and files that they give it; it reads its settings anew and is
waited for, stopped and killed like any other. What asks for more than that (a session, a limit, another locale) is started plainly, and so is everything with `YISHU_THOROUGH=1`.
"""

import atexit
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.thorough import THOROUGH

READ_WHEN_LOADED = {"YISHU_DEMO", "YISHU_LOG_SECONDS"}
"""Settings that modules read while they are loaded: who wants another value needs a process that loads it."""
NOT_LOADED = ("yishu.asgi", "yishu.bench", "yishu.demo.", "yishu.settings", "yishu.exchange.worker", "yishu.cli")
"""What reads the environment while it is loaded, and what a test starts once at most."""
BESIDES = ("a2wsgi", "duckdb", "openpyxl", "pyhanko", "rdflib", "typst", "uvicorn.lifespan.on", "uvloop", "webauthn")
"""What functions import, or names lead to."""
ROOT = Path(__file__).parent.parent
BECOME_PARENT = 36  # PR_SET_CHILD_SUBREAPER

plainly: Any = subprocess.Popen._execute_child  # type: ignore[attr-defined]
turn = threading.Lock()


def fork_ours() -> None:
    """From now on in this process `subprocess` forks what would start `yishu`."""
    if not THOROUGH:
        subprocess.Popen._execute_child = _execute_child  # type: ignore[attr-defined]


def _execute_child(self: Any, *arguments: Any) -> None:
    """In place of the standard library's: sets `pid` and closes the ends that the child has."""
    args, executable, preexec_fn, _close_fds, pass_fds, cwd, env, _, _, shell = arguments[:10]
    pipes, (_signals, *identity, umask, new_session, group) = arguments[10:16], arguments[16:]
    more = (executable, preexec_fn, *identity), (pass_fds, shell, new_session), (umask, group)
    is_plain = more[0] == (None,) * 5 and not any(more[1]) and more[2] == (-1, -1)
    environment = dict(os.environ if env is None else env)
    if not is_plain or not _is_ours(args) or not _loads_as_we_do(environment):
        plainly(self, *arguments)
        return
    standard = [given if given != -1 else own for own, given in enumerate((pipes[0], pipes[3], pipes[5]))]
    asked = {
        "words": list(map(os.fspath, args[1:])),
        "environment": environment,
        "folder": os.fspath(cwd or os.getcwd()),
    }
    try:
        self.pid = _ask(asked, standard)
        self._child_created = True
    finally:
        self._close_pipe_fds(*pipes)


def _is_ours(args: Any) -> bool:
    """The command line, or a program of the tests that sets Django up at once; not what measures its memory."""
    if isinstance(args, str | bytes | os.PathLike) or args[0] != sys.executable:
        return False
    match args[1:]:
        case ["-m", "yishu.cli", *words]:
            return words[:1] not in (["bench"], ["demo"])  # measures what it has loaded; is a demo only once it runs
        case ["-m", name, *_] if name.startswith("tests."):
            text = ROOT.joinpath(*name.split(".")).with_suffix(".py").read_text("utf-8")
        case ["-c", text, *_]:
            pass
        case _:
            return False
    return ("django.setup()" in text or "ready_django()" in text) and "VmHWM" not in text


def _loads_as_we_do(environment: dict[str, str]) -> bool:
    def wanted(given: "dict[str, str] | os._Environ[str]") -> dict[str, str]:
        for_python = ("PYTHON", "LC_", "LANG", "LD_", "TZ")
        return {name: text for name, text in given.items() if name.startswith(for_python) or name in READ_WHEN_LOADED}

    return wanted(environment) == wanted(os.environ)


def _ask(asked: dict[str, Any], standard: Sequence[int]) -> int:
    """The number of the new process. While it is made, an orphan is ours: so it comes to be our own child and not the loader's."""
    message = json.dumps(asked).encode()
    with turn:
        loader = _loader()
        become = ctypes.CDLL(None).prctl
        become(BECOME_PARENT, 1, 0, 0, 0)
        try:
            socket.send_fds(loader, [len(message).to_bytes(4, "big")], standard)
            loader.sendall(message)
            if len(number := loader.recv(4)) < 4:
                raise RuntimeError(
                    "the process that forks has ended; it says why when run by itself: python -m tests.forking"
                )
            return int.from_bytes(number, "big")
        finally:
            become(BECOME_PARENT, 0, 0, 0, 0)


loaders: list[socket.socket] = []


def _loader() -> socket.socket:
    """The connection to the process that forks; it ends with us."""
    if not loaders:
        ours, its = socket.socketpair()
        with its:
            command = [sys.executable, "-m", "tests.forking", str(its.fileno())]
            neutral = {name: text for name, text in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
            neutral |= {name: os.environ[name] for name in READ_WHEN_LOADED & os.environ.keys()}
            null = subprocess.DEVNULL
            kept = subprocess.Popen(command, env=neutral, cwd=ROOT, pass_fds=[its.fileno()], stdin=null, stdout=null)
            kept.returncode = 0  # nobody waits for it
        loaders.append(ours)
    return loaders[0]


def load() -> None:
    """All of our modules and what they need, with settings of no node."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(YISHU_DIR=folder, YISHU_DATABASE_URL="dbname=none")
        from yishu import serving

        serving.ready_django()
        gc.disable()
        for module in pkgutil.walk_packages(importlib.import_module("yishu").__path__, "yishu."):
            if not module.name.startswith(NOT_LOADED):
                importlib.import_module(module.name)
        for name in BESIDES:
            importlib.import_module(name)
    _forget_settings()
    gc.freeze()
    gc.enable()


def _forget_settings() -> None:
    from django.conf import settings
    from django.db import connections
    from django.utils.functional import empty  # type: ignore[attr-defined]

    from yishu.node import configuration

    settings._wrapped = empty
    del sys.modules["yishu.settings"]
    read = {name for name in vars(settings) if name.startswith("YISHU_")}
    assert read <= READ_WHEN_LOADED, f"read while modules are loaded, and forked processes would keep it: {read}"
    for made in connections.all(initialized_only=True):
        del connections[made.alias]  # never connected: something asked what kind of database it is
    vars(connections).pop("settings", None)
    connections._settings = None  # type: ignore[attr-defined]
    configuration._file.cache_clear()


def answer(asking: socket.socket) -> dict[str, Any]:
    """Fork at each message; returns in the forked processes alone, with what they are to do."""
    while True:
        size, standard, _, _ = socket.recv_fds(asking, 4, 3)
        if not size:
            sys.exit()
        message = asking.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL)
        told, tells = os.pipe()
        between = os.fork()
        if not between:
            child = os.fork()
            if child:
                os.write(tells, child.to_bytes(4, "big"))
                os._exit(0)
            asking.close()
            for own, given in enumerate(standard):
                os.dup2(given, own)
            for number in (told, tells, *standard):
                os.close(number)
            return json.loads(message)
        os.waitpid(between, 0)
        asking.sendall(os.read(told, 4))
        for number in (told, tells, *standard):
            os.close(number)


def become(words: list[str], environment: dict[str, str], folder: str) -> None:
    """What `python -m …` or `python -c …` is at its first line."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(folder)
    sys.path[0] = folder
    os.environ.clear()
    os.environ.update(environment)
    sys.stdin, sys.stdout = os.fdopen(0, closefd=False), os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", 1, errors="backslashreplace", closefd=False)
    try:
        _run(*words)
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        _end(end.code if isinstance(end.code, int) else int(end.code is not None))
    except Exception as wrong:  # noqa: BLE001 - as the interpreter does at its edge
        sys.excepthook(type(wrong), wrong, wrong.__traceback__)
        _end(1)
    _end(0)


def _run(how: str, what: str, *words: str) -> None:
    sys.argv = [how, *words]
    if how == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
        return
    sys.modules["__main__"] = main = ModuleType("__main__")
    exec(compile(what, "<string>", "exec"), vars(main))


def _end(code: int) -> None:
    """As the interpreter ends, but for taking apart all that was loaded, which takes longer than most commands."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=int(sys.argv[1])) as asked:
        load()
        wanted = answer(asked)
    become(**wanted)
