import type { Service } from './service.ts';

export interface ConfigFacts {
  org: string;
  /** Undefined when the repository's name says it. */
  app: string | undefined;
  /** Undefined for one service at the top, named as the app. */
  services: readonly Service[] | undefined;
  checks: readonly string[];
}

/** `workaday.yml`: what differs from the defaults, and what it means. */
export function configText({ org, app, services, checks }: ConfigFacts): string {
  const parts = [
    `# yaml-language-server: $schema=https://raw.githubusercontent.com/${org}/workaday/v1/packages/core/workaday.schema.json
# What differs from the defaults; the schema above describes every key.
`,
    app === undefined ? '' : `app: ${app}\n`,
    services === undefined ? '' : `${servicesText(services)}\n`,
    checksText(checks),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function servicesText(services: readonly Service[]): string {
  const lines = services.map(({ name, context }) => `  ${name}: { context: ${scalar(context)} }`);
  return ['services: # one image each', ...lines].join('\n');
}

/** A path as YAML has it, whatever its folders are called. */
function scalar(path: string): string {
  return /^[A-Za-z.][\w./-]*$/.test(path) ? path : JSON.stringify(path);
}

function checksText(checks: readonly string[]): string {
  const intro =
    '# What the smoke test asks each new pod, and at WORKADAY_URL; a release that answers otherwise is undone.\n';
  if (checks.length === 0)
    return `${intro}# By default \`GET /\` must answer 200. To say more:\n# checks:\n#   - path: /\n#     contains: a word of the page\n`;
  return `${intro}checks:\n${checks.map((path) => `  - path: ${path}\n`).join('')}`;
}
