import type { Substitution } from '../substitute';
import type { Limits } from './rate';

/** What the page knows from the start. */
export interface PageData {
  readonly stack: string;
  readonly rate: Limits;
  readonly poison: Limits;
  readonly nodes: readonly { readonly id: string; readonly name: string; readonly word: string }[];
  readonly edges: readonly {
    readonly id: string;
    /** Ids of nodes. */
    readonly from: string;
    readonly to: string;
    readonly text: string;
    /** Whether anything is counted on it. */
    readonly isCounted: boolean;
  }[];
  /** In the order of the states in a snapshot. */
  readonly alarms: readonly {
    readonly name: string;
    readonly metric: string;
    /** Ids of nodes. */
    readonly nodes: readonly string[];
    /** Milliseconds. */
    readonly threshold: number;
    /** When it is raised. */
    readonly rule: string;
  }[];
  readonly substitutions: readonly Substitution[];
}
