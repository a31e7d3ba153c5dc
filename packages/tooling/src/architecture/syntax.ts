import { parseAst } from 'rolldown/parseAst';

/** One import or re-export of a module. */
export interface ModuleImport {
  specifier: string;
  /** Erased before it runs: `import type`, or nothing but `type` names. */
  typeOnly: boolean;
  line: number;
}

/** A name used that the file does not declare. */
export interface GlobalUse {
  name: string;
  line: number;
  /** `new Date(value)`: converts, and does not read the clock. */
  converts?: boolean;
}

export interface ModuleSyntax {
  imports: readonly ModuleImport[];
  globals: readonly GlobalUse[];
}

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Parts of a node that name something instead of using a variable. */
const namingParts: Readonly<Record<string, string>> = {
  MemberExpression: 'property',
  Property: 'key',
  PropertyDefinition: 'key',
  MethodDefinition: 'key',
};
const transparentTypeNodes = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);
const declarations = new Set(['VariableDeclarator', 'FunctionDeclaration', 'ClassDeclaration']);
const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

/** What a TypeScript module imports, and which globals it uses. */
export function readSyntax(code: string): ModuleSyntax {
  const program = parseAst(code, { lang: 'ts' }) as unknown as Node;
  const lineOf = (node: Node) => code.slice(0, node.start).split('\n').length;
  const imports: ModuleImport[] = [];
  const used: GlobalUse[] = [];
  const declared = new Set<string>();

  const visit = (node: Node): void => {
    const imported = importOf(node);
    if (imported !== undefined) imports.push({ ...imported, line: lineOf(node) });
    if (node.type === 'ImportDeclaration') {
      for (const specifier of children(node)) declare(specifier.local, declared);
      return;
    }
    if (node.type.startsWith('TS') && !transparentTypeNodes.has(node.type)) return;
    if (declarations.has(node.type)) declare(node.id, declared);
    if (functions.has(node.type)) for (const parameter of list(node.params)) declare(parameter, declared);
    const converted = convertedDate(node);
    if (converted !== undefined) {
      used.push({ name: 'Date', line: lineOf(node), converts: true });
      for (const argument of converted) visit(argument);
      return;
    }
    if (node.type === 'Identifier') used.push({ name: String(node.name), line: lineOf(node) });
    const skipped = node.computed === true ? undefined : namingParts[node.type];
    for (const child of children(node, skipped)) visit(child);
  };
  visit(program);
  return { imports, globals: used.filter((use) => !declared.has(use.name)) };
}

function importOf(node: Node): { specifier: string; typeOnly: boolean } | undefined {
  const source = isNode(node.source) ? node.source.value : undefined;
  if (typeof source !== 'string') return undefined;
  const names = list(node.specifiers);
  const kind = node.importKind ?? node.exportKind;
  const allTypes =
    names.length > 0 && names.every((name) => name.importKind === 'type' || name.exportKind === 'type');
  return { specifier: source, typeOnly: kind === 'type' || allTypes };
}

/** The arguments of `new Date(…)` when it has any. */
function convertedDate(node: Node): Node[] | undefined {
  if (node.type !== 'NewExpression' || !isNode(node.callee) || node.callee.name !== 'Date') return undefined;
  const given = list(node.arguments);
  return given.length > 0 ? given : undefined;
}

/** Adds every name that a binding pattern introduces. */
function declare(pattern: unknown, into: Set<string>): void {
  if (!isNode(pattern)) return;
  if (pattern.type === 'Identifier') into.add(String(pattern.name));
  else if (pattern.type === 'Property') declare(pattern.value, into);
  else if (pattern.type === 'AssignmentPattern') declare(pattern.left, into);
  else if (pattern.type === 'RestElement') declare(pattern.argument, into);
  else for (const part of [...list(pattern.elements), ...list(pattern.properties)]) declare(part, into);
}

function children(node: Node, skipped?: string): Node[] {
  return Object.entries(node)
    .filter(([key]) => key !== skipped)
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

function list(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}
