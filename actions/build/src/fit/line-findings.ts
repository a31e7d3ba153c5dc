import type { Dockerfile, Instruction } from '../dockerfile/dockerfile.ts';
import { variables } from './dockerfile-secrets.ts';
import type { Finding } from './finding.ts';
import { programFinding } from './programs.ts';
import { argumentsOf, baseName, simpleCommands } from './shell.ts';
import { chainInstructions, shellText } from './stage-chain.ts';

/** What one line of the image's stages says by itself. */
export function lineFindings(dockerfile: Dockerfile, file: string): Finding[] {
  const instructions = chainInstructions(dockerfile);
  const first = (rule: (instruction: Instruction) => boolean) => {
    const found = instructions.find(rule);
    return found && { file, line: found.line };
  };
  const [daemon, socket, remote] = [first(installsSshDaemon), first(wantsSocket), first(addsRemote)];
  const health = instructions.findLast(({ keyword }) => keyword === 'HEALTHCHECK');
  return [
    daemon && programFinding('ssh-daemon', daemon),
    socket && programFinding('docker-in-docker', socket),
    remote && {
      rule: 'add-remote' as const,
      what: 'ADD loads a remote file without a checksum',
      why: 'Other bytes can come with the next build, and nobody sees it: neither the review nor the key of the source.',
      next: 'Write `ADD --checksum=sha256:… URL destination`.',
      place: remote,
    },
    health &&
      health.words[0]?.toUpperCase() !== 'NONE' && {
        rule: 'healthcheck-ignored' as const,
        what: 'HEALTHCHECK does nothing in Kubernetes',
        why: 'The kubelet does not read it: traffic comes as soon as the process runs.',
        next: 'Say the same in a `readinessProbe` of the manifest.',
        place: { file, line: health.line },
      },
  ].filter((finding) => finding !== undefined && finding !== false);
}

const installers = /^(apt|apt-get|apk|dnf|microdnf|yum|zypper)$/;

function installsSshDaemon(instruction: Instruction): boolean {
  if (instruction.keyword !== 'RUN') return false;
  return simpleCommands(shellText(instruction)).some(({ words }) => {
    const [program = '', ...rest] = argumentsOf(words);
    return installers.test(baseName(program)) && rest.includes('openssh-server') && !rest.includes('remove');
  });
}

function wantsSocket({ keyword, words }: Instruction): boolean {
  if (keyword === 'VOLUME') return words.some((word) => /\/run\/docker\.sock$/.test(word));
  return (
    keyword === 'ENV' &&
    variables({ keyword, words }).some(
      ([name, value]) => name === 'DOCKER_HOST' && /^unix:.*\/run\/docker\.sock$/.test(value),
    )
  );
}

function addsRemote({ keyword, words, flags }: Instruction): boolean {
  const sources = words.slice(0, -1);
  return (
    keyword === 'ADD' && !flags.has('checksum') && sources.some((source) => /^https?:\/\//i.test(source))
  );
}
