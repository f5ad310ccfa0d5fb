#!/usr/bin/env node
import { simulate } from './simulate';

/** What the package does on the command line, by the first word. */
const COMMANDS: Readonly<Record<string, (args: string[]) => number>> = { simulate };

const USAGE = `Usage: kinesis-constructs <command> [options]

  simulate   replay a recorded load through the shard autoscaler and other ways to size a stream

kinesis-constructs <command> --help lists the options of a command.
`;

function main([name, ...args]: string[]): number {
  if (name === undefined || name === '--help' || name === '-h') {
    process.stdout.write(USAGE);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return command(args);
  process.stderr.write(`✗ unknown command "${name}"\n\n${USAGE}`);
  return 2;
}

process.exitCode = main(process.argv.slice(2));
