import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { defaultPermissions } from '../src/runner/job-permissions.ts';
import { localiseRun } from '../src/runner/localise.ts';
import type { RunSources, Yaml } from '../src/runner/localise-frame.ts';
import { formatUses } from '../src/runner/uses.ts';

const origin = { repository: 'acme/web', ref: 'c0ffee' };
const called = 'your-org/workaday/.github/workflows/ship.yml@v1';

function sources(content: string, more: Partial<RunSources> = {}): RunSources {
  return {
    origin,
    path: '.github/workflows/main.yml',
    content: parse(content),
    workflows: {},
    actions: {},
    environments: {},
    defaultPermissions,
    contexts: { github: { ref_name: 'main' }, inputs: {}, vars: {} },
    gateUrl: 'http://gate',
    idTokenUrl: 'http://identity?v=2',
    recordFolder: '/records',
    ...more,
  };
}

/** The jobs of one localised file: the run's own, or the one called. */
function jobs(given: RunSources, file: 'own' | 'called' = 'own'): Record<string, Yaml> {
  const found = localiseRun(given).files.find((one) => (one.repository === undefined) === (file === 'own'));
  return found?.content['jobs'] as Record<string, Yaml>;
}
const steps = (job: Yaml | undefined) => (job?.['steps'] ?? []) as Yaml[];
const one = (job: string) => `{ on: push, jobs: { a: ${job} } }`;

