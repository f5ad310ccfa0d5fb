import { runBundled } from './support/run-bundled';

// Speed of de-aggregation against aws-kinesis-agg and against base64 and MD5 alone; `--quick` for fewer rounds.
runBundled('records-contest', ['aws-kinesis-agg']);
