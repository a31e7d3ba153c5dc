import { type Folder, has, sourcesOf } from '../folder.ts';
import { readHints } from '../hints.ts';
import { type Asked, chooseHealth, choosePort, lowPortWarning, type RunFacts } from './recipe.ts';

/** Dockerfiles that are taken as they are: the one at the top, else all of them. */
export function ownDockerfiles(folder: Folder): string[] {
  if (has(folder, 'Dockerfile')) return ['Dockerfile'];
  return folder.paths.filter((path) => path.endsWith('/Dockerfile'));
}

/** The folder that a Dockerfile lies in. */
export function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
}

/** How an image runs, by the Dockerfile that its owner wrote. */
export function dockerfileFacts(folder: Folder, path: string, asked: Asked): RunFacts {
  const last = lastStage(folder.texts.get(path) ?? '');
  const exposed = Number(/^EXPOSE\s+(\d+)/im.exec(last)?.[1] ?? 0);
  const user = /^USER\s+(\S+)/gim;
  const name = [...last.matchAll(user)].at(-1)?.[1];
  const number = Number(/^\d+/.exec(name ?? '')?.[0] ?? 0);
  const within = folderOf(path) === '.' ? '' : `${folderOf(path)}/`;
  const sources = sourcesOf(folder, /\.([cm]?[jt]sx?|go|py)$/).filter((one) => one.path.startsWith(within));
  const hints = readHints(sources);
  const said = choosePort(asked, hints);
  const port = asked.port === undefined && exposed > 0 ? exposed : said.port;
  return {
    port,
    portWhy:
      asked.port === undefined && exposed > 0 ? `port ${exposed}, as EXPOSE of ${path} says` : said.portWhy,
    setsPort: said.setsPort,
    user: number > 0 ? number : 1000,
    ...chooseHealth(asked, hints),
    memory: { request: '64Mi', limit: '256Mi' },
    warnings: [
      ...lowPortWarning(port),
      ...(number > 0
        ? []
        : [
            `${path} ${name === undefined ? 'names no USER' : `has USER ${name}`}, and the manifest runs it as user 1000: check that it can, and write \`USER 1000\` there.`,
          ]),
    ],
  };
}

function lastStage(text: string): string {
  return text.slice(Math.max(0, text.search(/^FROM(?![\s\S]*^FROM)/im)));
}
