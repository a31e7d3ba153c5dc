export { httpProbe, type ProbeOptions } from './http-probe.ts';
export { portProbe } from './reach.ts';
export { commandRunner } from './run-command.ts';
