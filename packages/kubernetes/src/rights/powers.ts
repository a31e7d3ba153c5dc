import { dangerous, granting, grantingElsewhere, type Power, type PowerRow } from './power-list.ts';

/** What is asked of a credential and must be refused. */
export function forbiddenPowers({ identityKinds }: { identityKinds: boolean }): Power[] {
  return [...dangerous, ...(identityKinds ? grantingElsewhere : granting)].flatMap(powersOf);
}

function powersOf([verbs, name, where, why]: PowerRow): Power[] {
  const dot = name.indexOf('.');
  const resource = dot < 0 ? name : name.slice(0, dot);
  const group = dot < 0 ? '' : name.slice(dot + 1);
  return verbs.split(' ').map((verb) => ({ right: { group, resource, verb }, where, why }));
}

/** `create pods in all namespaces`, as a sentence names it. */
export function powerName({ right: { verb, resource, group }, where }: Power, namespace: string): string {
  if (verb === '*') return 'do everything';
  const place = {
    cluster: '',
    everywhere: ' in all namespaces',
    'kube-system': ' in kube-system',
    own: ` in ${namespace}`,
  };
  return `${verb} ${resource}${group ? `.${group}` : ''}${place[where]}`;
}

/** Without what another one found says already: an administrator's has all, one for all namespaces kube-system's. */
export function withoutImplied(found: readonly Power[]): Power[] {
  const all = found.filter(({ right }) => right.verb === '*');
  if (all.length > 0) return all;
  const key = ({ right: { group, resource, verb } }: Power) => `${verb} ${group}/${resource}`;
  const wide = new Set(found.filter(({ where }) => where === 'everywhere').map(key));
  return found.filter((power) => power.where !== 'kube-system' || !wide.has(key(power)));
}
