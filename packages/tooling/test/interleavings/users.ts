import { recordAt, recordsAt } from '@workaday/kubernetes';
import type { OutsidePorts } from '@workaday/probe';
import type { World } from './world.ts';

/** What users get: the answer of a pod that a Service sends traffic to. Time stands still for them. */
export async function servedTo({ server, time }: World): ReturnType<OutsidePorts['ask']> {
  const answered = ask(server);
  time.standStill(answered);
  return answered;
}

async function ask(server: World['server']): ReturnType<OutsidePorts['ask']> {
  const get = (path: string) => server.answer({ method: 'GET', path }, 'a user');
  const { namespace } = server;
  const slices = await get(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`);
  const ready = recordsAt(slices.body, 'items')
    .flatMap((slice) => recordsAt(slice, 'endpoints'))
    .find((endpoint) => recordAt(endpoint, 'conditions')?.['ready'] === true);
  const pod = recordAt(ready, 'targetRef')?.['name'];
  if (pod === undefined) return { kind: 'fault', class: 'connect', detail: 'nobody serves', timings: {} };
  const { status, body } = await get(`/api/v1/namespaces/${namespace}/pods/${pod}:8080/proxy/`);
  if (typeof body !== 'string')
    return { kind: 'fault', class: 'reset', detail: 'the pod is gone', timings: {} };
  return { kind: 'answer', status, headers: {}, body, truncated: false, timings: {} };
}
