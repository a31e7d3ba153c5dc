import { describe, expect, it } from 'vitest';
import { Failure } from '../src/failure.ts';
import * as input from '../src/inputs.ts';
import { inputVariable, readInputs, secretValues } from '../src/read-inputs.ts';

const specs = {
  'tag-prefix': input.text({ description: 'Before the version.', default: 'v' }),
  app: input.text({ description: 'Name.', required: true, example: 'shop' }),
  timeout: input.duration({ description: 'Patience.', default: '5m' }),
  'on-failure': input.choice(['rollback', 'keep'], { description: 'What then.', default: 'rollback' }),
  kubeconfig: input.secret({ description: 'Credential.' }),
  'github-token': input.secret({ description: 'Token.', default: '${{ github.token }}' }),
  'build-secrets': input.pairs({ description: 'Secrets.', secret: true }),
  'dry-run': input.flag({ description: 'Only say.' }),
};

function failureOf(env: Record<string, string>): Failure {
  try {
    readInputs(specs, env);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it was expected to fail');
}

it('inputVariable names what the runner sets', () => {
  expect(inputVariable('tag-prefix')).toBe('INPUT_TAG-PREFIX');
  expect(inputVariable('a name')).toBe('INPUT_A_NAME');
});

describe('readInputs', () => {
  it('fills in defaults, also for an empty `with:`', () => {
    expect(readInputs(specs, { INPUT_APP: ' shop ', 'INPUT_TAG-PREFIX': ' ' })).toEqual({
      'tag-prefix': 'v',
      app: 'shop',
      timeout: 300_000,
      'on-failure': 'rollback',
      kubeconfig: '',
      'github-token': '',
      'build-secrets': new Map(),
      'dry-run': false,
    });
  });

  it('leaves text of several lines as it is', () => {
    const kubeconfig = 'a: 1\n  b: 2\n';
    expect(readInputs(specs, { INPUT_APP: 'shop', INPUT_KUBECONFIG: kubeconfig }).kubeconfig).toBe(
      kubeconfig,
    );
  });

  it('lists everything that is wrong at once: name, value, expectation and example', () => {
    const { parts } = failureOf({
      INPUT_TIMEOUT: 'soon',
      'INPUT_ON-FAILURE': 'panic',
      'INPUT_DRY-RUN': 'maybe',
    });
    expect(parts.reason).toBe('bad-input');
    expect(parts.problems?.map((problem) => problem.what)).toEqual([
      'input app is empty, expected a text',
      'input timeout is "soon", expected a duration such as 90s, 5m or 1h30m',
      'input on-failure is "panic", expected one of rollback, keep',
      'input dry-run is "maybe", expected true or false',
    ]);
    expect(parts.problems?.[0]?.next).toBe('for example: app: shop');
    for (const problem of parts.problems ?? []) expect(parts.what).toContain(problem.what);
  });

  it('never shows a secret that is wrong', () => {
    const { parts } = failureOf({ INPUT_APP: 'shop', 'INPUT_BUILD-SECRETS': 'hunter2' });
    expect(JSON.stringify(parts)).not.toContain('hunter2');
    expect(parts.what).toContain('its value (not shown)');
  });
});

describe('secretValues', () => {
  it('are the secrets, whole, and of many lines each long line and word, but not the words of their form', () => {
    const token = 'eyJhbGciOiJSUzI1NiJ9.abc';
    const lines = [
      'kind: Config',
      'users:',
      `  - user: { token: "${token}" }`,
      'certificate-authority-data: "shortone"',
    ];
    const env = { INPUT_KUBECONFIG: lines.join('\n'), INPUT_APP: 'shop', 'INPUT_GITHUB-TOKEN': 'abc' };
    expect(secretValues(specs, env)).toEqual([lines.join('\n'), `- user: { token: "${token}" }`, token]);
  });

  it('are lines of a passphrase too, which have no long word', () => {
    const env = { INPUT_KUBECONFIG: 'first line\ncorrect horse battery staple' };
    expect(secretValues(specs, env)).toContain('correct horse battery staple');
  });

  it('leave the address of the server readable: messages name it', () => {
    const env = {
      INPUT_KUBECONFIG: 'clusters:\n  - cluster: { server: "https://cluster.example.com:6443" }',
    };
    expect(secretValues(specs, env)).not.toContain('https://cluster.example.com:6443');
  });

  it('are every value of KEY=value lines, and every line of it, also where an entry is wrong', () => {
    const key = '-----BEGIN KEY-----\r\nMIIB\nabc\n-----END KEY-----';
    const raw = `SHORT=abc\nTOKEN= hunter2 \nKEY<<END\n${key}\nEND\nlost-line\nNPM<<`;
    expect(secretValues(specs, { 'INPUT_BUILD-SECRETS': raw })).toEqual(
      expect.arrayContaining([
        'hunter2',
        key,
        '-----BEGIN KEY-----',
        'MIIB',
        '-----END KEY-----',
        'lost-line',
      ]),
    );
    expect(secretValues(specs, { 'INPUT_BUILD-SECRETS': raw })).not.toContain('abc');
  });
});
