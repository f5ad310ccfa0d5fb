"""Reads clicks from a stream, or from files in a test, and writes sessions to a folder of Parquet files.

    job.py --stream NAME --region REGION --output s3://bucket/sessions --checkpoint s3://bucket/checkpoint
    job.py --files FOLDER --output FOLDER --checkpoint FOLDER
"""

import argparse
from typing import Optional, Sequence

from pyspark.sql import DataFrame, SparkSession
from transform import transform


def main(arguments: Optional[Sequence[str]] = None) -> None:
    settings = parse(arguments)
    spark = start()
    target = settings.output, settings.checkpoint
    if settings.files:
        run(from_files(spark, settings.files), *target, availableNow=True)
    else:
        run(from_stream(spark, settings.stream, settings.region), *target, processingTime="1 minute")


def parse(arguments: Optional[Sequence[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Writes the sessions of visitors as Parquet")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--stream", help="name of the Kinesis stream that has the clicks")
    source.add_argument("--files", help="folder of files that have the clicks, one a line; ends when they are read")
    parser.add_argument("--region", help="region of the stream")
    parser.add_argument("--output", required=True, help="folder for the sessions")
    parser.add_argument("--checkpoint", required=True, help="folder for what is read so far, and open sessions")
    settings = parser.parse_args(arguments)
    if settings.stream and not settings.region:
        parser.error("--stream needs --region")
    return settings


def start() -> SparkSession:
    return (
        SparkSession.builder.appName("spark-sessions")
        # Days begin at midnight in Greenwich, wherever the job runs.
        .config("spark.sql.session.timeZone", "UTC")
        # Into how many parts the open sessions are divided: fixed for as long as the checkpoint is used.
        .config("spark.sql.shuffle.partitions", "8")
        .getOrCreate()
    )


def from_stream(spark: SparkSession, stream: str, region: str) -> DataFrame:
    """The records of a Kinesis stream, the oldest first, by the connector that is a part of EMR."""
    return (
        spark.readStream.format("aws-kinesis")
        .option("kinesis.streamName", stream)
        .option("kinesis.region", region)
        .option("kinesis.endpointUrl", f"https://kinesis.{region}.amazonaws.com")
        .option("kinesis.consumerType", "GetRecords")
        .option("kinesis.startingposition", "TRIM_HORIZON")
        .load()
    )


def from_files(spark: SparkSession, folder: str) -> DataFrame:
    """The lines of files, in the shape of records of a stream."""
    return spark.readStream.text(folder).withColumnRenamed("value", "data")


def run(records: DataFrame, output: str, checkpoint: str, **trigger) -> None:
    """Writes sessions until the job is cancelled, or until all is read if the trigger says so."""
    query = (
        transform(records)
        .writeStream.format("parquet")
        .outputMode("append")
        .partitionBy("day")
        .option("path", output)
        .option("checkpointLocation", checkpoint)
        .trigger(**trigger)
        .start()
    )
    query.awaitTermination()


if __name__ == "__main__":
    main()
