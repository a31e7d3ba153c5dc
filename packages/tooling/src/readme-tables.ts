// npm run readme [-- --check]: writes action.yml, README tables and the JSON Schema from their sources, or checks them.
import { parseArgs } from 'node:util';
import { runCommand } from './command.ts';
import { generatedFiles, staleFiles, writeFiles } from './generated/files.ts';
import { repositoryRoot } from './repository.ts';

await runCommand(async () => {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const { files, problems } = await generatedFiles(repositoryRoot);
  const stale = await staleFiles(repositoryRoot, files);
  if (!values.check) await writeFiles(repositoryRoot, stale);
  console.log(`${files.length} generated files, ${stale.length} ${values.check ? 'stale' : 'written'}`);
  const outdated = values.check
    ? stale.map((file) => `${file.path} is stale: run npm run readme, and commit the result`)
    : [];
  if (outdated.length + problems.length > 0) throw new Error([...outdated, ...problems].join('\n'));
});
