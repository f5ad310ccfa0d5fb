import type { KindName } from './kinds';
import type { Landscape, Place } from './landscape';
import type { Properties, Resource } from './stack';

/** Which settings of a destination lead to what it is, and which name it. */
interface Destination {
  readonly name: RegExp;
  readonly kind: KindName;
  readonly leads?: string;
  readonly called: readonly string[];
}

const DESTINATIONS: readonly Destination[] = [
  { name: /^Redshift/, kind: 'redshift', leads: 'ClusterJDBCURL', called: ['ClusterJDBCURL'] },
  {
    name: /^AmazonOpenSearchServerless/i,
    kind: 'search',
    leads: 'CollectionEndpoint',
    called: ['CollectionEndpoint', 'IndexName'],
  },
  {
    name: /^(AmazonOpenSearchService|Elasticsearch)/i,
    kind: 'search',
    leads: 'DomainARN',
    called: ['ClusterEndpoint', 'IndexName'],
  },
  { name: /^Splunk/, kind: 'splunk', called: ['HECEndpoint'] },
  { name: /^HttpEndpoint/, kind: 'http', called: ['EndpointConfiguration'] },
  { name: /^Snowflake/, kind: 'snowflake', called: ['Database', 'Schema', 'Table'] },
];

/** Where Firehose delivers to; `undefined` when that is the bucket alone. */
export function destinationOf(
  name: string,
  settings: Properties,
  at: Resource,
  landscape: Landscape,
): Place | undefined {
  if (/^Iceberg/.test(name)) return icebergTable(settings, at, landscape);
  const destination = DESTINATIONS.find((one) => one.name.test(name));
  if (destination === undefined) return undefined;
  const { kind, leads = '', called } = destination;
  const [found] = landscape.places(settings[leads], at, kind);
  if (found !== undefined) return found;
  const texts = called.map((setting) => landscape.read(urlOf(settings[setting]), at).text);
  return workgroup(texts[0] ?? '', landscape) ?? { kind, name: shown(texts) };
}

/** Firehose knows Redshift by an address, which begins with the name. */
function workgroup(address: string, landscape: Landscape): Resource | undefined {
  const name = /^jdbc:redshift:\/\/([^.]+)\./.exec(address)?.[1];
  return landscape
    .ofKind('redshift')
    .find(({ properties }) => name !== undefined && properties.WorkgroupName === name);
}

function icebergTable(settings: Properties, at: Resource, landscape: Landscape): Place {
  const [table] = [settings.DestinationTableConfigurationList ?? []].flat() as Record<string, unknown>[];
  const { DestinationDatabaseName, DestinationTableName } = table ?? {};
  const texts = [DestinationDatabaseName, DestinationTableName].map((name) => landscape.read(name, at).text);
  const [found] = landscape.places(DestinationTableName, at, 'glueTable');
  return found ?? { kind: 'icebergTable', name: shown(texts) };
}

/** HTTP endpoints have their address one level below. */
function urlOf(value: unknown): unknown {
  return (value as { Url?: unknown } | undefined)?.Url ?? value;
}

/** A name without what only the deployment knows, or the path of an address. */
function shown(texts: readonly string[]): string {
  const host = (text: string) => /^[a-z:]*\/\/([^/:?]+)/.exec(text)?.[1] ?? text;
  return texts
    .map(host)
    .filter((text) => text !== '' && !text.includes('<'))
    .join('.');
}
