import { Failure } from '@workaday/core';
import { describe, expect, test } from 'vitest';
import { base64, certificateData, config, load } from './kubeconfig-text.ts';

/** Everything a failure shows. */
async function refusal(text: string, withoutCredential = false): Promise<string> {
  const thrown = await load(text, withoutCredential).catch((error: unknown) => error);
  if (!(thrown instanceof Failure)) throw new Error(`no Failure: ${JSON.stringify(thrown)}`);
  const { reason, what, why, next, problems = [] } = thrown.parts;
  return [reason, what, why, next, ...problems.map((problem) => problem.what)].join('\n');
}

describe('refused is', () => {
  test.each<[string, string, RegExp]>([
    ['nothing', '  \n', /^no-kubeconfig\n[\s\S]*in-cluster/],
    ['a word', 'kubeconfig', /neither YAML nor the path of a file/],
    ['base64', base64(config()), /it is base64, not a kubeconfig/],
    ['broken YAML', 'clusters: [\n', /not valid YAML at character \d+/],
    ['a list', '- a\n- b\n', /is not a YAML mapping/],
    ['no current context', config({ top: { 'current-context': '' } }), /names no current-context/],
    [
      'a context that is not there',
      config({ top: { contexts: [] } }),
      /current-context "prod" is not among its contexts/,
    ],
    ['a cluster that is not there', config({ context: { cluster: 'x' } }), /no cluster "x"/],
    ['a user that is not there', config({ context: { user: 'x' } }), /no user "x"/],
    ['a user with nothing', config({ user: {} }), /user "u" has no credential; .*oidc-audience/],
    ['a server that is no URL', config({ cluster: { server: 'k8s' } }), /server "k8s" is not a URL/],
    ['plain http', config({ cluster: { server: 'http://k8s.example.org' } }), /plain http/],
    [
      'an authority that is no certificate',
      config({ cluster: { 'certificate-authority-data': base64('no') } }),
      /certificate-authority-data is not the base64 of a PEM text/,
    ],
    [
      'an authority that is damaged',
      config({
        cluster: {
          'certificate-authority-data': base64(
            '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
          ),
        },
      }),
      /certificate-authority is no certificate/,
    ],
    [
      'a file of another machine',
      config({ user: { 'client-certificate': '/home/ann/a.crt', 'client-key': '/home/ann/a.key' } }),
      /names the file \/home\/ann\/a\.crt, which cannot be read on this runner[\s\S]*a\.key/,
    ],
    [
      'a certificate without key',
      config({ user: { 'client-certificate-data': certificateData } }),
      /certificate without its key/,
    ],
    [
      'a key of another certificate',
      config({
        user: {
          'client-certificate-data': certificateData,
          'client-key-data': base64('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'),
        },
      }),
      /no usable pair/,
    ],
    [
      'a proxy of another kind',
      config({ cluster: { 'proxy-url': 'ftp://u:canary-token@p' } }),
      /proxy-url is not a URL/,
    ],
    [
      'a login that Google dropped',
      config({ user: { 'auth-provider': { name: 'gcp', config: { 'access-token': 'canary-token' } } } }),
      /auth-provider "gcp".*gke-gcloud-auth-plugin/,
    ],
    [
      'a login that Azure dropped',
      config({ user: { 'auth-provider': { name: 'azure' } } }),
      /kubelogin convert-kubeconfig/,
    ],
    [
      'a login that writes into the kubeconfig',
      config({ user: { 'auth-provider': { name: 'oidc' } } }),
      /auth-provider "oidc".*oidc-audience/,
    ],
    [
      'a plugin of an older protocol',
      config({ user: { exec: { apiVersion: 'client.authentication.k8s.io/v1alpha1', command: 'aws' } } }),
      /plugin aws speaks ".*v1alpha1"/,
    ],
    [
      'a plugin without command',
      config({ user: { exec: { apiVersion: 'client.authentication.k8s.io/v1' } } }),
      /exec plugin has no command/,
    ],
    [
      'groups without a user to act as',
      config({ user: { token: 't', 'as-groups': ['a'] } }),
      /without a user \(`as`\)/,
    ],
  ])('%s', async (_, text, expected) => {
    const said = await refusal(text);
    expect(said).toMatch(expected);
    expect(said).toMatch(/^(no|bad)-kubeconfig\n/);
    expect(said).not.toContain('canary-token');
  });

  test('everything at once', async () => {
    const said = await refusal(
      config({ cluster: { server: 'x', 'proxy-url': 'x' }, user: { 'auth-provider': { name: 'gcp' } } }),
    );
    expect(said).toContain('3 problems');
    for (const problem of ['is not a URL', 'proxy-url', 'gcp']) expect(said).toContain(problem);
  });

  test('a credential beside an audience', async () => {
    expect(await refusal(config(), true)).toMatch(/user "u" holds a credential, though oidc-audience/);
  });
});
