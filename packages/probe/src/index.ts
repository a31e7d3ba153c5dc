export type { Answer, Ask, Asked, Fault, FaultClass, NoAnswer, Phase, Question, Timings } from './answer.ts';
export { elapsed } from './answer.ts';
export { type Assessment, assess } from './assertions.ts';
export { type Check, resolveChecks } from './checks.ts';
export { type EndpointSlice, readyTargets, type Switch, type Target, trafficSwitch } from './endpoints.ts';
export {
  type Evidence,
  evidenceJson,
  type Observation,
  type ObservationClass,
  type Round,
  type VantageRound,
} from './evidence.ts';
export { type Gathering, gather, type Look } from './gather.ts';
export { httpPorts, isTls, type NamedPort } from './http-ports.ts';
export { type AskPod, type InsideView, insideVantage, type PodTarget } from './inside.ts';
export { type HttpService, httpServices, type LiveView, readLiveView } from './live-view.ts';
export { outsideVantage } from './outside.ts';
export { podProxy } from './pod-proxy.ts';
export { precheckResult } from './precheck.ts';
export { type ProxiedAnswer, readProxyAnswer } from './proxy-answer.ts';
export { type RoundState, roundState, type VantageState, vantageState } from './tally.ts';
export { unusable, type Vantage } from './vantage.ts';
export {
  type Judgement,
  judge,
  type Rule,
  releaseRule,
  restoredRule,
  type Verdict,
  type VerdictReason,
} from './verdict.ts';
