import { join } from 'node:path';
import type { Ledger } from '@workaday/kubernetes';
import { run, type TestbedDescription } from '@workaday/testbed';
import type { Stage } from '../../src/demo/stage.ts';

/** The ledger as it lies in the namespace, read with the administrator's credential. */
export async function readLedger(testbed: TestbedDescription, stage: Stage): Promise<Ledger> {
  const { app, namespace } = stage.facts;
  const out = await run(join(testbed.bin, 'kubectl'), [
    ...['--kubeconfig', testbed.cluster.kubeconfig, '--namespace', namespace],
    ...['get', 'configmap', `workaday.${app}`, '--output', 'json'],
  ]);
  return JSON.parse((JSON.parse(out) as { data: { ledger: string } }).data.ledger) as Ledger;
}
