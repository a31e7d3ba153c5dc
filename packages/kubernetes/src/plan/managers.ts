import { fieldManager } from './apply.ts';

/**
 * What a field manager is to us: `ours`; `former`, a tool that applied whole objects before us; `by-hand`, a person's
 * command at a time; `foreign`, someone who will write again.
 */
export type Standing = 'ours' | 'former' | 'by-hand' | 'foreign';

/** Tools that people leave when they come to us; each declared whole objects. */
const formerTools = new Set([
  'before-first-apply',
  'kubectl',
  'kubectl-client-side-apply',
  'kubectl-last-applied',
  'kubectl-create',
  'kubectl-replace',
  'kubectl-run',
  'kubectl-expose',
  'kubectl-autoscale',
  'helm',
  'krane',
  'kubernetes-deploy',
  'kapp',
  'kapp-server-side-apply',
  'nelm',
  'werf',
]);

/** `kubectl-edit`, `-patch`, `-set`, `-scale`, `-rollout`, `-label`, `-annotate`, and screens that edit. */
const hands = /^(kubectl-.+|k9s|lens)$/i;

/** @param allowed managers that may be taken over besides the known ones */
export function standingOf(manager: string, allowed: readonly string[]): Standing {
  if (manager === fieldManager || manager.startsWith(`${fieldManager}-`)) return 'ours';
  if (formerTools.has(manager.toLowerCase()) || allowed.includes(manager)) return 'former';
  return hands.test(manager) ? 'by-hand' : 'foreign';
}
