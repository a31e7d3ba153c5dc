export { type Released, type ReleaseRequest, releaseTo } from './release/release-to.ts';
export type { Source } from './release/scratch-repository.ts';
