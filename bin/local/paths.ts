import { join, resolve } from 'node:path';

/** The folder of this package. */
export const PACKAGE_ROOT = resolve(__dirname, '..', '..');

/** Where the emulator is installed. */
export const CACHE = join(PACKAGE_ROOT, 'node_modules', '.cache');

/** The real flights, and the airports they connect: vega-datasets exports its code only, not its files. */
const DATA = join(PACKAGE_ROOT, 'node_modules', 'vega-datasets', 'data');
export const FLIGHTS = join(DATA, 'flights-20k.json');
export const AIRPORTS = join(DATA, 'airports.csv');
