import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Commit, checkOutExample, commitAll } from '../build/example-app.ts';
import { appObjects, type Images } from '../deploy/app.ts';
import { goodText, reachable } from '../smoke/app.ts';

/** A commit that went to production, and the image that the run of its merge built. */
export interface Release extends Commit {
  image: string;
}

/** What there is once as good and once as bad. */
export interface Both<T> {
  good: T;
  /** Comes up, is green, and says something else. */
  bad: T;
}

/** A repository with examples/web-service as it is, but for what its page says. */
export async function commitBoth(checkout: string): Promise<Both<Commit>> {
  await checkOutExample('web-service', checkout);
  const commit = (version: string, greeting: string) => {
    writeFileSync(join(checkout, 'settings.json'), `${JSON.stringify({ greeting })}\n`);
    return commitAll(checkout, version);
  };
  return { good: await commit('1.0.0', goodText), bad: await commit('1.0.1', 'please log in') };
}

/** The manifests of a release: those of the other benches' app, with the image in it. */
export function releaseObjects({ version, image }: Release, images: Images): object[] {
  return appObjects(version, images, { container: { image } }).map(reachable);
}
