import type { Dockerfile, Instruction } from '../dockerfile/dockerfile.ts';
import type { ImageConfig } from '../registry/registry.ts';
import { chainInstructions, stageChain } from './stage-chain.ts';

/** A setting of the image, and the line that made it; the base image made it when there is none. */
export interface Setting<Value> {
  value: Value;
  line: number | undefined;
}

/** How the image is started. A setting is undefined where only the base image could tell. */
export interface Runtime {
  /** The image that the first stage of the chain is FROM, where it is known. */
  base: string | undefined;
  user: Setting<string> | undefined;
  entrypoint: Setting<readonly string[]> | undefined;
  command: Setting<readonly string[]> | undefined;
  stopSignal: Setting<string> | undefined;
  /** `80` or `80/tcp` */
  ports: Setting<readonly string[]> | undefined;
}

/** What the Dockerfile alone says. */
export function dockerfileRuntime(dockerfile: Dockerfile): Runtime {
  const [first] = stageChain(dockerfile);
  const initial = <Value>(value: Value) =>
    first?.base.kind === 'scratch' ? { value, line: undefined } : undefined;
  const runtime: Runtime = {
    base: baseOf(dockerfile),
    user: initial(''),
    entrypoint: initial([]),
    command: initial([]),
    stopSignal: initial(''),
    ports: initial([]),
  };
  for (const { instructions } of stageChain(dockerfile)) applyStage(runtime, instructions);
  return runtime;
}

function applyStage(runtime: Runtime, instructions: readonly Instruction[]): void {
  let shell: readonly string[] = ['/bin/sh', '-c'];
  let hasCommand = false;
  for (const instruction of instructions) {
    const { keyword, line, words, form, text } = instruction;
    const argv = form === 'exec' ? words : [...shell, text];
    const [first = ''] = words;
    if (keyword === 'SHELL') shell = words;
    else if (keyword === 'USER') runtime.user = known(first, line);
    else if (keyword === 'STOPSIGNAL') runtime.stopSignal = known(first, line);
    else if (keyword === 'EXPOSE')
      runtime.ports = { value: [...(runtime.ports?.value ?? []), ...words], line };
    else if (keyword === 'CMD') {
      runtime.command = { value: argv, line };
      hasCommand = true;
    } else if (keyword === 'ENTRYPOINT') {
      runtime.entrypoint = { value: argv, line };
      // docker drops the command that a base set when the entrypoint is another.
      if (!hasCommand) runtime.command = { value: [], line };
    }
  }
}

function baseOf(dockerfile: Dockerfile): string | undefined {
  const base = stageChain(dockerfile)[0]?.base;
  return base?.kind === 'image' ? base.reference : undefined;
}

/** A value with variables in it is not known. */
function known(value: string, line: number): Setting<string> | undefined {
  return value.includes('$') ? undefined : { value, line };
}

/** What the built image says; the Dockerfile gives the lines. */
export function imageRuntime({ config = {} }: ImageConfig, dockerfile: Dockerfile | undefined): Runtime {
  const instructions = dockerfile ? chainInstructions(dockerfile) : [];
  const at = <Value>(value: Value, keyword: string): Setting<Value> => ({
    value,
    line: instructions.findLast((instruction) => instruction.keyword === keyword)?.line,
  });
  return {
    base: dockerfile && baseOf(dockerfile),
    user: at(config.User ?? '', 'USER'),
    entrypoint: at(config.Entrypoint ?? [], 'ENTRYPOINT'),
    command: at(config.Cmd ?? [], 'CMD'),
    stopSignal: at(config.StopSignal ?? '', 'STOPSIGNAL'),
    ports: at(Object.keys(config.ExposedPorts ?? {}), 'EXPOSE'),
  };
}
