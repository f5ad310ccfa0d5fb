import { join } from 'node:path';
import { type Proof, runToEnd } from './proof';

/** What the runner does before Flink comes into it. */
export const runnerProofs: readonly Proof[] = [
  {
    name: 'the runner splits, fills in and sorts statements',
    run: async (tools) => {
      const python = tools.installer.python;
      await runToEnd(tools, {
        python,
        args: [join(__dirname, 'runner', 'test_main.py')],
        cwd: tools.folder,
        env: {},
      });
    },
  },
];
