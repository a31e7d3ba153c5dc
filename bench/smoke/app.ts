import { appObjects, type Images } from '../deploy/app.ts';

/** What the main page answers; readiness asks another one and is green, as long as the program runs. */
const server = (page: string) =>
  `require('node:http').createServer((request, response) => { if (request.url === '/healthz') return response.end('ok'); ${page} }).listen(8080); process.on('SIGTERM', () => process.exit(0));`;

export const goodText = 'welcome';

const programs = {
  good: server(`response.end('${goodText}')`),
  'page answers 500': server("response.statusCode = 500; response.end('oh no')"),
  'page is another one': server("response.end('please log in')"),
  'crashes at the start': "console.error('cannot find module metrics'); process.exit(1)",
};

export type Kind = keyof typeof programs;
/** The demo's kinds of mistakes. */
export const badKinds: readonly Kind[] = ['page answers 500', 'page is another one', 'crashes at the start'];

/** The app whose page works, or does not; users reach it on a port of the node. */
export function shop(kind: Kind, version: string, images: Images): object[] {
  const container = { image: images.node, command: ['node', '-e', programs[kind]] };
  return appObjects(version, images, { container }).map(reachable);
}

/** The app's Service gets a port of the node. */
export function reachable(object: object): object {
  const { kind, metadata, spec } = object as { kind: string; metadata: { name: string }; spec: object };
  return kind === 'Service' && metadata.name === 'shop'
    ? { ...object, spec: { ...spec, type: 'NodePort' } }
    : object;
}
