import { defineContract, input, tagPrefix } from '@workaday/core';
import { bumps } from './changes/bump.ts';
import { preMajorPolicies } from './line/next-version.ts';

export const contract = defineContract({
  name: 'version',
  title: 'Version',
  description:
    'Works out the version of a merge from its commits and claims it as a Git tag, with release notes as a draft.',
  branding: { icon: 'tag', color: 'blue' },
  inputs: {
    config: input.text({ description: 'Path of the configuration file.', default: 'workaday.yml' }),
    service: input.text({
      description: 'The one service to version; every service of the configuration by default.',
      example: 'web',
    }),
    environment: input.text({
      description: 'Environment that the version is for, so that `staging` is not told to pass itself first.',
      default: 'production',
    }),
    'tag-prefix': input.text({
      description:
        'What stands before the version in tags, literally; taken from the configuration by default (`v` for one service, `NAME/v` for several).',
      ...tagPrefix,
      example: 'v',
    }),
    'initial-version': input.text({
      description: 'The first version, for a repository without version tags.',
      default: '0.1.0',
      pattern: /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/,
      expected: 'a version MAJOR.MINOR.PATCH',
    }),
    'pre-1-0': input.choice(preMajorPolicies, {
      description:
        'What changes mean below 1.0.0. `breaking-is-minor`: a breaking change raises the minor. `shifted`: a feature raises the patch, too. `breaking-is-major`: a breaking change makes 1.0.0.',
      default: 'breaking-is-minor',
    }),
    'bump-rules': input.pairs({
      description:
        'What commits ask for, over the defaults `feat=minor`, `fix=patch`, `perf=patch`, `revert=patch`; a line per `TYPE`, `TYPE(SCOPE)`, `*(SCOPE)`, `*` (every other type) or `unreadable` (what is no conventional commit). A breaking change always is a major.',
      example: 'docs=patch\nbuild(deps)=patch\nunreadable=patch',
      keys: {
        pattern: /^(\*|[\p{L}][\p{L}\p{N}_-]*)(\([^()]+\))?$/u,
        expected: 'TYPE, TYPE(SCOPE), *(SCOPE), * or unreadable before the `=`',
      },
      values: {
        pattern: new RegExp(`^(${bumps.join('|')})$`),
        expected: `one of ${bumps.join(', ')} after the \`=\``,
      },
    }),
    'only-deployable': input.flag({
      description:
        'Refuse what a deploy would refuse: anything but the default branch and release tags gets no version.',
    }),
    'github-token': input.secret({
      description:
        'Token that creates the tag and the draft release; needs `contents: write`, and only `contents: read` (or none) in a dry run.',
      default: '${{ github.token }}',
    }),
  },
  outputs: {
    version:
      'The version of this commit, e.g. `1.5.0`, or `1.4.3-build.5.gabc1234` when nothing is released.',
    tag: 'The Git tag of that version; empty when nothing is released.',
    'previous-version': 'The release this one follows; empty for the first.',
    bump: '`major`, `minor`, `patch` or `none`: what the commits since the previous release ask for.',
    notes: 'Release notes as Markdown, at most 125,000 characters.',
    services: 'JSON: per service `version`, `tag`, `previousVersion`, `bump`, `outcome` and `changed`.',
    staging:
      'Name of the environment that a release passes before `environment`, where `criticality` is `high`; empty when it goes straight there.',
    'github-releases':
      'Lines of `TAG=ID`: the GitHub Release of each tag, a draft until the record of the deployment publishes it.',
  },
  outcomes: {
    released: { description: 'This run claimed the version and its tag.', ok: true },
    'already-released': {
      description: 'The commit has its version tag already; the outputs are the same as then.',
      ok: true,
    },
    unreleased: {
      description: 'Nothing to release; the version is a build number of this commit, without a tag.',
      ok: true,
    },
    refused: {
      description:
        'With `only-deployable`: this is not deployed, so that it gets no version; nothing was created.',
      ok: false,
    },
    superseded: {
      description:
        'A newer release contains this commit, or a later commit takes it back; nothing was changed.',
      ok: true,
    },
  },
  reasons: {
    'nothing-to-release':
      'No commit since the previous release asks for a release. The image still ships, under a build version.',
    'already-tagged': 'The commit carries a version tag already, from an earlier run or from a person.',
    'tag-event': 'The run was started by a release tag: exactly that version is used.',
    'newer-version': 'A later merge, which contains this commit, was versioned first.',
    'unknown-service': 'The input `service` names no service of the configuration.',
    'no-repository':
      'There is no Git checkout. Put `actions/checkout` with `fetch-depth: 0` before this step.',
    'unknown-commit': 'The checkout does not hold the commit of this run, or has no commits at all.',
    'shallow-clone':
      'The checkout is shallow, and what is missing could not be fetched. Add `fetch-depth: 0` under the `with:` of `actions/checkout`.',
    'pull-request':
      'A pull request or a merge queue started the run, and its test merge is nothing to release. Add `dry-run: true` to see what merging would release.',
    'not-deployable':
      'With `only-deployable`: the run is of another branch than the default one, so that it will not be deployed.',
    'not-a-version-tag': 'The run was started by a tag that is no version of any service.',
    'tag-refused':
      'The server refused the tag for another reason than that it exists (a ruleset, an immutable release, a hook).',
    'tag-contended': 'Other runs took every candidate first. Run the job again.',
    'fetch-failed': 'The tags could not be read from origin.',
    'push-failed': 'The remote `origin` did not take the tag; Git’s answer is shown. Nothing was created.',
    'git-failed': 'Git answered an error; its message is shown.',
    'github-permission': 'The token may not create tags. Give the job `permissions: { contents: write }`.',
    'missing-tool': 'Git is not installed on the runner.',
  },
});
