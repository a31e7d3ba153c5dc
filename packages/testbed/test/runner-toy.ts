/** An app repository with one file, as in the README, plus a job after it. */
export const app = {
  mode: 'good',
  '.github/workflows/ship.yml': `name: ship
on: { push: { branches: [main], tags: ['v*.*.*', '**/v*.*.*'] } }
jobs:
  ship:
    uses: your-org/workaday/.github/workflows/ship.yml@v1
    permissions: { contents: write, deployments: write }
    with: { environment: production }
    secrets: { KUBECONFIG: '\${{ secrets.KUBECONFIG }}' }
  after:
    needs: ship
    runs-on: ubuntu-latest
    environment: staging
    permissions: { id-token: write }
    outputs: { version: '\${{ needs.ship.outputs.version }}', identity: '\${{ steps.identity.outputs.identity }}' }
    steps:
      - id: identity
        run: |
          curl --silent --fail --header "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=toy" > identity.json
          echo "identity=$(node -p 'JSON.parse(fs.readFileSync("identity.json")).value.split(".").toReversed().join(" ")')" >> "$GITHUB_OUTPUT"
          echo "asking with $ACTIONS_ID_TOKEN_REQUEST_TOKEN"
      - run: |
          echo "after \${{ needs.ship.outputs.version }}, CI is $CI"
          echo "::add-mask::hidden-$GITHUB_RUN_ID"
          echo "it is hidden-$GITHUB_RUN_ID"
`,
};

/** A toy `your-org/workaday`: a called workflow and a node24 action that tries its token out. */
export const workaday = {
  '.github/workflows/ship.yml': `name: called
on:
  workflow_call:
    inputs: { environment: { type: string, default: production } }
    secrets: { KUBECONFIG: { required: false } }
    outputs:
      version: { value: '\${{ jobs.version.outputs.version }}' }
permissions: {}
jobs:
  version:
    runs-on: ubuntu-latest
    permissions: { contents: write }
    outputs:
      version: \${{ steps.toy.outputs.version }}
      node: \${{ steps.toy.outputs.node }}
      rights: \${{ steps.toy.outputs.rights }}
      reversed: \${{ steps.toy.outputs.reversed }}
      identity: \${{ steps.toy.outputs.identity }}
      sha: \${{ steps.look.outputs.sha }}
      depth: \${{ steps.look.outputs.depth }}
      kubeconfig: \${{ steps.look.outputs.kubeconfig }}
      region: \${{ vars.REGION }}
      push: \${{ steps.push.outputs.push }}
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 0 }
      - id: push
        run: git push --quiet origin "HEAD:refs/tags/v2.0.$GITHUB_RUN_ID$GITHUB_RUN_ATTEMPT" && echo "push=done" >> "$GITHUB_OUTPUT"
      - uses: $/actions/toy
        id: toy
      - id: look
        env: { KUBECONFIG: '\${{ secrets.KUBECONFIG }}' }
        run: |
          echo "sha=$(git rev-parse HEAD)" >> "$GITHUB_OUTPUT"
          echo "depth=$(git rev-list --count --max-count=2 HEAD)" >> "$GITHUB_OUTPUT"
          echo "kubeconfig=$KUBECONFIG" >> "$GITHUB_OUTPUT"
  deploy:
    needs: version
    runs-on: ubuntu-latest
    permissions: { contents: read, deployments: write }
    environment: { name: '\${{ inputs.environment }}', deployment: false }
    concurrency: { group: 'deploy-\${{ inputs.environment }}', queue: max, cancel-in-progress: false }
    outputs:
      rights: \${{ steps.toy.outputs.rights }}
      kubeconfig: \${{ steps.look.outputs.kubeconfig }}
      unpassed: \${{ steps.look.outputs.unpassed }}
      region: \${{ vars.REGION }}
      span: \${{ steps.mode.outputs.span }}
      push: \${{ steps.push.outputs.push }}
    steps:
      - uses: actions/checkout@v4
      - id: push
        run: git push --quiet origin HEAD:refs/heads/no || echo "push=refused" >> "$GITHUB_OUTPUT"
      - uses: your-org/workaday/actions/toy@v1
        id: toy
      - id: look
        env: { KUBECONFIG: '\${{ secrets.KUBECONFIG }}', UNPASSED: '\${{ secrets.UNPASSED }}' }
        run: |
          echo "kubeconfig is $KUBECONFIG"
          echo "kubeconfig=$(echo "$KUBECONFIG" | paste -sd, -)" >> "$GITHUB_OUTPUT"
          echo "unpassed=$UNPASSED" >> "$GITHUB_OUTPUT"
          test "$(git rev-list --count HEAD)" = 1
      - id: mode
        run: |
          start=$(date +%s%N)
          case "$(cat mode)" in
            fail) echo "::error::asked to fail"; exit 3 ;;
            hang) echo "hanging until killed"; tail -f /dev/null ;;
            slow*) sleep 0.3 ;;
          esac
          echo "span=$start $(date +%s%N)" >> "$GITHUB_OUTPUT"
  settle:
    needs: deploy
    if: \${{ always() && needs.deploy.result != 'success' }}
    runs-on: ubuntu-latest
    outputs: { said: '\${{ steps.none.outputs.said }}' }
    steps:
      - run: echo "settling after \${{ needs.deploy.result }}"
  listen:
    needs: settle
    if: always() && needs.settle.outputs.said == ''
    runs-on: ubuntu-latest
    outputs: { heard: '<\${{ needs.settle.outputs.said }}>' }
    steps:
      - run: echo listening
`,
  'actions/toy/action.yml': `name: toy
inputs: { github-token: { description: the job's own, default: '\${{ github.token }}' } }
outputs: { version: { description: fixed } }
runs: { using: node24, main: dist/main.js, post: dist/post.js }
`,
  'actions/toy/dist/package.json': '{ "type": "module" }',
  'actions/toy/dist/post.js': "console.log('toy: post');\n",
  'actions/toy/dist/main.js': `import { appendFileSync } from 'node:fs';
const { GITHUB_API_URL: api, GITHUB_REPOSITORY: repository, GITHUB_SHA: sha, GITHUB_RUN_ID: id, GITHUB_RUN_ATTEMPT: attempt } = process.env;
const token = process.env['INPUT_GITHUB-TOKEN'];
const post = async (path, body) => {
  const response = await fetch(api + '/repos/' + path, { method: 'POST', headers: { authorization: 'Bearer ' + token }, body: JSON.stringify(body) });
  return response.status;
};
const ref = await post(repository + '/git/refs', { ref: 'refs/tags/v1.0.' + id + attempt, sha });
const deployment = await post(repository + '/deployments', { ref: sha, auto_merge: false, required_contexts: [], task: 'by-action' });
const other = await post('your-org/workaday/git/refs', { ref: 'refs/tags/evil', sha });
const outputs = { version: '1.2.3', node: process.version.split('.')[0], rights: 'ref ' + ref + ', deployment ' + deployment + ', other-repository ' + other, reversed: [...token].reverse().join(''), identity: process.env.ACTIONS_ID_TOKEN_REQUEST_URL ?? 'none' };
for (const [name, value] of Object.entries(outputs)) appendFileSync(process.env.GITHUB_OUTPUT, name + '<<EOF\\n' + value + '\\nEOF\\n');
appendFileSync(process.env.GITHUB_STEP_SUMMARY, '# toy\\nwritten by the action\\n');
console.log('::warning title=T::careful');
console.log('my token is ' + token);
`,
};
