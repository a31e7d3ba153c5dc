export { githubClient } from '../github/client.ts';
export { nodeClock } from './clock.ts';
export { nodeExec } from './exec.ts';
export { nodeFiles } from './files.ts';
export { nodeHttp } from './http.ts';
export { removeLeftFolders } from './left-folders.ts';
export { nodePrivateFolder } from './private-folder.ts';
export { nodeRunner } from './runner.ts';
export { nodeSha256, nodeSources } from './sources.ts';
