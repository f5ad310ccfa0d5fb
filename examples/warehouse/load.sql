-- The table that Firehose copies to, and the user it copies as. Run it once, as the administrator, before the first
-- records: what cannot be copied within an hour stays in the staging bucket, with a manifest to copy it by hand.

-- COPY matches the keys of a record to the columns by name; a key without a column is left out.
CREATE TABLE public.flights (
  "date"      VARCHAR(16),
  delay       SMALLINT,
  distance    DOUBLE PRECISION,
  origin      CHAR(3),
  destination CHAR(3)
);

-- The password is the secret's (output LoaderSecret):
--   aws secretsmanager get-secret-value --secret-id <LoaderSecret> --query SecretString --output text
CREATE USER loader PASSWORD '<password>';
GRANT USAGE ON SCHEMA public TO loader;
GRANT INSERT ON public.flights TO loader;

-- Firehose delivers at least once: a flight can be there twice after a retry.
SELECT origin, COUNT(*) AS flights, AVG(delay) AS minutes_late
FROM (SELECT DISTINCT * FROM public.flights)
GROUP BY origin
ORDER BY minutes_late DESC
LIMIT 20;
