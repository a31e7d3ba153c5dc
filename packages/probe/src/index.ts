export type {
  Answer,
  Ask,
  Asked,
  Connected,
  Fault,
  FaultClass,
  NoAnswer,
  Phase,
  Place,
  Question,
  Reach,
  Reached,
  Timings,
} from './answer.ts';
export { elapsed } from './answer.ts';
export type { Check, CommandCheck, Control, HttpCheck, PortCheck } from './checks.ts';
export type { Command, Ended, RunCommand } from './command.ts';
export { controlProbe } from './control.ts';
export { deployedDigests } from './digests.ts';
export { type EndpointSlice, readyTargets, type Switch, type Target, trafficSwitch } from './endpoints.ts';
export {
  type BrokenBefore,
  type Evidence,
  evidenceJson,
  type Observation,
  type ObservationClass,
  type Round,
  type VantageRound,
} from './evidence.ts';
export { type Gathered, type Gathering, gather, type Look } from './gather.ts';
export { httpPorts, isTls, type NamedPort } from './http-ports.ts';
export { type AskPod, type InsideView, insideVantage, type PodTarget } from './inside.ts';
export { type CurvePoint, type EvidenceCurve, evidenceCurve } from './judge/curve.ts';
export {
  brokenBefore,
  confirmed,
  type Prechecks,
  precheckResult,
  precheckRounds,
  precheckRule,
} from './judge/precheck.ts';
export { parseEvidence, type Replayed, replay } from './judge/replay.ts';
export { type Alternative, fastRule, type Rule, releaseRule, restoredRule } from './judge/rule.ts';
export { type Case, noRounds, type State, step } from './judge/state.ts';
export { type Judgement, judge, judgeState, type Verdict, type VerdictReason } from './judge/verdict.ts';
export { type RoundState, roundState, type VantageState, vantageState } from './judge/votes.ts';
export { type HttpService, httpServices, type LiveView, readLiveView } from './live-view.ts';
export { masked } from './masked.ts';
export { type Outside, type OutsidePorts, outsideVantage } from './outside.ts';
export { podProxy } from './pod-proxy.ts';
export { type ProxiedAnswer, readProxyAnswer } from './proxy-answer.ts';
export type { Asker } from './release/asker.ts';
export { type Asked as AskedRelease, askRelease, condemned } from './release/asking.ts';
export { maskFor } from './release/mask.ts';
export { failureText, lastFailures, markOf } from './release/round-lines.ts';
export { paceWarning, ruleFor, ruleForRestored } from './release/rules.ts';
export { type AskSetting, askSetting, type NamedSetting } from './release/setting.ts';
export { type Found, readStandingObjects } from './release/standing-objects.ts';
export { trafficLine } from './release/traffic.ts';
export { readWritten } from './release/written.ts';
export { resolveChecks, resolveControl } from './resolve-checks.ts';
export { sentSecrets } from './sent-secrets.ts';
export type { Vantage } from './vantage.ts';
