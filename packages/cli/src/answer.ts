/** What a command answers: for people, for programs, and as an exit code. */
export interface Answer {
  text: string;
  json: object;
  exitCode: number;
}
