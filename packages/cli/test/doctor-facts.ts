import { resolveConfig } from '@workaday/core';
import type { DoctorFacts } from '../src/doctor/facts.ts';
import { known, notKnown } from '../src/doctor/finding.ts';
import { lockText, rollbackText, shipText } from '../src/init/workflow-forms.ts';
import { atGitHub } from './folders.ts';

export const unasked = notKnown('Nobody was asked.', 'Ask.');

/** A repository with nothing wrong, of which everything is known. */
export const wellFacts: DoctorFacts = {
  git: atGitHub,
  environment: 'production',
  defaultBranch: 'main',
  workflows: new Map([
    ['.github/workflows/ship.yml', shipText('acme', 'main', true)],
    ['.github/workflows/rollback.yml', rollbackText('acme')],
    ['.github/workflows/lock.yml', lockText('acme')],
  ]),
  config: resolveConfig({}, { repository: 'acme/shop', manifestFolders: ['k8s'] }),
  images: [
    {
      service: 'shop',
      path: 'Dockerfile',
      dockerfile: 'FROM node:24-slim\nCOPY . .\nUSER 1000\nCMD ["node", "server.js"]\n',
      hasIgnoreFile: true,
    },
  ],
  manifests: { folder: 'k8s', objects: 2, problems: [], warnings: [] },
  github: {
    environment: known({ branches: 'chosen', patterns: known(['main']) }),
    environmentSecrets: known(['KUBECONFIG']),
    repositorySecrets: known([]),
    variables: known({}),
    protectedBranches: known([]),
    roles: known({}),
  },
  registry: { host: 'ghcr.io', status: known(401) },
  cluster: known({ server: 'cluster:6443', user: 'system:serviceaccount:shop:deployer', problems: [] }),
};
