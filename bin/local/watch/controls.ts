import { POISON, RATE } from './rate';

/** What the page may ask for. */
export type Control =
  | { readonly name: 'rate'; readonly rate: number }
  | { readonly name: 'poison'; readonly records: number }
  | { readonly name: 'pause' | 'resume' | 'finish' };

/** What was asked for cannot be done; the message says why. */
export class ControlError extends Error {
  constructor(
    /** HTTP's. */
    public readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const NAMES = ['rate', 'poison', 'pause', 'resume', 'finish'] as const;

/** Whether something is to be controlled at a path of the page's server. */
export function controlAt(path: string): Control['name'] | undefined {
  return NAMES.find((name) => path === `/${name}`);
}

/** Reads what was asked for, from the body of a request: a JSON object, empty for what needs no number. */
export function readControl(name: Control['name'], body: string): Control {
  const fields = parse(body);
  const [field, limits] = name === 'rate' ? ['rate', RATE] : name === 'poison' ? ['records', POISON] : [];
  const odd = Object.keys(fields).find((key) => key !== field);
  if (odd !== undefined) throw new ControlError(400, `there is no "${odd}" in ${name}`);
  if (field === undefined || limits === undefined) return { name } as Control;
  const value = fields[field];
  if (!Number.isInteger(value) || Number(value) < limits.least || Number(value) > limits.most) {
    const got = JSON.stringify(value) ?? 'nothing';
    const range = `a whole number from ${limits.least} to ${limits.most}`;
    throw new ControlError(400, `${field} must be ${range}, got ${got.slice(0, 40)}`);
  }
  return { name, [field]: value } as Control;
}

function parse(body: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(body === '' ? '{}' : body);
  } catch {
    throw new ControlError(400, 'the body must be JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ControlError(400, 'the body must be a JSON object');
  }
  return value as Readonly<Record<string, unknown>>;
}
