import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '@workaday/testbed';

/** The commands of the foundation's README, as they stand there. */
export function foundationCommands(readme: string): string[] {
  const block = /```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const commands = block.split('\n').filter((line) => line.trim() !== '');
  if (commands.length !== 5)
    throw new Error(`examples/foundation/README.md should hold five commands, it holds ${commands.length}.`);
  return commands;
}

/**
 * Follows the README of examples/foundation as a person would: the files with the app's name, then its commands.
 * The last command hands the credential to GitHub; here the stand-in takes it instead.
 * @returns the deployer's kubeconfig
 */
export async function layFoundation(
  source: string,
  folder: string,
  namespace: string,
  env: NodeJS.ProcessEnv,
  say: (text: string) => void,
): Promise<string> {
  await cp(source, folder, { recursive: true });
  for (const file of ['namespace.yaml', 'role.yaml', 'deployer.yaml']) {
    const text = await readFile(join(folder, file), 'utf8');
    await writeFile(join(folder, file), text.replaceAll('web-service', namespace));
  }
  for (const written of foundationCommands(await readFile(join(folder, 'README.md'), 'utf8'))) {
    const command = written.replace(/\s+#.*$/, '').replaceAll('web-service', namespace);
    say(`$ ${command}`);
    if (command.startsWith('gh ')) say('  (no GitHub here: the stand-in takes the secret instead)');
    else await run('sh', ['-c', command], { cwd: folder, env });
  }
  return readFile(join(folder, 'kubeconfig'), 'utf8');
}
