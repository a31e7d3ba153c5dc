import type { Frame, Yaml } from './localise-frame.ts';

export const recordId = 'workaday-record';

/** A job of the local copy that writes every other job's result and outputs down, whatever became of them. */
export function recordJob(frame: Frame, needs: readonly string[]): Yaml {
  const file = `${frame.sources.recordFolder}/${frame.prefix.replaceAll(/[^\w-]+/g, '.')}needs.json`;
  const record = {
    uses: 'workaday-testbed/record@local',
    with: { file, needs: '${{ toJSON(needs) }}', prefix: frame.prefix },
  };
  return {
    name: `${frame.prefix}${recordId}`,
    needs,
    if: '${{ always() }}',
    'runs-on': 'ubuntu-latest',
    steps: [record],
  };
}
