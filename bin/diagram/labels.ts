import { kindOf } from './graph';
import { KINDS } from './kinds';
import { isResource, type Place } from './landscape';

/** What is written on a place: its name, and in a second line what it is. */
export interface Label {
  readonly name: string;
  readonly word: string;
}

/** Names that differ where places differ: as short as that allows. */
export function labelsOf(places: readonly Place[]): Map<Place, Label> {
  const short = places.map((place) => ({
    place,
    key: [stackOf(place), wordOf(place), shortName(place)].join(),
  }));
  return new Map(
    short.map(({ place, key }) => {
      const isAlone = short.filter((other) => other.key === key).length === 1;
      return [place, { name: isAlone ? shortName(place) : longName(place), word: wordOf(place) }];
    }),
  );
}

/** The construct's path without ids that say no more than the word below, whatever hash they end with. */
function shortName(place: Place): string {
  if (!isResource(place)) return place.name;
  const { ids = [] } = KINDS[kindOf(place)];
  const says = (id: string) => !ids.includes(id.replace(/(?<=[a-z])[0-9a-f]{8}$/, ''));
  const last = place.path.findLastIndex((id, index) => index === 0 || says(id));
  return place.path.slice(0, last + 1).join('/');
}

function longName(place: Place): string {
  return isResource(place) ? place.path.join('/') : place.name;
}

function wordOf(place: Place): string {
  const { word } = KINDS[kindOf(place)];
  if (!isResource(place)) return place.region === undefined ? word : `${word} in ${place.region}`;
  const { EngineName } = place.properties;
  return kindOf(place) === 'database' && typeof EngineName === 'string' ? `${EngineName} ${word}` : word;
}

function stackOf(place: Place): string {
  return isResource(place) ? place.stack.name : '';
}
