import type { Alarms } from './alarms';
import { type Edge, kindOf, type Way } from './graph';
import type { Shape } from './kind';
import { KINDS } from './kinds';
import { type Label, labelsOf } from './labels';
import { isResource, type Place } from './landscape';

/** What a diagram shows. */
export interface Picture {
  readonly nodes: readonly Place[];
  readonly edges: readonly Edge[];
  readonly alarms: readonly Alarms[];
}

const SHAPES: Readonly<Record<Shape, readonly [string, string]>> = {
  stadium: ['([', '])'],
  round: ['(', ')'],
  box: ['[', ']'],
  frame: ['[[', ']]'],
  hexagon: ['{{', '}}'],
  cylinder: ['[(', ')]'],
  slanted: ['[/', '/]'],
};

const ARROWS: Readonly<Record<Way, string>> = { flow: '-->', aside: '-.->', both: '<-->' };

/** The picture as a flowchart, with a frame for each stack where there are several. */
export function mermaid({ nodes, edges, alarms }: Picture): string {
  const labels = labelsOf(nodes);
  const ids = idsOf(nodes, labels);
  const stacks = [...new Set(nodes.filter(isResource).map(({ stack }) => stack.name))];
  const lines = stacks.flatMap((name, index) => {
    const inside = [
      ...nodes
        .filter((place) => isResource(place) && place.stack.name === name)
        .map((place) => nodeLine(place, ids, labels)),
      ...alarms.filter(({ stack }) => stack === name).map(({ count }) => alarmLine(count, index)),
    ];
    if (stacks.length === 1) return inside;
    return [`subgraph stack_${index + 1}["${escaped(name)}"]`, ...inside.map(indent), 'end'];
  });
  const outside = nodes.filter((place) => !isResource(place));
  return [
    'flowchart LR',
    ...lines.map(indent),
    ...outside.map((place) => indent(nodeLine(place, ids, labels))),
    ...edges.map((edge) => indent(edgeLine(edge, ids))),
    '',
  ].join('\n');
}

/** Text that Mermaid shows as it is. */
export function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[#"<>&`\\{}]/g, (letter) => `#${letter.charCodeAt(0)};`);
}

function nodeLine(place: Place, ids: ReadonlyMap<Place, string>, labels: ReadonlyMap<Place, Label>): string {
  const [open, close] = SHAPES[KINDS[kindOf(place)].shape];
  const { name = '', word = '' } = labels.get(place) ?? {};
  const text = [name, word].filter(Boolean).map(escaped).join('<br/>');
  return `${ids.get(place)}${open}"${text}"${close}`;
}

function alarmLine(count: number, index: number): string {
  return `alarms_${index + 1}("Alarms (${count})")`;
}

function edgeLine({ from, to, way, text }: Edge, ids: ReadonlyMap<Place, string>): string {
  const arrow = text === undefined ? ARROWS[way] : `${ARROWS[way]}|"${escaped(text)}"|`;
  return `${ids.get(from)} ${arrow} ${ids.get(to)}`;
}

/** Ids that say what they are of, so that a change of the app changes the lines that it concerns. */
function idsOf(places: readonly Place[], labels: ReadonlyMap<Place, Label>): Map<Place, string> {
  const taken = new Map<string, number>();
  return new Map(
    places.map((place) => {
      const id = `${labels.get(place)?.name}_${kindOf(place)}`.replace(/[^A-Za-z0-9]+/g, '_');
      const count = (taken.get(id) ?? 0) + 1;
      taken.set(id, count);
      return [place, count === 1 ? id : `${id}_${count}`];
    }),
  );
}

function indent(line: string): string {
  return `  ${line}`;
}
