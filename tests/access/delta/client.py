"""Runs in the stock client's own environment: reads the table of a profile as pandas, as often as it is asked, and prints what it got. `client.py PROFILE`, requests as JSON on standard input."""

import json
import sys
from typing import Any

import delta_sharing  # type: ignore[import-not-found]

profile = sys.argv[1]
client = delta_sharing.SharingClient(profile)
(table,) = client.list_all_tables()
url = f"{profile}#{table.share}.{table.schema}.{table.name}"


def told(frame: Any) -> dict[str, Any]:
    plain = frame.astype(object).where(frame.notna(), None)
    return {"columns": list(frame.columns), "rows": json.loads(plain.to_json(orient="records", date_format="iso"))}


def read(what: str, given: dict[str, Any]) -> Any:
    if what == "rows":
        return told(delta_sharing.load_as_pandas(url, **given))
    if what == "changes":
        return told(delta_sharing.load_table_changes_as_pandas(url, **given))
    if what == "version":
        return delta_sharing.get_table_version(url)
    return str([client.list_shares(), client.list_all_tables(), delta_sharing.get_table_metadata(url)])


answers = [read(what, given) for what, given in json.load(sys.stdin)]
print("\n" + json.dumps(answers))
