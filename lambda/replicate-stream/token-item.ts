import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Token, TokenMove } from './token';

/** Moves that the item keeps; a record is at most a year old. */
const KEPT_MOVES = 50;

/** The token out of its item; undefined without an item. Fails on one that it cannot read. */
export function tokenFrom(item: Record<string, AttributeValue> | undefined): Token | undefined {
  if (item === undefined) return undefined;
  const moves = (item.moves?.L ?? []).map(({ M }) => ({
    region: M?.region?.S,
    since: Number(M?.since?.N),
    ...(M?.resumeAt?.N === undefined ? {} : { resumeAt: Number(M.resumeAt.N) }),
  }));
  const isWhole = moves.length > 0 && moves.every(({ region, since }) => region && Number.isFinite(since));
  if (!isWhole) throw new Error('the item of the token is not one that this library wrote');
  return { moves: moves as Token['moves'] };
}

/** Attributes of the token's item beside its key. */
export function tokenAttributes({ moves }: Token, epoch: number): Record<string, AttributeValue> {
  const kept = moves.slice(-KEPT_MOVES);
  return {
    epoch: { N: String(epoch) },
    region: { S: kept[kept.length - 1].region },
    moves: { L: kept.map((move) => ({ M: attributesOf(move) })) },
  };
}

function attributesOf({ region, since, resumeAt }: TokenMove): Record<string, AttributeValue> {
  const item = { region: { S: region }, since: { N: String(since) } };
  return resumeAt === undefined ? item : { ...item, resumeAt: { N: String(resumeAt) } };
}
