import { raised } from '../../../benchmark/alarms/evaluate';
import { ourPipelines } from '../../../benchmark/alarms/pipelines';
import { isRight, MINUTES, scenarios } from '../../../benchmark/alarms/scenarios';

const alarmsFor = ourPipelines();

test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
  const names = raised(alarmsFor(scenario), scenario.metrics, MINUTES);
  expect({ expected: scenario.expected, names, isRight: isRight(names, scenario, true) }).toMatchObject({
    isRight: true,
  });
});

test.each<[string[], 'page' | 'warn' | 'quiet', boolean]>([
  [[], 'quiet', true],
  [['AWarn'], 'quiet', false],
  [['AWarn'], 'warn', true],
  [['AWarn', 'APage'], 'warn', false],
  [['AWarn'], 'page', false],
  [['APage'], 'page', true],
  [[], 'page', false],
])('%j when %s is expected: right is %s', (names, expected, right) => {
  expect(isRight(names, { name: '', expected, metrics: {} }, true)).toBe(right);
});
