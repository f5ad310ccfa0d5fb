import type { Row } from './change';

/** A record that is not of DMS, or not as it should be. The message quotes none of the data. */
export class ChangeRecordError extends Error {
  public override readonly name = 'ChangeRecordError';

  /** @param path where in the record, as keys */
  constructor(
    public readonly path: readonly string[],
    expected: string,
  ) {
    super(`not a change record of DMS: ${path.length === 0 ? 'it' : path.join('.')} must be ${expected}`);
  }
}

/** Reads the fields of an object of a record, and says of each that is wrong where it is. */
export class Fields {
  private readonly value: Row;

  constructor(
    value: unknown,
    private readonly path: readonly string[] = [],
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ChangeRecordError(path, 'an object');
    }
    this.value = value as Row;
  }

  public get all(): Row {
    return this.value;
  }

  public has(key: string): boolean {
    return this.value[key] !== undefined && this.value[key] !== null;
  }

  public object(key: string): Fields {
    return new Fields(this.value[key], [...this.path, key]);
  }

  public text(key: string): string {
    const value = this.value[key];
    return typeof value === 'string' ? value : this.refuse(key, 'a string');
  }

  public texts(key: string): readonly string[] {
    const value = this.value[key] ?? [];
    const isTexts = Array.isArray(value) && value.every((item) => typeof item === 'string');
    return isTexts ? value : this.refuse(key, 'a list of strings');
  }

  public date(key: string): Date {
    const date = new Date(this.text(key));
    return Number.isNaN(date.getTime()) ? this.refuse(key, 'a date and time') : date;
  }

  public whole(key: string): number {
    const value = this.value[key];
    return Number.isSafeInteger(value) ? (value as number) : this.refuse(key, 'a whole number');
  }

  /** An identifier, which some sources number and others name. */
  public id(key: string): string {
    const value = this.value[key];
    return typeof value === 'number' ? String(value) : this.text(key);
  }

  /** What `read` gives, unless the field is not there. */
  public optional<T>(key: string, read: (key: string) => T): T | undefined {
    return this.has(key) ? read.call(this, key) : undefined;
  }

  public refuse(key: string, expected: string): never {
    throw new ChangeRecordError([...this.path, key], expected);
  }
}
