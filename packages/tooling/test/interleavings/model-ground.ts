import { type KubeObject, recordAt, recordsAt } from '@workaday/kubernetes';
import { Deployments } from '../../../kubernetes/test/model/deployments.ts';
import { ModelServer } from '../../../kubernetes/test/model/model-server.ts';
import { imageOf } from './shop.ts';
import type { Ground, Under } from './world.ts';

/** 2026-01-01, so that times are real dates. */
const epoch = Date.parse('2026-01-01T00:00:00Z');
const namespace = 'shop';
const missing = 'missing';

/** A model of a cluster, whose controller takes its steps when chance says so. */
export function modelGround({ time, chance }: Under): Ground {
  const server = new ModelServer({ namespace, now: () => epoch + time.now, serve });
  new Deployments(server, {
    later: (step) => time.at(time.now + chance.between(20, 1500), step),
    mayStart: (image) => image !== imageOf(missing),
  });

  const statusOf = new Map<string | undefined, number>();

  /** As the settings said that the pod read. */
  function serve(pod: KubeObject): { status: number; text: string } {
    const [container] = recordsAt(pod, 'spec', 'containers');
    const [from] = recordsAt(container, 'envFrom');
    const name = String(recordAt(from, 'configMapRef')?.['name']);
    const settings = server.store.get(`/api/v1/namespaces/${namespace}/configmaps`, name);
    const { uid } = pod.metadata;
    const status = statusOf.get(uid) ?? Number(recordAt(settings, 'data')?.['STATUS'] ?? 500);
    statusOf.set(uid, status);
    return { status, text: 'shop' };
  }

  return {
    server,
    imageOf: (commit) => imageOf(commit.missing ? missing : String(commit.order)),
    workspace: '/checkout',
  };
}
