/** Something that is wrong for now, by what it is about. */
export class Notices {
  private readonly texts = new Map<string, string>();

  /** What is wrong, a line each. */
  public get all(): string[] {
    return [...this.texts.values()];
  }

  public raise(about: string, text: string): void {
    this.texts.set(about, text);
  }

  public clear(about: string): void {
    this.texts.delete(about);
  }
}
