import {
  type Config,
  checkRight,
  defaultBranchFiles,
  Failure,
  loadConfig,
  logText,
  namedEnvironment,
  type RightName,
  type RightSources,
  type RunContext,
  reasonProblem,
  type Start,
  startOf,
} from '@workaday/core';
import type { Inputs } from './contract.ts';
import { isOnlyPlan } from './only-plan.ts';

export interface AuthorityPorts {
  context: RunContext;
  /** JSON of the event that started the run; undefined when there is none. */
  event: string | undefined;
  /** GitHub as this job may ask it, and as a token that may read teams does. */
  github(): Promise<RightSources>;
}

/** By whose right this deploy is done. */
export interface Authority {
  start: Start;
  /** Who pressed the button; a login at GitHub. */
  by: string;
  /** Why they break the glass; empty when nobody does. */
  glass: string;
  /** Asks GitHub whether they may; throws Failure `not-allowed` when not. */
  require(right: RightName): Promise<void>;
}

type Asked = Pick<Inputs, 'break-glass' | 'config' | 'dry-run' | 'environment'>;

/**
 * A merge has passed the rules of its branch and needs no other right; whoever starts a deploy by hand does, and it is
 * looked up at GitHub, by the configuration of the default branch.
 * @throws Failure `not-deployable`, `not-allowed`, or `github-…` when it is not known who may
 */
export async function readAuthority(
  inputs: Asked,
  { context, event, github }: AuthorityPorts,
  { services }: Pick<Config, 'services'>,
): Promise<Authority> {
  const glass = inputs['break-glass'].trim();
  const by = context.triggeringActor;
  const plain = { by, glass: '', require: async () => undefined };
  if (isOnlyPlan(inputs, context)) return { ...plain, start: { by: 'merge' } };
  const prefixes = services.map(({ tagPrefix }) => tagPrefix);
  const start = startOf(context, event === undefined ? undefined : JSON.parse(event), prefixes);
  refuseGlass(glass, start);
  if (start.by === 'merge') return { ...plain, start };
  const sources = await github();
  const config = await loadConfig(defaultBranchFiles(sources.github), {
    path: inputs.config,
    repository: context.repository,
  });
  const { environment } = inputs;
  const { rights } = namedEnvironment(config, environment);
  const require = (right: RightName) => checkRight(sources, { login: by, right, rights, environment });
  if (glass !== '') await require('break-glass');
  // Which right a tag needs depends on what is live: one below it is a rollback.
  else if (start.tag === undefined) await require('deploy');
  return { start, by, glass, require };
}

function refuseGlass(glass: string, start: Start): void {
  if (glass === '') return;
  const byNobody =
    start.by === 'merge'
      ? `input break-glass is ${JSON.stringify(logText(glass))}, but a merge started this run, and a merge breaks no glass`
      : undefined;
  const what = reasonProblem('break-glass', glass) ?? byNobody;
  if (what === undefined) return;
  throw new Failure({
    reason: 'bad-input',
    what,
    next: 'Give a short reason in a form that a person starts (workflow_dispatch), and leave it empty otherwise; nothing was touched.',
  });
}
