/** Where commits stand on the branch whose moving tags are written. */
export interface Line {
  /** Commits above this one up to the branch's end, newest first; a sentence when it is not known. */
  above(commit: string): Promise<readonly string[] | { unknown: string }>;
}
