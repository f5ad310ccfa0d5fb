import { buildHandlers } from '../../bin/build-handlers';

/** Constructs take their handlers' code from `dist/`: bundled once before all tests, in a fraction of a second. */
export default buildHandlers;
