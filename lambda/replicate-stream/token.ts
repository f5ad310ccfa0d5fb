/** Who may replicate, and since when: the moves of the token from Region to Region, the last one last. */
export interface Token {
  readonly moves: readonly TokenMove[];
}

/** One move of the token. */
export interface TokenMove {
  /** The Region that got it. */
  readonly region: string;

  /** When, milliseconds since 1970. */
  readonly since: number;

  /** From when on consumers in that Region had to read then, milliseconds since 1970, if anything told. */
  readonly resumeAt?: number;
}

/** The Region that holds the token now. */
export function holderOf(token: Token): string | undefined {
  return token.moves.at(-1)?.region;
}

/** The Region that held the token at `time`; before the first move known, the one that got it in that move. */
export function holderAt(token: Token, time: number): string | undefined {
  const before = token.moves.filter(({ since }) => since <= time);
  return (before.at(-1) ?? token.moves[0])?.region;
}
