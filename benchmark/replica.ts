import { runBundled } from './support/run-bundled';

// StreamReplica against PutRecords without order on an emulator, and a worker of it at a distance.
runBundled('../replica/contest');
