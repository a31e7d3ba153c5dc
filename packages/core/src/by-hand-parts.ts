import { secret, text } from './inputs.ts';

/** What an action that a person starts asks of GitHub. */
export const byHandInputs = {
  config: text({
    description: 'Path of the configuration on the default branch.',
    default: 'workaday.yml',
  }),
  'github-token': secret({
    description: 'Token of this job: GitHub is asked who pressed the button, and what they may.',
    required: true,
    example: '${{ github.token }}',
  }),
  'teams-token': secret({
    description:
      'Token that may read the members of the organisation, where teams have rights: of an App, or of a person.',
    example: '${{ secrets.TEAMS_TOKEN }}',
  }),
} as const;

const longestReason = 500;

/** What is wrong with a person's reason, which stands in the cluster and is read by many; undefined when nothing is. */
export function reasonProblem(input: string, { length }: string): string | undefined {
  return length > longestReason
    ? `input ${input} has ${length} characters, expected at most ${longestReason}`
    : undefined;
}

/** Why a person may not, or is not known. */
export const byHandReasons = {
  'not-allowed': 'The person lacks a right; the message says which, and who can grant it.',
  'github-permission': 'The token may not read what it takes; the message says which permission to add.',
  'github-unavailable': 'GitHub did not answer, so it is not known who may do what; run this again.',
} as const;
