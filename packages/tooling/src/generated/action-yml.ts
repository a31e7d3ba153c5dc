import type { Contract } from '@workaday/core';
import { stringify } from 'yaml';
import { allOutputs } from './tables.ts';

const header = [
  ' Generated from src/contract.ts by `npm run readme`; do not edit.',
  ' dist/ exists on release tags only.',
];

/** The text of an action's action.yml. */
export function actionYml(contract: Contract, hasPost: boolean): string {
  const inputs = Object.entries(contract.inputs).map(([name, spec]) => [
    name,
    {
      description: spec.description,
      ...(spec.required ? { required: true } : {}),
      ...(spec.default === '' ? {} : { default: spec.default }),
    },
  ]);
  const outputs = Object.entries(allOutputs(contract)).map(([name, description]) => [name, { description }]);
  const metadata = {
    name: contract.title,
    description: contract.description,
    author: 'Workaday',
    branding: contract.branding,
    inputs: Object.fromEntries(inputs),
    outputs: Object.fromEntries(outputs),
    runs: {
      using: 'node24',
      main: 'dist/main.mjs',
      ...(hasPost ? { post: 'dist/post.mjs', 'post-if': 'always()' } : {}),
    },
  };
  return `${header.map((line) => `#${line}\n`).join('')}${stringify(metadata, { lineWidth: 0 })}`;
}
