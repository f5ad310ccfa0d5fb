"""Prints the rows of a folder of Parquet files as JSON, one a line."""

import sys

from job import start

# Told, for there may be no file yet to learn it from.
SESSION = (
    "visitor STRING, started_at TIMESTAMP, last_click_at TIMESTAMP, clicks BIGINT, first_page STRING, day DATE"
)

for row in start().read.schema(SESSION).parquet(sys.argv[1]).toJSON().collect():
    print(row)
