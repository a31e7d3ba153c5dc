import { type KubeObject, recordsAt } from '../manifests/object.ts';

export function isReady(pod: KubeObject): boolean {
  return recordsAt(pod, 'status', 'conditions').some(
    ({ type, status }) => type === 'Ready' && status === 'True',
  );
}
