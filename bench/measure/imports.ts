import { isBuiltin } from 'node:module';
import { parseAst } from 'rolldown/parseAst';

/** What a module would load that Node does not bring along, or that only its run could tell. */
export function foreignImports(code: string): string[] {
  const found = new Set<string>();
  visit(parseAst(code), (node) => {
    const source = loadedBy(node);
    if (source !== undefined && !isBuiltin(source)) found.add(source);
  });
  return [...found];
}

type Syntax = Readonly<Record<string, unknown>>;

function visit(node: unknown, see: (node: Syntax) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if ('type' in node) see(node as Syntax);
  for (const child of Object.values(node)) visit(child, see);
}

/** The module that this piece of code loads. */
function loadedBy(node: Syntax): string | undefined {
  if (node['type'] === 'CallExpression') {
    const { name } = node['callee'] as { name?: unknown };
    return name === 'require' ? textOf((node['arguments'] as unknown[])[0]) : undefined;
  }
  const loads = ['ImportDeclaration', 'ImportExpression', 'ExportAllDeclaration', 'ExportNamedDeclaration'];
  const source = loads.includes(String(node['type'])) ? node['source'] : undefined;
  return source ? textOf(source) : undefined;
}

function textOf(node: unknown): string {
  const { value } = (node ?? {}) as { value?: unknown };
  return typeof value === 'string' ? value : 'something computed';
}
