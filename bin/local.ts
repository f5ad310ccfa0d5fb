import { parseOptions, USAGE, UsageError } from './local/options';
import { runSession } from './local/session';

async function main(args: string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    if (!options.help) return await runSession(options);
    process.stdout.write(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`✗ ${error.message}; npm run local -- --help lists the options\n`);
    return 2;
  }
}

// What the AWS SDK will require of Node.js next year is no concern of a run on this machine.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
void main(process.argv.slice(2)).then((code) => process.exit(code));
