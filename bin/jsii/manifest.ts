/** What of the package's own package.json goes into that of the other languages. */
export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly license: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** The languages beside TypeScript and JavaScript, and what the library is called there. */
export const LANGUAGES = {
  python: { distName: 'kinesis-constructs', module: 'kinesis_constructs' },
  java: {
    package: 'kinesisconstructs',
    maven: { groupId: 'kinesis-constructs', artifactId: 'kinesis-constructs' },
  },
} as const;

export type Language = keyof typeof LANGUAGES;

/**
 * The package.json that jsii compiles by: constructs alone, which need the CDK and nothing else. The package's own asks for
 * what runs in functions too, and jsii would have all of that bundled.
 */
export function jsiiManifest(own: PackageManifest): object {
  const { name, version, description, keywords, license, peerDependencies } = own;
  return {
    name,
    version,
    description,
    keywords,
    license,
    // Asked for by jsii, and not published: an organization without an address, and a host that cannot exist.
    author: { name: `${name} maintainers`, organization: true },
    repository: { type: 'git', url: `https://${name}.invalid` },
    stability: 'experimental',
    main: 'lib/index.js',
    types: 'lib/index.d.ts',
    files: ['.jsii', 'lib/**/*.js', 'lib/**/*.d.ts', 'lambda/**/*.js', 'lambda/**/*.d.ts', 'dist/handlers'],
    jsii: { outdir: 'out', targets: LANGUAGES },
    peerDependencies,
  };
}
