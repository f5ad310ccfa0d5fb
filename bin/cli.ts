#!/usr/bin/env node
/** What the package does on the command line, by the first word; loaded when asked for. */
const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  diagram: async (args) => (await import('./diagram.js')).diagram(args),
  simulate: async (args) => (await import('./simulate.js')).simulate(args),
  failover: async (args) => (await import('./failover.js')).failover(args),
  failback: async (args) => (await import('./failover.js')).failback(args),
};

const USAGE = `Usage: kinesis-constructs <command> [options]

  diagram    print what of a synthesized app streams, and from where to where, as a Mermaid flowchart
  simulate   replay a recorded load through the shard autoscaler and other ways to size a stream
  failover   let another Region's StreamReplica copy from now on, at once
  failback   the same when all is copied

kinesis-constructs <command> --help lists the options of a command.
`;

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h') {
    process.stdout.write(USAGE);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return command(args);
  process.stderr.write(`✗ unknown command "${name}"\n\n${USAGE}`);
  return 2;
}

void main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
