"""Runs in the environment of the stock Delta Sharing client, without ours: `delta_client.py PROFILE FOLDER ROUNDS` prints the seconds that the client took to read all
of the one table of the profile; and what it takes where its files are copies in FOLDER, told by an end point that repeats the sharer's answers with other addresses.
"""

import json
import shutil
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class Local(BaseHTTPRequestHandler):
    """Answers as the sharer did, once asked; each file's address is that of a copy on this disk."""

    sharer: str
    folder: Path
    told: "dict[tuple[str, bytes], tuple[dict[str, str], bytes]]"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = (self.path, body)
        if asked not in self.told:
            self.told[asked] = self._asked(body)
        headers, answer = self.told[asked]
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_POST = do_GET

    def log_message(self, format: str, *_: Any) -> None:
        pass

    def _asked(self, body: bytes) -> "tuple[dict[str, str], bytes]":
        wanted = ("Authorization", "Content-Type", "delta-sharing-capabilities")
        headers = {name: self.headers[name] for name in wanted if self.headers[name]}
        given = body if self.command == "POST" else None
        with _opened(urllib.request.Request(self.sharer + self.path, given, headers)) as answer:  # noqa: S310
            told = ((name.lower(), value) for name, value in answer.headers.items())
            kept = {name: value for name, value in told if name.startswith(("delta", "content-type"))}
            lines = answer.read().splitlines()
        return kept, b"\n".join(self._localised(line) for line in lines)

    def _localised(self, line: bytes) -> bytes:
        told = json.loads(line)
        file = told.get("file")
        if not file:
            return line
        held = file.get("deltaSingleAction", {}).get("add") or file
        name = "path" if "path" in held else "url"
        place = self.folder / f"{len(list(self.folder.iterdir()))}.parquet"
        with _opened(held[name]) as answer, place.open("wb") as copy:
            shutil.copyfileobj(answer, copy)
        held[name] = str(place)
        return json.dumps(told).encode()


def _opened(wanted: Any) -> Any:
    return urllib.request.urlopen(wanted)  # noqa: S310 the sharer that the profile names


def seconds(profile: Path, table: str) -> "tuple[float, int]":
    import delta_sharing  # type: ignore[import-not-found]

    began = time.perf_counter()
    frame = delta_sharing.load_as_pandas(f"{profile}#{table}")
    return time.perf_counter() - began, len(frame)


def main() -> None:
    import delta_sharing  # type: ignore[import-not-found]

    profile, folder, rounds = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    said = json.loads(profile.read_text())
    (found,) = delta_sharing.SharingClient(str(profile)).list_all_tables()
    table = f"{found.share}.{found.schema}.{found.name}"
    Local.sharer, Local.folder, Local.told = said["endpoint"].rstrip("/"), folder, {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Local)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    local = folder.with_suffix(".share")
    local.write_text(json.dumps(said | {"endpoint": f"http://127.0.0.1:{server.server_port}"}))
    first, rows = seconds(profile, table)
    seconds(local, table)  # makes the copies
    taken = [(seconds(profile, table)[0], seconds(local, table)[0]) for _ in range(rounds)]
    print("\n" + json.dumps({"rows": rows, "first": first, "taken": taken}))


if __name__ == "__main__":
    main()
