/** What only development needs. Everything else of the source is published as it is. */
const developmentOnly = [
  /^packages\/(?!core\/workaday\.schema\.json$)/,
  /^actions\/[^/]+\/(?:src|test)\//,
  /^actions\/[^/]+\/(?:package|tsconfig)\.json$/,
  /^bench\//,
  /^\.ci\//,
  /^(?:package|package-lock|turbo|biome|tsconfig\.base)\.json$/,
  /^vitest\.config\.ts$/,
  /^\.(?:gitignore|node-version)$/,
];

/**
 * Whether a file of the source is part of a release commit, which every job of every app downloads.
 * Workflows stay, even our own: GitHub lets no job's token push a commit that changes one.
 */
export function isReleased(path: string): boolean {
  return !developmentOnly.some((pattern) => pattern.test(path));
}
