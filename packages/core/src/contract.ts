import { flag, type InputSpecs, type InputsOf } from './inputs.ts';

export interface OutcomeSpec {
  description: string;
  /** Whether the step ends green. */
  ok: boolean;
}

/** What an action promises: the one source of its action.yml, its README tables and its types. */
export interface Contract<
  Inputs extends InputSpecs = InputSpecs,
  Output extends string = string,
  Outcome extends string = string,
  Reason extends string = string,
> {
  /** Folder under actions/. */
  name: string;
  title: string;
  description: string;
  /** Icon (Feather) and colour for the marketplace. */
  branding: { icon: string; color: string };
  inputs: Inputs;
  outputs: Readonly<Record<Output, string>>;
  outcomes: Readonly<Record<Outcome, OutcomeSpec>>;
  /** Closed list of reasons, each with what it means and what to do. */
  reasons: Readonly<Record<Reason, string>>;
  /** Closed lists of its own that the README shows as tables, by the name of their markers; cells are Markdown. */
  tables?: Readonly<Record<string, { head: readonly string[]; rows: readonly (readonly string[])[] }>>;
}

const commonInputs = {
  'dry-run': flag({ description: 'Say what would be done, and do nothing.' }),
};

const commonReasons = {
  ok: 'Everything went as intended.',
  'dry-run': 'Nothing was changed, because `dry-run` was asked for.',
  'bad-input':
    'An input or combination of inputs is not usable; all of them are listed. Nothing was touched.',
  'bad-config': '`workaday.yml` is not usable; every error is listed with its line. Nothing was touched.',
  'internal-error': 'A bug in Workaday; the log holds the stack. Please report it.',
};

export type CommonReason = keyof typeof commonReasons;
export type ContractInputs<C> = C extends Contract<infer I, string, string, string> ? InputsOf<I> : never;
export type OutcomeOf<C> = C extends Contract<InputSpecs, string, infer Outcome, string> ? Outcome : never;
export type ReasonOf<C> = C extends Contract<InputSpecs, string, string, infer Reason> ? Reason : never;
export type OutputOf<C> = C extends Contract<InputSpecs, infer Output, string, string> ? Output : never;

/** Completes a contract with what every action has: `dry-run`, `outcome`, `reason` and the common reasons. */
export function defineContract<
  const Inputs extends InputSpecs,
  Output extends string,
  Outcome extends string,
  Reason extends string,
>(
  own: Contract<Inputs, Output, Outcome, Reason>,
): Contract<Inputs & typeof commonInputs, Output, Outcome | 'failed', Reason | CommonReason> {
  const failed = { failed: { description: 'It could not be done; `reason` says why.', ok: false } };
  return {
    ...own,
    inputs: { ...own.inputs, ...commonInputs },
    outcomes: { ...failed, ...own.outcomes } as Contract<
      Inputs,
      Output,
      Outcome | 'failed',
      Reason
    >['outcomes'],
    reasons: { ...commonReasons, ...own.reasons },
  };
}
