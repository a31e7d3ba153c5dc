export { githubClient } from '../github/client.ts';
export { nodeClock } from './clock.ts';
export { nodeExec } from './exec.ts';
export { nodeFiles } from './files.ts';
export { nodeRunner } from './runner.ts';
