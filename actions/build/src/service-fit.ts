import { dockerfileFindings } from './fit/dockerfile-findings.ts';
import type { Finding } from './fit/finding.ts';
import { findings, judgedByImage } from './fit/findings.ts';
import { imageFindings } from './fit/image-findings.ts';
import { strictFailure } from './fit/tell.ts';
import type { Published } from './publish/publish.ts';
import { layersOf } from './publish/pushed.ts';
import type { Service } from './reuse.ts';
import { allOrFailure } from './together.ts';

function ofDockerfile({ target, source }: Service): Finding[] {
  const { hasIgnoreFile, gitInContext } = source;
  return dockerfileFindings(source.dockerfile, target.dockerfile, { hasIgnoreFile, gitInContext });
}

/** Ends a strict build before it begins, for what the image cannot make good again. */
export async function refuseUnfit(services: readonly Service[]): Promise<void> {
  await allOrFailure(
    services.map(async (service) => {
      const lasting = ofDockerfile(service).filter(({ rule }) => !judgedByImage.has(rule));
      const failure = strictFailure(lasting, service.target.service);
      if (failure) throw failure;
    }),
  );
}

/** What will hurt in Kubernetes, by the Dockerfile and by the image that was built of it. */
export function fitOf(service: Service, { config, image }: Published): Finding[] {
  const { source, target } = service;
  const ofImage =
    config && imageFindings(config, layersOf(image), target.service, source.dockerfile, target.dockerfile);
  return findings(ofDockerfile(service), ofImage);
}
