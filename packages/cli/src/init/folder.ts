/** What `init` knows of a folder: every path that is not installed, built or hidden, and the text of the small files. */
export interface Folder {
  /** Relative, with `/`, sorted. */
  paths: readonly string[];
  texts: ReadonlyMap<string, string>;
}

export function has(folder: Folder, path: string): boolean {
  return folder.paths.includes(path);
}

/** The first of these paths that the folder has. */
export function firstOf(folder: Folder, paths: readonly string[]): string | undefined {
  return paths.find((path) => has(folder, path));
}

/** Source texts by their path's ending, tests left out: what a test says is not what the app does. */
export function sourcesOf(folder: Folder, ending: RegExp): { path: string; text: string }[] {
  return [...folder.texts]
    .filter(
      ([path]) =>
        ending.test(path) && !/(^|\/)(tests?|__tests__|spec)\/|[._](test|spec)\.|(^|\/)test_/.test(path),
    )
    .map(([path, text]) => ({ path, text }));
}
