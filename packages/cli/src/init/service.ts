import type { RunFacts } from './detect/recipe.ts';

/** One image and its manifests, as `init` plans it. */
export interface Service {
  name: string;
  /** Build context, from the top of the repository. */
  context: string;
  dockerfile: string;
  run: RunFacts;
}
