-- Redshift reads the stream itself: no Firehose, no staging bucket, no public address. Run it as the administrator.

-- The streams of this account and Region. The default role is the stack's StreamReader, which may read one of them.
CREATE EXTERNAL SCHEMA stream FROM KINESIS IAM_ROLE default;

-- What is in the stream is read from its oldest record on, each once. AUTO REFRESH reads on as records come, which keeps
-- the workgroup awake and on the bill: without it, REFRESH when the figures are wanted. Records that are no JSON would
-- stop a refresh; here they are left out.
CREATE MATERIALIZED VIEW public.live_flights AUTO REFRESH YES AS
SELECT approximate_arrival_timestamp AS arrived,
       shard_id,
       sequence_number,
       JSON_PARSE(kinesis_data) AS flight
FROM stream.flights
WHERE CAN_JSON_PARSE(kinesis_data);

-- The view is the only copy once the records have left the stream: dropping it after that loses them.
SELECT flight.origin::VARCHAR AS origin,
       COUNT(*) AS flights,
       AVG(flight.delay::INT) AS minutes_late,
       MAX(arrived) AS latest
FROM public.live_flights
GROUP BY 1
ORDER BY minutes_late DESC
LIMIT 20;

-- How the refreshes went, and what they left out.
SELECT * FROM sys_stream_scan_states ORDER BY record_time DESC LIMIT 20;
SELECT * FROM sys_stream_scan_errors ORDER BY record_time DESC LIMIT 20;
