import { rollbackPermissions } from '../../init/workflow-forms.ts';
import type { DoctorFacts } from '../facts.ts';
import { type Finding, ok, problem, warning } from '../finding.ts';
import { type Call, callsOf } from '../workflow.ts';
import { permissionFindings } from './permissions.ts';
import { pinned, secretFinding } from './ship.ts';

/** The forms for people: the way back, and the lock. */
export function formFindings(facts: DoctorFacts): Finding[] {
  return [
    ...formOf(
      facts,
      'rollback-form',
      '/.github/workflows/rollback.yml',
      'go back to a verified release',
      (call) => [
        ...permissionFindings('rollback-permissions', call, rollbackPermissions),
        secretFinding('rollback-secret', call, facts),
      ],
    ),
    ...formOf(facts, 'lock-form', '/actions/lock', 'stop deploys and let them go on', (call) =>
      permissionFindings('lock-permissions', call, { contents: 'read' }),
    ),
  ];
}

function formOf(
  { workflows }: DoctorFacts,
  id: string,
  ending: string,
  does: string,
  more: (call: Call) => Finding[],
): Finding[] {
  const [call] = callsOf(workflows, ending);
  if (call === undefined)
    return [
      warning(id, {
        what: `There is no form to ${does}.`,
        why: 'On the day when it is needed, somebody would have to be found who knows kubectl.',
        next: 'Run `npx @workaday/cli init`, which writes it.',
      }),
    ];
  const button =
    'workflow_dispatch' in call.on
      ? ok(id, `${call.path} is the form to ${does}.`)
      : problem(id, {
          what: `${call.path} has no button (\`workflow_dispatch\`).`,
          why: 'Nobody can press it.',
          next: 'Write `on: { workflow_dispatch: … }`, as `npx @workaday/cli init` does.',
        });
  return [button, pinned(call), ...more(call)];
}
