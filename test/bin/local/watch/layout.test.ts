import { layersOf } from '../../../../bin/local/watch/layers';
import { type Layout, layout, type Measures } from '../../../../bin/local/watch/layout';

const RIGHT: Measures = {
  direction: 'right',
  nodeWidth: 100,
  nodeHeight: 50,
  layerGap: 60,
  nodeGap: 20,
  bend: 10,
};
const links = (...pairs: string[]) =>
  pairs.map((pair) => ({ id: pair, from: pair[0] ?? '', to: pair[1] ?? '' }));
const ranks = (nodes: string, ...pairs: string[]) =>
  layersOf([...nodes], links(...pairs)).layers.map((layer) =>
    layer.filter(({ isBend }) => !isBend).map(({ id }) => id),
  );

test('a node is behind all that lead to it', () => {
  expect(ranks('abcd', 'ab', 'bc', 'ac', 'cd')).toEqual([['a'], ['b'], ['c'], ['d']]);
});

test('a circle is cut where it closes', () => {
  expect(ranks('abc', 'ab', 'bc', 'ca').flat().sort()).toEqual(['a', 'b', 'c']);
  expect(ranks('ab', 'ab', 'ba', 'aa')).toHaveLength(2);
});

test('nodes that nothing leads to are in front', () => {
  expect(ranks('abx', 'ab')).toEqual([['a', 'x'], ['b']]);
});

test('edges do not cross where they need not', () => {
  expect(ranks('abcdef', 'ac', 'ad', 'bd', 'be', 'cf')[1]).toEqual(['c', 'd', 'e']);
  const [first = [], second] = ranks('pqxy', 'py', 'qx');
  expect(second).toEqual(first.map((id) => (id === 'p' ? 'y' : 'x')));
});

/** The nodes of a layout that overlap. */
function overlaps({ nodes }: Layout, { nodeWidth, nodeHeight }: Measures): string[] {
  const all = [...nodes];
  return all.flatMap(([id, a], index) =>
    all
      .slice(index + 1)
      .filter(([, b]) => Math.abs(a.x - b.x) < nodeWidth && Math.abs(a.y - b.y) < nodeHeight)
      .map(([other]) => `${id}${other}`),
  );
}

test.each(['right', 'down'] as const)('to the %s, nodes are apart and inside the drawing', (direction) => {
  const measures = { ...RIGHT, direction };
  const drawn = layout(
    [...'abcdefgh'],
    links('ab', 'ac', 'ad', 'be', 'cf', 'dg', 'ah', 'eh', 'fh', 'gh'),
    measures,
  );
  expect(overlaps(drawn, measures)).toEqual([]);
  for (const { x, y } of drawn.nodes.values()) {
    expect(x).toBeGreaterThanOrEqual(49.99);
    expect(x).toBeLessThanOrEqual(drawn.width - 49.99);
    expect(y).toBeGreaterThanOrEqual(24.99);
    expect(y).toBeLessThanOrEqual(drawn.height - 24.99);
  }
});

test('an edge leads from rim to rim, around what is in between', () => {
  const { nodes, edges } = layout([...'abc'], links('ab', 'bc', 'ac'), RIGHT);
  const [a, b, c] = ['a', 'b', 'c'].map((id) => nodes.get(id)!);
  expect(edges.get('ab')).toEqual([
    { x: a!.x + 50, y: a!.y },
    { x: b!.x - 50, y: b!.y },
  ]);
  const around = edges.get('ac')!;
  expect(around).toHaveLength(4);
  expect(around[0]).toEqual({ x: a!.x + 50, y: a!.y });
  expect(around[3]).toEqual({ x: c!.x - 50, y: c!.y });
  expect(Math.abs(around[1]!.y - b!.y)).toBeGreaterThanOrEqual(50 / 2 + 10 / 2);
});

test('a chain is straight', () => {
  const { nodes, height } = layout([...'abc'], links('ab', 'bc'), RIGHT);
  expect(new Set([...nodes.values()].map(({ y }) => y))).toEqual(new Set([25]));
  expect(height).toBe(50);
});
