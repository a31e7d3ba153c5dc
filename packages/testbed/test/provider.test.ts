import { expect, test } from 'vitest';
import { kindCommands, kindImage } from '../src/cluster/kind.ts';
import { chooseProvider, type ProviderFacts } from '../src/cluster/provider.ts';

const machine: ProviderFacts = { kubeconfig: undefined, kindUsable: false, platform: 'linux', root: true };

test.each<[string, Partial<ProviderFacts>, string]>([
  ['a given cluster comes first', { kubeconfig: '/k', kindUsable: true }, 'given'],
  ['then kind', { kindUsable: true }, 'kind'],
  ['kind also elsewhere', { kindUsable: true, platform: 'darwin', root: false }, 'kind'],
  ['else one is built', {}, 'built'],
])('%s', (_name, facts, expected) => {
  expect(chooseProvider({ ...machine, ...facts })).toBe(expected);
});

test.each<[Partial<ProviderFacts>, RegExp]>([
  [{ platform: 'darwin' }, /this is darwin/],
  [{ root: false }, /linux, not root/],
])('without any of them, it says why: %j', (facts, message) => {
  expect(() => chooseProvider({ ...machine, ...facts })).toThrow(message);
});

// kind itself cannot run where no image can be pulled: its command lines are what is tested.
test.each<[string, string[], string]>([
  ['version', kindCommands.version(), 'kind version'],
  ['pull', kindCommands.pull(), `docker pull --quiet ${kindImage}`],
  [
    'create',
    kindCommands.create('workaday-1', '/d/kubeconfig'),
    `kind create cluster --name workaday-1 --image ${kindImage} --kubeconfig /d/kubeconfig --wait 120s`,
  ],
  ['remove', kindCommands.remove('workaday-1'), 'kind delete cluster --name workaday-1'],
  [
    'gateway',
    kindCommands.gateway(),
    'docker network inspect kind --format {{(index .IPAM.Config 0).Gateway}}',
  ],
])('kind: %s', (_name, command, expected) => {
  expect(command.join(' ')).toBe(expected);
});

test("kind: the registry's address leads through the gateway to the same port", () => {
  const command = kindCommands.redirect('workaday-1', '127.0.0.1:5000', '172.18.0.1');
  expect(command.slice(0, 3)).toEqual(['docker', 'exec', 'workaday-1-control-plane']);
  expect(command.slice(-2)).toEqual(['127.0.0.1:5000', '172.18.0.1:5000']);
});
