import type { CurrentPod } from '@workaday/kubernetes';

type Pod = Pick<CurrentPod, 'name' | 'ready' | 'restarts'>;

/** One restart may be a passing matter; a second one within a minute is a crash loop. */
const restarts = 2;

/** Why the pods condemn the release without being asked: one keeps restarting since the first look. */
export function crashOf(first: readonly Pod[], now: readonly Pod[]): string | undefined {
  const crashed = now.find(
    (pod) => pod.restarts - (first.find(({ name }) => name === pod.name)?.restarts ?? 0) >= restarts,
  );
  if (crashed === undefined) return undefined;
  return `the pod ${crashed.name} keeps crashing: it restarted ${crashed.restarts} times${crashed.ready ? '' : ' and is not ready'}`;
}
