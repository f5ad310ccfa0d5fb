import { raised } from './alarms/evaluate';
import { type Alarms, monitoring, ourPipelines, solutions, streamingDataSolution } from './alarms/pipelines';
import { isRight, MINUTES, type Scenario, scenarios } from './alarms/scenarios';

/** Who rings in each scenario: this library's alarms with their defaults, and those of others with theirs. */
function main(): void {
  const mine = ourPipelines();
  const contestants: Readonly<Record<string, (scenario: Scenario) => Alarms>> = {
    ours: mine,
    solutionsConstructs: constant(solutions()),
    monitoringConstructs: constant(monitoring()),
    streamingDataSolution: constant(streamingDataSolution()),
  };
  for (const [name, alarms] of Object.entries(contestants)) {
    const [first] = scenarios;
    console.log(`${name}: ${first === undefined ? 0 : Object.keys(alarms(first)).length} alarms`);
  }
  console.log(`\n| what happens | who has to know | ${Object.keys(contestants).join(' | ')} |`);
  console.log(
    `|---|---|${Object.keys(contestants)
      .map(() => '---|')
      .join('')}`,
  );
  const right: Record<string, number> = {};
  for (const scenario of scenarios) {
    const cells = Object.entries(contestants).map(([name, alarms]) => {
      const names = raised(alarms(scenario), scenario.metrics, MINUTES);
      const good = isRight(names, scenario, name === 'ours');
      right[name] = (right[name] ?? 0) + (good ? 1 : 0);
      return `${good ? '✓' : '✗'} ${names.join(', ') || 'nobody'}`;
    });
    console.log(`| ${scenario.name} | ${scenario.expected} | ${cells.join(' | ')} |`);
  }
  console.log(JSON.stringify({ scenarios: scenarios.length, right }));
}

function constant(alarms: Alarms): () => Alarms {
  return () => alarms;
}

main();
