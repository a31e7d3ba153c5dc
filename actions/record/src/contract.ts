import { type ContractInputs, defineContract, input, type Report } from '@workaday/core';
import { parseReleaseLines } from './release-lines.ts';

const answered = (step: string) => `\`outcome\` of the ${step} step; empty when it did not run.`;
const because = (step: string) => `\`reason\` of the ${step} step.`;

/** What only a rollback by hand has; the rollback action puts all of it out, but the reason in words. */
const rollbackInputs = {
  'rollback-outcome': input.text({ description: answered('rollback') }),
  'rollback-reason': input.text({ description: because('rollback') }),
  commit: input.text({
    description: 'Of a rollback: commit of the release that was gone back to.',
    pattern: /^[0-9a-f]{40}$/,
    expected: '40 hexadecimal digits',
  }),
  'undone-version': input.text({
    description: 'Of a rollback: version of the release that was gone back from.',
  }),
  'undone-commit': input.text({
    description: 'Of a rollback: commit of the release that was gone back from.',
  }),
  by: input.text({
    description: 'Of a rollback: who went back; who started the run, when empty.',
    example: 'octocat',
  }),
  why: input.block({ description: 'Of a rollback: the person’s own words for the reason.' }),
} as const;

export const contract = defineContract({
  name: 'record',
  title: 'Record',
  description:
    'Writes down how a deployment ended: GitHub Deployment with statuses, GitHub Releases published when verified and marked when not, and the one issue of the app when a person is needed.',
  branding: { icon: 'book-open', color: 'blue' },
  inputs: {
    config: input.text({ description: 'Path of the configuration.', default: 'workaday.yml' }),
    app: input.text({ description: 'Name of the app; from the configuration by default.' }),
    environment: input.text({ description: 'Environment that was deployed to.', default: 'production' }),
    task: input.choice(['deploy', 'rollback'], {
      description:
        'What is recorded: a deployment, or a rollback by hand, whose configuration is read from the default branch, without a checkout.',
      default: 'deploy',
    }),
    version: input.text({
      description:
        'Version that was deployed, which a deploy needs; of a rollback, the one that was gone back to.',
      example: '1.4.2',
    }),
    tag: input.text({
      description: 'Git tag of that version; empty when nothing was released.',
      example: 'v1.4.2',
    }),
    notes: input.block({
      description:
        'Release notes of `tag` in Markdown, for a release that has to be created; a draft brings its own.',
    }),
    'github-releases': {
      ...input.lines({
        description:
          'GitHub Releases of this version, mostly drafts: lines of `TAG=ID`, as version puts them out. Without one for `tag`, the release is looked for by that tag.',
        example: 'v1.4.2=123456\napi/v2.0.1=123457',
      }),
      kind: 'TAG=ID lines',
      parse: parseReleaseLines,
    },
    images: input.lines({ description: 'What was deployed, lines of `service=repository@sha256:…`.' }),
    release: input.text({
      description: 'Number of the release in the ledger; of a rollback, the one that was gone back from.',
      example: '17',
    }),
    'restored-release': input.text({ description: 'Number of the release that was restored, if any.' }),
    'frozen-until': input.text({
      description: 'Until when deploys are stopped, ISO 8601; empty when nothing is frozen.',
    }),
    'broken-glass': input.text({
      description: 'Who deployed past every lock, and why, as deploy puts it out; empty when nobody did.',
    }),
    url: input.text({ description: 'Where the app answers.', example: 'https://shop.example.com' }),
    'deploy-outcome': input.text({ description: answered('deploy') }),
    'deploy-reason': input.text({ description: because('deploy') }),
    'smoke-outcome': input.text({ description: answered('smoke-test') }),
    'smoke-reason': input.text({ description: because('smoke-test') }),
    'staging-environment': input.text({
      description:
        'Environment that the release had to pass first; empty when there is none. Unless it passed, the deployment is recorded as `stopped`.',
      example: 'staging',
    }),
    'staging-release': input.text({
      description: 'Number of the release in the ledger of that environment.',
    }),
    'staging-outcome': input.text({
      description: 'Last `outcome` there, of the deploy or the smoke-test step; empty when none answered.',
    }),
    'staging-reason': input.text({ description: '`reason` of that step.' }),
    'staging-url': input.text({ description: 'Where the app answers in that environment.' }),
    'settle-outcome': input.text({ description: answered('settle') }),
    'settle-reason': input.text({ description: because('settle') }),
    ...rollbackInputs,
    'github-token': input.secret({
      description: 'Token of this job.',
      required: true,
      example: '${{ github.token }}',
    }),
  },
  outputs: {
    state:
      'How it ended: verified, unproven, unchanged, rolled-back, rollback-failed, refused, superseded, stopped (in the environment before) or failed; of a rollback also nothing-to-do.',
    deployment: 'Number of the GitHub Deployment, when there is one.',
    'release-url': 'Address of the GitHub Release of `tag`, or of the first one, when it is published.',
    issue: 'Number of the app’s issue, when it was opened, updated or closed.',
  },
  outcomes: { recorded: { description: 'GitHub says what the ledger says.', ok: true } },
  reasons: {
    'github-permission':
      'The token may not write all that is to be recorded; the message names the line of `permissions:` to add. All else is written.',
    'release-refused':
      'GitHub does not take the release: its tag leads to another commit, another release has it, or a ruleset protects it. All else is written.',
    'release-mismatch':
      'An ID of `github-releases` is the release of another tag, which stays as it is. All else is written.',
    'github-unavailable': 'GitHub did not answer; run the job again, it completes what is missing.',
  },
});

export type Inputs = ContractInputs<typeof contract>;
export type RecordReport = Report<typeof contract>;
