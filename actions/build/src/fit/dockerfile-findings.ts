import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { baseFindings } from './base-findings.ts';
import { type ContextFacts, contextFindings } from './context-findings.ts';
import { dockerfileSecrets } from './dockerfile-secrets.ts';
import type { Finding } from './finding.ts';
import { lineFindings } from './line-findings.ts';
import { packageCaches } from './package-cache.ts';
import { dockerfileRuntime } from './runtime.ts';
import { runtimeFindings } from './runtime-findings.ts';
import { secretFiles } from './secret-files.ts';
import { writableFolders } from './writable-folders.ts';

/** What a Dockerfile says, before anything is built; `file` is its path in the repository. */
export function dockerfileFindings(dockerfile: Dockerfile, file: string, context?: ContextFacts): Finding[] {
  return [
    ...runtimeFindings(dockerfileRuntime(dockerfile), file),
    ...baseFindings(dockerfile, file),
    ...lineFindings(dockerfile, file),
    ...dockerfileSecrets(dockerfile, file),
    ...secretFiles(dockerfile, file),
    ...(context ? contextFindings(dockerfile, file, context) : []),
    ...writableFolders(dockerfile, file),
    ...packageCaches(dockerfile, file),
  ];
}
