import type { Dockerfile, Instruction } from '../dockerfile/dockerfile.ts';
import type { Finding } from './finding.ts';
import { argumentsOf, baseName, simpleCommands } from './shell.ts';
import { chainInstructions, shellText } from './stage-chain.ts';

interface Manager {
  name: string;
  program: RegExp;
  /** The subcommand that loads lists which stay. */
  loads: (argv: readonly string[]) => boolean;
  /** What in the same step removes them. */
  cleans: RegExp;
  /** Where a mount keeps them out of the layer. */
  folder: RegExp;
  next: string;
}

const managers: readonly Manager[] = [
  {
    name: 'apt',
    program: /^apt(-get)?$/,
    loads: (argv) => argv.includes('update'),
    cleans: /\/var\/lib\/apt/,
    folder: /^\/var(\/lib(\/apt(\/lists)?)?)?\/?$/,
    next: 'End the same RUN with `&& rm -rf /var/lib/apt/lists/*`.',
  },
  {
    name: 'apk',
    program: /^apk$/,
    loads: (argv) =>
      !argv.includes('--no-cache') && argv.some((word) => /^(update|-U|--update|--update-cache)$/.test(word)),
    cleans: /\/var\/cache\/apk|\/etc\/apk\/cache|cache clean/,
    folder: /^\/(var\/cache|etc)(\/apk)?(\/cache)?\/?$/,
    next: 'Write `apk add --no-cache`, without `apk update`.',
  },
  {
    name: 'dnf',
    program: /^(micro)?dnf$|^yum$/,
    loads: (argv) => argv.includes('install') || argv.includes('update') || argv.includes('upgrade'),
    cleans: /clean (all|metadata)|\/var\/cache\/(dnf|yum|\*)|\/var\/cache\b/,
    folder: /^\/var\/cache(\/\w+)?\/?$/,
    next: 'End the same RUN with `&& dnf clean all`.',
  },
];

/** Steps that leave the lists of a package manager in their layer: the first of each manager. */
export function packageCaches(dockerfile: Dockerfile, file: string): Finding[] {
  const steps = chainInstructions(dockerfile).filter(({ keyword }) => keyword === 'RUN');
  return managers.flatMap((manager): Finding[] => {
    const step = steps.find((each) => keepsLists(each, manager));
    if (step === undefined) return [];
    return [
      {
        rule: 'layers-with-package-cache',
        what: `a layer keeps the package lists of ${manager.name}`,
        why: 'Every node pulls them with the image, and the app never reads them; a later line cannot remove them.',
        next: manager.next,
        place: { file, line: step.line },
      },
    ];
  });
}

function keepsLists(step: Instruction, manager: Manager): boolean {
  const mounts = (step.flags.get('mount') ?? []).some(
    (mount) => /type=(cache|tmpfs)/.test(mount) && manager.folder.test(mountTarget(mount)),
  );
  const text = shellText(step);
  if (mounts || manager.cleans.test(text)) return false;
  return simpleCommands(text).some(({ words }) => {
    const [program = '', ...argv] = argumentsOf(words);
    return manager.program.test(baseName(program)) && manager.loads(argv);
  });
}

function mountTarget(mount: string): string {
  return /(?:^|,)(?:target|dst|destination)=([^,]*)/.exec(mount)?.[1] ?? '';
}
