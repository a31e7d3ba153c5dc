import type { Change } from './app-repository.ts';

/** The three merges that the demo makes after the first one. */
export interface Changes {
  feature: Change;
  /** Breaks the main page; what readiness asks stays green. */
  bad: Change;
  /** The container does not even start. */
  crash: Change;
}

type Read = (path: string) => Promise<string>;

/** For examples/web-service: the kinds of mistakes that people make. */
export async function exampleChanges(read: Read): Promise<Changes> {
  const server = await read('server.js');
  const settings = await read('k8s/settings.yaml');
  const feature = server.replace('`${settings.greeting}\\n`', '`${settings.greeting}, production\\n`');
  const warmer = settings.replace('{ "greeting": "Hello" }', '{ "greeting": { "text": "Welcome" } }');
  const bad = feature.replace('settings.greeting}', 'settings.greetings.text}');
  const crash = feature.replace(
    "from 'node:http';",
    "from 'node:http';\nimport { metrics } from './metrics.js';",
  );
  for (const [name, before, after] of [
    ['feature', server, feature],
    ['settings', settings, warmer],
    ['bad', feature, bad],
    ['crash', feature, crash],
  ]) {
    if (before === after) throw new Error(`the demo's change "${name}" no longer fits examples/web-service`);
  }
  return {
    feature: { message: 'feat: greet production', files: { 'server.js': feature } },
    bad: {
      message: 'feat: a warmer greeting',
      files: { 'server.js': bad, 'k8s/settings.yaml': warmer },
    },
    crash: {
      message: 'fix: greet again, with metrics',
      files: { 'server.js': `${crash}\nmetrics();\n`, 'k8s/settings.yaml': settings },
    },
  };
}

/** What the demo has to know of an app that it has never seen. */
export interface AnyApp {
  dockerfile: string;
  port: number;
  /** Paths that probes ask for: the broken app still answers them. */
  probePaths: readonly string[];
}

/** For any folder: the image is replaced by one that listens on the same port and fails in the wanted way. */
export async function anyChanges(read: Read, app: AnyApp): Promise<Changes> {
  const dockerfile = await read(app.dockerfile);
  const image = (script: string) =>
    `FROM node:24-slim\nUSER 1000\nCMD ${JSON.stringify(['node', '-e', script])}\n`;
  const green = JSON.stringify(app.probePaths);
  const broken = [
    `const green = ${green};`,
    `require('node:http').createServer((request, response) => {`,
    `  response.statusCode = green.includes(request.url) ? 200 : 500;`,
    `  response.end('broken by the demo\\n');`,
    `}).listen(${app.port});`,
    `process.on('SIGTERM', () => process.exit(0));`,
  ].join('\n');
  return {
    feature: {
      message: 'feat: a label',
      files: { [app.dockerfile]: `${dockerfile.trimEnd()}\nLABEL org.example.demo="feature"\n` },
    },
    bad: { message: 'feat: another main page', files: { [app.dockerfile]: image(broken) } },
    crash: {
      message: 'fix: the main page',
      files: { [app.dockerfile]: image(`console.error('crashed by the demo'); process.exit(1)`) },
    },
  };
}
