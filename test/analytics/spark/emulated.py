"""job.py on a stream of an emulator, through the only connector that a registry has; it ends when it is stopped,
for that connector knows no other end.

emulated.py STREAM ENDPOINT OUTPUT CHECKPOINT
"""

import os
import sys

from job import run, start

stream, endpoint, output, checkpoint = sys.argv[1:]
records = (
    start()
    .readStream.format("kinesis")
    .option("streamName", stream)
    .option("endpointUrl", endpoint)
    .option("awsAccessKeyId", os.environ["AWS_ACCESS_KEY_ID"])
    .option("awsSecretKey", os.environ["AWS_SECRET_ACCESS_KEY"])
    .option("startingPosition", "TRIM_HORIZON")
    .load()
)
run(records, output, checkpoint, processingTime="1 second")
