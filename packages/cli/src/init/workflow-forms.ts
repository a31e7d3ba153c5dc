/** The permissions that the called ship.yml asks for, in its order; a test compares them with it. */
export const shipPermissions = {
  contents: 'write',
  packages: 'write',
  deployments: 'write',
  issues: 'write',
  'id-token': 'write',
} as const;

/** Those of the called rollback.yml. */
export const rollbackPermissions = {
  contents: 'write',
  deployments: 'write',
  issues: 'write',
  'id-token': 'write',
} as const;

function flow(permissions: Readonly<Record<string, string>>): string {
  return `{ ${Object.entries(permissions)
    .map(([scope, access]) => `${scope}: ${access}`)
    .join(', ')} }`;
}

/** Git tags of one service are `v1.2.3`, of several `NAME/v1.2.3`. */
export function shipText(org: string, branch: string, single: boolean): string {
  const tags = single ? "['v*.*.*']" : "['**/v*.*.*']";
  return `name: ship
on:
  push: { branches: [${branch}], tags: ${tags} }
  workflow_dispatch:
    inputs:
      break-glass: { description: 'Only in an emergency: why to deploy past every lock', required: false }
permissions: {}
jobs:
  ship:
    uses: ${org}/workaday/.github/workflows/ship.yml@v1
    permissions: ${flow(shipPermissions)}
    with:
      break-glass: \${{ inputs.break-glass }}
    secrets:
      KUBECONFIG: \${{ secrets.KUBECONFIG }}
`;
}

export function rollbackText(org: string): string {
  return `name: rollback
on:
  workflow_dispatch:
    inputs:
      environment: { description: 'Where', type: choice, options: [production], default: production }
      app: { description: 'App; that of workaday.yml when empty', required: false }
      to: { description: 'Release or version; the last verified one when empty', required: false }
      reason: { description: 'Why', required: true }
permissions: {}
jobs:
  rollback:
    uses: ${org}/workaday/.github/workflows/rollback.yml@v1
    permissions: ${flow(rollbackPermissions)}
    with:
      environment: \${{ inputs.environment }}
      app: \${{ inputs.app }}
      to: \${{ inputs.to }}
      reason: \${{ inputs.reason }}
    secrets:
      KUBECONFIG: \${{ secrets.KUBECONFIG }}
`;
}

export function lockText(org: string): string {
  return `name: lock
on:
  workflow_dispatch:
    inputs:
      command: { description: 'What to do', type: choice, options: [lock, unlock, list], default: list }
      environment: { description: 'Where', type: choice, options: [production], default: production }
      app: { description: 'App, or all for every one of the namespace; that of workaday.yml when empty', required: false }
      reason: { description: 'Why, to lock', required: false }
      for: { description: 'How long, to lock', default: 4h }
permissions: {}
jobs:
  lock:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    environment: { name: '\${{ inputs.environment }}', deployment: false }
    permissions:
      contents: read # the configuration of the default branch, and the role of the person
    steps:
      - uses: ${org}/workaday/actions/lock@v1
        with:
          command: \${{ inputs.command }}
          environment: \${{ inputs.environment }}
          app: \${{ inputs.app }}
          reason: \${{ inputs.reason }}
          for: \${{ inputs.for }}
          kubeconfig: \${{ secrets.KUBECONFIG }}
          github-token: \${{ github.token }}
`;
}
