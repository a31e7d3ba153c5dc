import {
  builtIn,
  collectionPath,
  type Ledger,
  type PolicyRule,
  readLedger,
  readObject,
  recordsAt,
} from '@workaday/kubernetes';
import { type AppNamespace, createAppNamespace } from '@workaday/testbed';
import { type Ended, runAction, type Step } from './run-action.ts';
import { nodeImage, type ShopOptions, shopManifests } from './shop.ts';

/** A pace at which a vantage alone condemns after nine seconds, and two after three. */
export const hurry = 'smoke: { settle: 1s, interval: 500ms, clean: 4, limit: 30s, rule: fast }';

/** A table of faults in one namespace is no row of bad merges. */
export const never = 'freeze: { after: 0 }';

/** How a version is deployed, where it is not as usual. */
interface Deployment extends Partial<Step> {
  /** An image of its own. */
  image?: string;
}

/** The shop in a namespace of its own, shipped by the real actions. */
export interface App {
  world: AppNamespace;
  deploy(version: string, shop: ShopOptions, more?: Deployment): Promise<Ended>;
  smokeTest(inputs?: Record<string, string>, more?: Partial<Step>): Promise<Ended>;
  ledger(): Promise<Ledger>;
  /** The settings that the app has now, of all its ConfigMaps. */
  greetings(): Promise<string[]>;
  /** Where users reach it. */
  url(): Promise<string>;
  remove(): Promise<void>;
}

/** @param freeze the key `freeze` of the configuration, or nothing */
export async function createApp(rules?: readonly PolicyRule[], freeze = never): Promise<App> {
  const world: AppNamespace = await createAppNamespace('smoke', rules === undefined ? {} : { rules });
  const { admin, namespace, kubeconfig } = world;
  const usual = await nodeImage();
  const place = { namespace, app: 'shop', environment: 'production' };
  const common = { app: 'shop', namespace, kubeconfig, timeout: '60s' };
  return {
    world,
    deploy: (version, shop, { image = usual, inputs, ...more } = {}) =>
      runAction({
        ...more,
        action: 'deploy',
        files: { 'workaday.yml': freeze, ...shopManifests(shop) },
        inputs: { ...common, version, images: `shop=${image}`, verify: 'smoke-test', ...inputs },
        run: version,
      }),
    smokeTest: (inputs = {}, more = {}) =>
      runAction({
        action: 'smoke-test',
        ...more,
        files: { 'workaday.yml': `${hurry}\n${freeze}`, ...more.files },
        inputs: { ...common, ...inputs },
      }),
    ledger: () => readLedger(admin, place),
    greetings: async () => {
      const path = collectionPath(builtIn.ConfigMap, namespace);
      const maps = recordsAt(await admin.request({ method: 'GET', path }), 'items');
      const greetings = maps.map(({ data }) => (data as { GREETING?: string } | undefined)?.GREETING);
      return greetings.filter((greeting) => greeting !== undefined);
    },
    url: async () => {
      const service = await readObject(admin, builtIn.Service, namespace, 'shop');
      const [port] = recordsAt(service, 'spec', 'ports');
      return `http://${process.env['WORKADAY_NODE_ADDRESS']}:${port?.['nodePort']}`;
    },
    remove: () => world.remove(),
  };
}
