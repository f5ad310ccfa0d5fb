import { type IAspect, Stack, type StackProps, Stage, Token } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

/** Adds a stack with what `make` makes for each account and Region that the stacks of an app are in. */
export class StackForEachPlace implements IAspect {
  constructor(
    private readonly stage: Stage,
    private readonly id: string,
    private readonly isWanted: (stacks: readonly Stack[]) => boolean,
    private readonly make: (scope: Construct, isFirst: boolean) => void,
  ) {}

  public visit(node: IConstruct): void {
    if (node !== this.stage) return;
    const places = new Map<string, Stack[]>();
    for (const stack of stacksOf(this.stage)) {
      places.set(stack.environment, [...(places.get(stack.environment) ?? []), stack]);
    }
    [...places.values()].filter(this.isWanted).forEach((stacks, i) => {
      this.make(new Stack(this.stage, this.idIn(stacks[0]), placeOf(stacks[0])), i === 0);
    });
  }

  /** It says the place, so that it does not change when the app comes to another one. */
  private idIn({ account, region }: Stack): string {
    return [this.id, account, region].filter((part) => !Token.isUnresolved(part)).join('-');
  }
}

function stacksOf(stage: Stage): Stack[] {
  return stage.node
    .findAll()
    .filter(Stack.isStack)
    .filter((stack) => Stage.of(stack) === stage);
}

function placeOf({ account, region }: Stack): StackProps {
  const known = (value: string) => (Token.isUnresolved(value) ? undefined : value);
  return { env: { account: known(account), region: known(region) } };
}
