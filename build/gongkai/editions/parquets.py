"""Parquet: each resource with the types of its schema, for programs. The text is the report's own, without the guard
that a CSV carries; titles, keys and the version travel in the file."""

import json
from pathlib import Path

from gongkai.streams import Folder, Resource, arrow_schema, typed_batches

ROWS = 1 << 16  # of a row group


def write_parquet(package: Folder, resource: Resource, target: Path) -> int:
    """Write a resource; how many rows it has."""
    import pyarrow.parquet as pq

    schema = arrow_schema(resource).with_metadata(
        {
            "resource": str(resource["name"]),
            "package": str(package.descriptor["name"]),
            "version": package.version,
            "primaryKey": json.dumps(resource["schema"].get("primaryKey", [])),
            "foreignKeys": json.dumps(resource["schema"].get("foreignKeys", [])),
        }
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    rows = 0
    # Every choice that has a default is made here, so that another version of the library changes no byte unasked.
    with pq.ParquetWriter(
        target, schema, version="2.6", compression="snappy", use_dictionary=True, data_page_version="1.0"
    ) as writer:
        for batch in typed_batches(package, resource):
            writer.write_batch(batch.replace_schema_metadata(schema.metadata), row_group_size=ROWS)
            rows += batch.num_rows
    return rows
