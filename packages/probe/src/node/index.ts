export { httpProbe, type ProbeOptions } from './http-probe.ts';