describe('a job', () => {
  it('has its own token wherever the text asks for it, also in defaults of actions', () => {
    const actions = {
      'o/r/x@v1': { inputs: { token: { default: '${{ github.token }}' }, other: { default: 'x' } } },
    };
    const content = one(
      "{ env: { A: '${{ github.token }}' }, steps: [{ uses: o/r/x@v1 }, { uses: o/r/x@v1, with: { TOKEN: own } }, { run: 'echo ${{ secrets.GITHUB_TOKEN }} github.token', if: \"github.token != ''\" }] }",
    );
    const { a } = jobs(sources(content, { actions }));
    expect(a?.['env']).toEqual({ A: '${{ secrets.WORKADAY_TOKEN_1 }}' });
    expect(steps(a).map((step) => step['with'] ?? step['run'])).toEqual([
      { token: '${{ secrets.WORKADAY_TOKEN_1 }}' },
      { TOKEN: 'own' },
      'echo ${{ secrets.WORKADAY_TOKEN_1 }} github.token',
    ]);
  });

  it.each([
    ['$/actions/x', 'acme/web/actions/x@c0ffee'],
    ['./actions/x', './actions/x'],
    ['actions/checkout@v5', 'actions/checkout@v5'],
    ['docker://alpine', 'docker://alpine'],
  ])('uses %s as %s', (uses, local) => {
    expect(steps(jobs(sources(one(`{ steps: [{ uses: '${uses}' }] }`)))['a'])[0]?.['uses']).toBe(local);
  });

  it('waits for its concurrency group, whose queue is dropped', () => {
    const { a } = jobs(
      sources(one("{ concurrency: { group: 'g-${{ github.ref }}', queue: max }, steps: [{ run: x }] }")),
    );
    expect(a?.['concurrency']).toEqual({ group: 'g-${{ github.ref }}' });
    expect(steps(a)[0]).toMatchObject({
      uses: 'workaday-testbed/concurrency-gate@local',
      with: { job: 'a', group: 'g-${{ github.ref }}' },
    });
    expect(steps(a)[1]).toEqual({ run: 'x' });
  });

  it("sees its environment's values, which win", () => {
    const environments = { production: { secrets: { KUBE: 'e' }, variables: { REGION: 'n' } } };
    const content = one(
      "{ environment: { name: production, deployment: false }, steps: [{ run: '${{ secrets.KUBE }} ${{ secrets.OTHER }} ${{ vars.REGION }} ${{ secrets[''KUBE''] }}' }] }",
    );
    const local = localiseRun(sources(content, { environments }));
    const { a } = (local.files[0]?.content['jobs'] ?? {}) as Record<string, Yaml>;
    const renamed = 'WORKADAY_ENV_PRODUCTION_KUBE';
    expect(steps(a)[0]?.['run']).toBe(
      `\${{ secrets.${renamed} }} \${{ secrets.OTHER }} \${{ vars.WORKADAY_ENV_PRODUCTION_REGION }} \${{ secrets.${renamed} }}`,
    );
    expect(local.secrets).toEqual({ [renamed]: 'e' });
    expect(a?.['environment']).toEqual({ name: 'production' });
    expect(local.jobs[0]).toMatchObject({ environment: 'production', recordsDeployment: false });
  });

  it('is told apart by permissions: its own, the workflow’s, the default', () => {
    const content =
      '{ on: push, permissions: { issues: read }, jobs: { a: { permissions: { contents: write } }, b: {}, c: { permissions: {} } } }';
    const given = (text: string) => localiseRun(sources(text)).jobs.map((job) => job.permissions);
    expect(given(content)).toEqual([{ contents: 'write' }, { issues: 'read' }, {}]);
    expect(given('{ on: push, jobs: { a: {} } }')).toEqual([defaultPermissions]);
  });

  it.each([
    ['{ id-token: write }', true],
    ['write-all', true],
    ['{ id-token: read }', false],
    ['{ id-token: none, contents: write }', false],
    ['read-all', false],
    ['{}', false],
  ])('may ask for identity tokens by its permissions: %s', (permissions, may) => {
    const local = localiseRun(sources(one(`{ permissions: ${permissions}, env: { A: x }, steps: [] }`)));
    const { a } = (local.files[0]?.content['jobs'] ?? {}) as Record<string, Yaml>;
    const access = {
      ACTIONS_ID_TOKEN_REQUEST_URL: 'http://identity?v=2',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: '${{ secrets.WORKADAY_TOKEN_1_ID }}',
    };
    expect(a?.['env']).toEqual({ A: 'x', ...(may ? access : {}) });
    const secrets = may ? [{ secret: 'WORKADAY_TOKEN_1_ID', environment: undefined }] : [];
    expect(local.jobs[0]?.idTokenSecrets).toEqual(secrets);
  });

  it('asks during the run which environment it is in, where only the run can tell', () => {
    const environments = {
      production: { secrets: { KUBE: 'p' }, variables: { REGION: 'n' } },
      staging: { secrets: { KUBE: 's' }, variables: {} },
    };
    const content = one(
      "{ permissions: { id-token: write }, environment: { name: '${{ needs.x.outputs.y }}', deployment: false }, steps: [{ run: '${{ secrets.KUBE || 1 }} ${{ vars.REGION }} ${{ secrets.OTHER }}' }] }",
    );
    const local = localiseRun(sources(content, { environments }));
    const { a } = (local.files[0]?.content['jobs'] ?? {}) as Record<string, Yaml>;
    const is = (name: string) => `((needs.x.result != 'skipped' && needs.x.outputs.y || '')) == '${name}'`;
    const kube = `(${is('staging')} && secrets.WORKADAY_ENV_STAGING_KUBE || (${is('production')} && secrets.WORKADAY_ENV_PRODUCTION_KUBE || secrets.KUBE))`;
    const region = `(${is('production')} && vars.WORKADAY_ENV_PRODUCTION_REGION || vars.REGION)`;
    expect(steps(a)[0]?.['run']).toBe(`\${{ ${kube} || 1 }} \${{ ${region} }} \${{ secrets.OTHER }}`);
    expect(local.secrets).toEqual({ WORKADAY_ENV_PRODUCTION_KUBE: 'p', WORKADAY_ENV_STAGING_KUBE: 's' });
    expect(a?.['environment']).toEqual({
      name: "${{ (needs.x.result != 'skipped' && needs.x.outputs.y || '') }}",
    });
    expect(a?.['env']).toMatchObject({
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: `\${{ ${is('production')} && secrets.WORKADAY_TOKEN_1_ID_PRODUCTION || ${is('staging')} && secrets.WORKADAY_TOKEN_1_ID_STAGING }}`,
    });
    expect(local.jobs[0]).toMatchObject({
      environment: undefined,
      recordsDeployment: false,
      idTokenSecrets: [
        { secret: 'WORKADAY_TOKEN_1_ID_PRODUCTION', environment: 'production' },
        { secret: 'WORKADAY_TOKEN_1_ID_STAGING', environment: 'staging' },
      ],
    });
  });

  it('cannot have one that only the run can tell, and a deployment record of GitHub’s for it', () => {
    const local = localiseRun(sources(one("{ environment: '${{ needs.x.outputs.y }}', steps: [] }")));
    expect(local.failures).toEqual([
      expect.stringContaining("environment of job 'a': 'needs' is not known before the run starts"),
    ]);
  });
});

