import { Failure } from '@workaday/core';
import type { DoctorFacts } from '../facts.ts';
import { type Finding, ok, problem } from '../finding.ts';

/** The folder and its configuration. */
export function repositoryFindings({ git, config }: DoctorFacts): Finding[] {
  return [gitFinding(git), configFinding(config)];
}

function gitFinding(git: DoctorFacts['git']): Finding {
  const id = 'git-remote';
  if (git === undefined)
    return problem(id, {
      what: 'The folder is in no git repository.',
      why: 'Workaday ships what is pushed to GitHub.',
      next: '`git init`, and add the remote: `git remote add origin git@github.com:ORG/NAME.git`; or name the repository with --dir.',
    });
  if (git.origin === undefined)
    return problem(id, {
      what: 'The repository has no remote `origin` at a server.',
      why: 'Workaday ships what is pushed to GitHub.',
      next: '`git remote add origin git@github.com:ORG/NAME.git`.',
    });
  if (!git.isTop)
    return problem(id, {
      what: `The folder is only a part of the repository ${git.origin.owner}/${git.origin.name}.`,
      why: 'Workflows and workaday.yml belong to the top of a repository.',
      next: 'Run it at the top, or make the folder a repository of its own.',
    });
  return ok(id, `The repository is ${git.origin.owner}/${git.origin.name} at ${git.origin.host}.`);
}

function configFinding(config: DoctorFacts['config']): Finding {
  const id = 'config';
  if (!(config instanceof Failure)) {
    const services = config.services.map(({ name }) => name).join(', ');
    return ok(id, `The app is ${config.app}, with the services ${services}.`);
  }
  const { what, why = 'A run would end with the same failure.', next } = config.parts;
  return problem(id, { what: `${what}.`, why, next });
}
