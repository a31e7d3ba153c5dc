export type { ToolName } from './tools/catalogue.ts';
export { ensureTool } from './tools/ensure-tool.ts';