describe('what a skipped job did not put out', () => {
  it('is nothing in a condition of a job or a step, with or without the signs of an expression', () => {
    const asked = "needs.x.outputs.y != ''";
    const content = one(
      `{ needs: x, if: "${asked}", steps: [{ run: a, if: "${asked}" }, { uses: o/r/x@v1, if: "always() && ${asked}" }, { run: b, if: "\${{ ${asked} }}" }] }`,
    );
    const { a } = (localiseRun(sources(content)).files[0]?.content['jobs'] ?? {}) as Record<string, Yaml>;
    const told = "(needs.x.result != 'skipped' && needs.x.outputs.y || '') != ''";
    expect(a?.['if']).toBe(told);
    expect(steps(a).map((step) => step['if'])).toEqual([told, `always() && ${told}`, `\${{ ${told} }}`]);
  });
});

describe('a called workflow', () => {
  const caller = (job: string) => `{ name: caller, on: push, jobs: { ship: { uses: ${called}, ${job} } } }`;
  const callee = (text: string) => ({ workflows: { [called]: parse(text) as Yaml } });
  const simple =
    '{ on: { workflow_call: { inputs: { env: { default: production } } } }, jobs: { deploy: { permissions: { contents: read }, environment: "${{ inputs.env }}", steps: [{ uses: $/actions/x }, { run: "${{ secrets.KUBE }}" }] } } }';

  it('is copied for its call, under the caller’s name, with its siblings at its own commit', () => {
    const local = localiseRun(sources(caller('permissions: { contents: write }'), callee(simple)));
    const file = local.files.find((found) => found.repository === 'your-org/workaday@v1');
    expect(file?.path).toBe('.github/workflows/ship.ship.yml');
    expect(file?.content['name']).toBe('caller');
    const ours = local.files.find((found) => found.repository === undefined)?.content['jobs'] as Record<
      string,
      Yaml
    >;
    expect(ours['ship']?.['uses']).toBe('your-org/workaday/.github/workflows/ship.ship.yml@v1');
    const { deploy } = (file?.content['jobs'] ?? {}) as Record<string, Yaml>;
    expect(steps(deploy)[0]?.['uses']).toBe('your-org/workaday/actions/x@v1');
    expect(local.jobs.map((job) => job.key)).toEqual(['ship / deploy']);
  });

  it.each<[string, string, string | undefined]>([
    [
      'passed by name',
      'permissions: { contents: read }, secrets: { KUBE: "${{ secrets.KUBE }}" }',
      'WORKADAY_ENV_PRODUCTION_KUBE',
    ],
    ['inherited', 'permissions: { contents: read }, secrets: inherit', 'WORKADAY_ENV_PRODUCTION_KUBE'],
    ['not passed: silently empty', 'permissions: { contents: read }', undefined],
    [
      'of another environment',
      'permissions: { contents: read }, with: { env: staging }, secrets: { KUBE: "${{ secrets.KUBE }}" }',
      undefined,
    ],
  ])('gets an environment secret when it is %s', (_name, job, renamed) => {
    const environments = { production: { secrets: { KUBE: 'e' }, variables: {} } };
    const given = sources(caller(job), { ...callee(simple), environments });
    const run = steps(jobs(given, 'called')['deploy'])[1]?.['run'];
    expect(run).toBe(`\${{ secrets.${renamed ?? 'KUBE'} }}`);
    const passed = jobs(given)['ship']?.['secrets'];
    if (passed !== 'inherit' && renamed) expect(passed).toHaveProperty(renamed, `\${{ secrets.${renamed} }}`);
  });

  it('of the same repository is of the same commit; two calls have two copies and tokens of their own', () => {
    const full = 'acme/web/.github/workflows/x.yml@c0ffee';
    const workflows = {
      [full]: parse(
        '{ on: { workflow_call: }, jobs: { d: { environment: production, steps: [{ run: "${{ secrets.KUBE }} ${{ github.token }}" }] } } }',
      ),
    };
    const environments = { production: { secrets: { KUBE: 'e' }, variables: {} } };
    const call = "{ uses: ./.github/workflows/x.yml, secrets: { KUBE: '${{ secrets.KUBE }}' } }";
    const local = localiseRun(
      sources(`{ on: push, jobs: { a: ${call}, b: ${call} } }`, { workflows, environments }),
    );
    const own = local.files.at(-1)?.content['jobs'] as Record<string, Yaml>;
    expect(own['b']?.['uses']).toBe('acme/web/.github/workflows/x.b.yml@c0ffee');
    expect(Object.keys(own['b']?.['secrets'] as Yaml)).toEqual([
      'KUBE',
      'WORKADAY_ENV_PRODUCTION_KUBE',
      'WORKADAY_TOKEN_2',
    ]);
    expect(local.files.map((file) => file.path)).toEqual([
      '.github/workflows/x.a.yml',
      '.github/workflows/x.b.yml',
      '.github/workflows/main.yml',
    ]);
  });

  it('may not ask for more than its caller has', () => {
    const local = localiseRun(sources(caller('permissions: { packages: write }'), callee(simple)));
    expect(local.failures).toEqual([
      "Error calling a workflow of 'your-org/workaday@v1'. The nested job 'ship / deploy' is requesting 'contents: read', but is only allowed 'contents: none'.",
    ]);
  });

  it('may ask for identity tokens when its caller may, and knows its own file', () => {
    const job = '{ permissions: { id-token: write }, steps: [{ run: x }] }';
    const asking = callee(`{ on: { workflow_call: {} }, jobs: { sign: ${job}, plain: { steps: [] } } }`);
    const given = sources(caller('permissions: { id-token: write }'), asking);
    const local = localiseRun(given);
    expect(local.failures).toEqual([]);
    expect(jobs(given)['ship']?.['secrets']).toMatchObject({
      WORKADAY_TOKEN_1_ID: '${{ secrets.WORKADAY_TOKEN_1_ID }}',
    });
    expect(local.jobs.map(({ workflow }) => formatUses(workflow))).toEqual([called, called]);
    // What the workflow does not say, its job has from the caller.
    expect(local.jobs.flatMap((found) => found.idTokenSecrets.map(({ secret }) => secret))).toEqual([
      'WORKADAY_TOKEN_1_ID',
      'WORKADAY_TOKEN_2_ID',
    ]);
    expect(localiseRun(sources(caller('permissions: { contents: read }'), asking)).failures).toEqual([
      "Error calling a workflow of 'your-org/workaday@v1'. The nested job 'ship / sign' is requesting 'id-token: write', but is only allowed 'id-token: none'.",
    ]);
  });

  it.each([
    ['is missing', {}, 'which was not found'],
    [
      'gets an input that it does not declare',
      callee('{ on: { workflow_call: {} }, jobs: {} }'),
      'Invalid input, env is not defined',
    ],
  ])('that %s stops the run', (_name, more, message) => {
    const content = caller('with: { env: x }');
    expect(localiseRun(sources(content, more)).failures).toEqual([expect.stringContaining(message)]);
  });
});

it('can run our own ship.yml, called as the README says', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../.github/workflows/ship.yml'), 'utf8');
  const permissions =
    '{ contents: write, packages: write, deployments: write, issues: write, id-token: write }';
  const content = `{ on: push, jobs: { ship: { uses: ${called}, permissions: ${permissions}, secrets: { KUBECONFIG: x } } } }`;
  const local = localiseRun(sources(content, { workflows: { [called]: parse(text) } }));
  expect(local.failures).toEqual([]);
  const jobIds = local.jobs.map((job) => job.id);
  expect(jobIds).toEqual(Object.keys(parse(text).jobs));
  expect(JSON.stringify(local.files)).not.toMatch(/"\$\/|"queue":|"deployment":/);
});
