"""Runs in the readers' own environment: Apache Spark in local mode reads the Parquet files behind signed addresses, and prints their types and rows.

`spark.py FOLDER`, with `{name: [address, …]}` as JSON on standard input; the files are fetched into FOLDER.
"""

import json
import sys
import urllib.request
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession  # type: ignore[import-not-found]

folder = Path(sys.argv[1])
asked = json.load(sys.stdin)
spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.memory", "512m")
    .config("spark.sql.session.timeZone", "UTC")
    .getOrCreate()
)


def fetched(name: str, addresses: list[str]) -> list[str]:
    paths = []
    for n, address in enumerate(addresses):
        path = folder / f"{name}-{n}.parquet"
        urllib.request.urlretrieve(address, path)
        paths.append(str(path))
    return paths


def told(name: str, addresses: list[str]) -> dict[str, Any]:
    frame = spark.read.parquet(*fetched(name, addresses))
    types = {field.name: field.dataType.simpleString() for field in frame.schema.fields}
    return {"types": types, "rows": [json.loads(row) for row in frame.toJSON().collect()]}


answers = {name: told(name, addresses) for name, addresses in asked.items()}
print("\n" + json.dumps(answers))
