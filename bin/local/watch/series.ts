/** Values over time, a column each; `null` where there was none. */
export interface Columns<Name extends string> {
  /** In milliseconds since 1970. */
  readonly at: readonly number[];
  readonly values: Readonly<Record<Name, readonly (number | null)[]>>;
}

/** One moment of a series. */
export interface Point<Name extends string> {
  readonly at: number;
  readonly values: Readonly<Record<Name, number | null>>;
}

/** The last so many points. */
export class Series<Name extends string> {
  private readonly points: Point<Name>[] = [];

  constructor(
    private readonly names: readonly Name[],
    private readonly capacity: number,
  ) {}

  public add(point: Point<Name>): void {
    this.points.push(point);
    if (this.points.length > this.capacity) this.points.shift();
  }

  /** All points, oldest first. */
  public columns(): Columns<Name> {
    const columns = this.names.map((name) => [name, this.points.map(({ values }) => values[name])]);
    return { at: this.points.map(({ at }) => at), values: Object.fromEntries(columns) };
  }
}
