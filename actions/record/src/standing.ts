/**
 * Whether GitHub says of a Deployment that it was live and was not undone: its history holds a success, and no later
 * failure. `inactive` says nothing: GitHub gives it to what is not production, and to nothing else.
 * @param states newest first
 */
export function stands(states: readonly string[]): boolean {
  const success = states.indexOf('success');
  const failure = states.indexOf('failure');
  return success >= 0 && (failure < 0 || failure > success);
}
