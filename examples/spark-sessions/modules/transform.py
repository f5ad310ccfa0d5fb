"""From clicks to sessions: what the job computes, apart from where the clicks come from and where the sessions go.

Spark gives a table that is still growing the same type as one that is complete, a DataFrame, so the same function runs
on a stream in production and on a few rows in a test.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as f
from pyspark.sql.types import StringType, StructField, StructType, TimestampType

# A session ends with the first half hour in which the visitor clicks on nothing.
GAP = "30 minutes"

# How much later than the newest click another may arrive and still count. Spark keeps a session in memory until then.
LATENESS = "10 minutes"

CLICK = StructType(
    [
        StructField("visitor", StringType()),
        StructField("page", StringType()),
        StructField("clicked_at", TimestampType()),
    ]
)


def transform(records: DataFrame) -> DataFrame:
    """One row for each session, from rows whose column `data` holds a click as JSON."""
    return sessions(clicks(records))


def clicks(records: DataFrame) -> DataFrame:
    """The clicks; what is no JSON, or has no visitor or time, is left out."""
    click = f.from_json(f.col("data").cast("string"), CLICK)
    return records.select(click.alias("click")).select("click.*").dropna(subset=["visitor", "clicked_at"])


def sessions(clicks: DataFrame) -> DataFrame:
    """A session once it is over; `day` is for the folders of the output."""
    grouped = clicks.withWatermark("clicked_at", LATENESS).groupBy(
        f.session_window("clicked_at", GAP).alias("session"), "visitor"
    )
    return grouped.agg(
        f.count("*").alias("clicks"),
        f.min_by("page", "clicked_at").alias("first_page"),
        f.max("clicked_at").alias("last_click_at"),
    ).select(
        "visitor",
        f.col("session.start").alias("started_at"),
        "last_click_at",
        "clicks",
        "first_page",
        f.to_date("session.start").alias("day"),
    )
