/** Where a value stands in a `List`. */
export interface Link<T> {
  readonly value: T;
  before: Link<T> | undefined;
  after: Link<T> | undefined;
}

/** A queue from which any value can leave in constant time. */
export class List<T> {
  private head: Link<T> | undefined;
  private tail: Link<T> | undefined;
  private length = 0;

  public get size(): number {
    return this.length;
  }

  public get first(): T | undefined {
    return this.head?.value;
  }

  /** Adds `value` at the end. */
  public push(value: T): Link<T> {
    const link: Link<T> = { value, before: this.tail, after: undefined };
    if (this.tail === undefined) this.head = link;
    else this.tail.after = link;
    this.tail = link;
    this.length += 1;
    return link;
  }

  /** Takes `link` out; it must be in this list. */
  public remove(link: Link<T>): void {
    if (link.before === undefined) this.head = link.after;
    else link.before.after = link.after;
    if (link.after === undefined) this.tail = link.before;
    else link.after.before = link.before;
    this.length -= 1;
  }

  /** From first to last. The value at hand may be removed on the way. */
  public *[Symbol.iterator](): Generator<T, void> {
    for (let link = this.head; link !== undefined; ) {
      const { value, after } = link;
      yield value;
      link = after;
    }
  }
}
