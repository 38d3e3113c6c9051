"""A file from disk: as the server sends what a page hands over, beside nginx with sendfile where it is installed."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from yishu.bench.bulk import fetch, figure, rate
from yishu.bench.report import free_ports
from yishu.gateway.exchange import Message, Receive, Scope, Send
from yishu.gateway.files import sending_files

_FILE: Final = "YISHU_BENCH_FILE"
_NGINX: Final = """
{user}daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 64; }}
http {{
    access_log off; sendfile on; tcp_nopush on;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""


async def application(scope: Scope, _receive: Receive, send: Send) -> None:
    """Whatever is asked for, the one file; the rest is as in the node's own application."""
    if scope["type"] != "http":
        return
    path = Path(os.environ[_FILE])
    size = path.stat().st_size
    headers = [(b"x-yishu-send", f"0 {size} {quote(str(path))}".encode()), (b"content-length", b"%d" % size)]
    sent = sending_files(scope, send)
    start: Message = {"type": "http.response.start", "status": 200, "headers": headers}
    await sent(start)
    await sent({"type": "http.response.body", "body": b""})


def measure(folder: Path, rounds: int, size: int) -> list[dict[str, Any]]:
    """One file of `size` bytes; MB/s."""
    path = folder / "file.bin"
    with path.open("wb") as file:
        for _ in range(size // 1024**2):
            file.write(os.urandom(1024**2))
    nginx = shutil.which("nginx")
    with ExitStack() as stack:
        ours, theirs = free_ports()
        stack.enter_context(_uvicorn(ours, path))
        if nginx:
            stack.enter_context(_nginx(nginx, theirs, folder))
        rates: list[tuple[float, float]] = []
        for n in range(rounds + 1):
            bare = rate(size / 1e6, lambda: fetch(theirs, f"/{path.name}")) if nginx else 0.0
            own = rate(size / 1e6, lambda: fetch(ours, "/"))
            if n:  # the first one fills the page cache
                rates.append((own, bare))
    path.unlink()
    return [figure("bulk-file", "MB/s", "nginx, sendfile" if nginx else "nginx is not installed", rates)]


@contextmanager
def _uvicorn(port: int, path: Path) -> Iterator[None]:
    command = [
        "-m",
        "uvicorn",
        "yishu.bench.files:application",
        "--port",
        str(port),
        "--http",
        "yishu.gateway.zero_copy:ZeroCopy",
    ]
    quiet = ["--loop", "uvloop", "--lifespan", "off", "--log-level", "warning"]
    with _process([sys.executable, *command, *quiet], os.environ | {_FILE: str(path)}, port):
        yield


@contextmanager
def _nginx(program: str, port: int, folder: Path) -> Iterator[None]:
    user = "user root;\n" if os.geteuid() == 0 else ""
    written = folder / "nginx.conf"
    written.write_text(_NGINX.format(user=user, folder=folder, port=port))
    with _process([program, "-c", str(written), "-p", str(folder)], dict(os.environ), port):
        yield


@contextmanager
def _process(command: list[str], environment: dict[str, str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, env=environment)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(10)
